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
import java.util.function.UnaryOperator;

/**
 * Notes how far a trial comes. Written by the thread that tries and read by the one that waits for it, which may have lost
 * patience: what comes after that is not noted any more.
 */
final class TrialLog implements Trial {
    private final long deadline;
    private UnaryOperator<String> scrub = UnaryOperator.identity();
    private final Map<Step, Stage> stages = new EnumMap<>(Step.class);
    private Optional<Step> current = Optional.empty();
    private long since = System.nanoTime();
    private Optional<Category> failure = Optional.empty();
    private boolean ended;

    /** @param limit how long the whole trial may take */
    TrialLog(Duration limit) {
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** Takes secrets out of messages from now on. */
    synchronized void scrubWith(UnaryOperator<String> cleaner) {
        scrub = cleaner;
    }

    @Override
    public void run(Step step, Work work) throws InterruptedException {
        begin(step);
        try {
            ok(step, work.run());
        } catch (StoreException e) {
            Step failing =
                    e.code().step().filter(told -> told.compareTo(step) > 0).orElse(step);
            fail(step, failing, e.category(), String.valueOf(e.getMessage()));
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
    public Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private synchronized void begin(Step step) {
        current = Optional.of(step);
        since = System.nanoTime();
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
        fail(at, at, whose, message);
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
