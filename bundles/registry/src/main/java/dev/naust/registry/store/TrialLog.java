package dev.naust.registry.store;

import dev.naust.api.store.Category;
import dev.naust.api.store.Stage;
import dev.naust.api.store.Stage.Outcome;
import dev.naust.api.store.Step;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Trial;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Notes how far a trial comes. Written by the thread that tries and read by the one that waits for it, which may have lost
 * patience: what comes after that is not noted any more.
 */
final class TrialLog implements Trial {
    /** How long a connection may take, and a failed one always takes, where nobody shall learn what answers. */
    static final Duration CONNECTING = Duration.ofSeconds(4);

    private final long deadline;
    private UnaryOperator<String> scrub = UnaryOperator.identity();
    private final Map<Step, Stage> stages = new EnumMap<>(Step.class);
    private Optional<Step> current = Optional.empty();
    private long since = System.nanoTime();
    private Optional<Category> failure = Optional.empty();
    private boolean ended;
    private boolean aboutFiles;
    private Optional<String> hidden = Optional.empty();

    /** @param limit how long the whole trial may take */
    TrialLog(Duration limit) {
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * From now on nothing tells a port that is closed from one that is filtered or that belongs to something else: not the
     * message and not the time that it takes. Otherwise whoever may try connections could look round the server's network.
     *
     * @param technology what should answer
     */
    synchronized void hideWhatAnswers(String technology) {
        hidden = Optional.of(
                "No " + technology + " answers at this host and port: nothing listens there, a firewall is in the"
                        + " way, or it is something else. Check both. Where the host is in allowedHosts of config/naust.json, the"
                        + " reason is told.");
    }

    private synchronized boolean isHidden(Step step) {
        return hidden.isPresent() && step == Step.CONNECT;
    }

    /** Takes secrets out of messages from now on. */
    synchronized void scrubWith(UnaryOperator<String> cleaner) {
        scrub = cleaner;
    }

    /** From now on a file that opens and answers has the right form, which is what people ask of files. */
    synchronized void isAboutFiles() {
        aboutFiles = true;
    }

    private synchronized Step meant(Step step) {
        return aboutFiles && step == Step.ANSWER ? Step.FORMAT : step;
    }

    @Override
    public void run(Step asked, Work work) throws InterruptedException {
        Step step = meant(asked);
        long began = begin(step);
        try {
            ok(step, work.run());
        } catch (StoreException e) {
            Step failing =
                    e.code().step().filter(told -> told.compareTo(step) > 0).orElse(step);
            if (isHidden(failing)) {
                waitUntil(began + CONNECTING.toNanos());
                fail(step, failing, Category.UNAVAILABLE, hidden.orElseThrow());
            } else {
                fail(step, failing, e.category(), String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    @Override
    public synchronized void skip(Step step, String why) {
        if (!ended) {
            stages.put(step, new Stage(step, Outcome.SKIPPED, Duration.ZERO, scrub.apply(why)));
        }
    }

    @Override
    public synchronized Duration left() {
        long end = current.filter(this::isHidden).isPresent()
                ? Math.min(deadline, since + CONNECTING.toNanos())
                : deadline;
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** When the whole trial has to be over. */
    Duration patience() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private synchronized long begin(Step step) {
        current = Optional.of(step);
        since = System.nanoTime();
        return since;
    }

    private static void waitUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private synchronized void ok(Step step, String message) {
        if (!ended) {
            stages.put(step, new Stage(step, Outcome.OK, elapsed(), scrub.apply(message)));
            current = Optional.empty();
        }
    }

    private synchronized void fail(Step begun, Step failing, Category whose, String message) {
        if (ended) {
            return;
        }
        if (begun != failing) {
            stages.put(begun, new Stage(begun, Outcome.OK, Duration.ZERO, "Passed."));
        }
        stages.put(failing, new Stage(failing, Outcome.FAILED, elapsed(), scrub.apply(message)));
        failure = Optional.of(whose);
        current = Optional.empty();
        ended = true;
    }

    /** Ends the trial with a failure of whatever step it is at; does nothing when it has ended. */
    synchronized void abort(Category whose, String message) {
        Step at = current.orElse(Step.ANSWER);
        fail(at, at, whose, isHidden(at) ? hidden.orElseThrow() : message);
    }

    /** Ends the trial. */
    synchronized void end() {
        ended = true;
    }

    /** Whose fault the failed step is; empty when none failed. */
    synchronized Optional<Category> failure() {
        return failure;
    }

    /** The stages of the steps that a store of some kind has; what was not told is skipped. */
    synchronized List<Stage> stages(List<Step> steps) {
        Optional<Step> failed = stages.values().stream()
                .filter(stage -> stage.outcome() == Outcome.FAILED)
                .map(Stage::step)
                .findFirst();
        for (Step step : steps) {
            if (!stages.containsKey(step)) {
                boolean reached = failed.filter(at -> at.compareTo(step) < 0).isEmpty();
                stages.put(
                        step,
                        new Stage(
                                step,
                                Outcome.SKIPPED,
                                Duration.ZERO,
                                reached ? "The provider does not tell this apart." : "Not reached."));
            }
        }
        return List.copyOf(stages.values());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
