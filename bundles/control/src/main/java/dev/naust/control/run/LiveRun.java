package dev.naust.control.run;

import dev.naust.api.model.Document;
import dev.naust.api.service.Run;
import dev.naust.api.service.Run.Progress;
import dev.naust.api.service.Run.State;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.RunProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A run that is not over, or whose end is not on record yet. Its changes go through its monitor, so that its events are in
 * order; {@link #advance} does not, because it is called for every batch.
 */
final class LiveRun implements RunProgress {
    private static final Duration STUBBORN = Duration.ofSeconds(30);

    private final String id;
    private final String kind;
    private final String title;
    private final Document parameters;
    private final Clock clock;
    private final Listener listener;
    private final ProgressMeter meter = new ProgressMeter();
    private final Messages errors = new Messages();
    private final Messages warnings = new Messages();
    private final AtomicBoolean unrecorded = new AtomicBoolean();
    private final CompletableFuture<Void> onRecord = new CompletableFuture<>();

    private State state = State.QUEUED;
    private String stage = "Waiting for its turn";
    private Instant startedAt;
    private long startedNanos;
    private Optional<Instant> finishedAt = Optional.empty();
    private Progress lastTold = new Progress(0, -1, 0, -1);
    private Optional<Progress> finalProgress = Optional.empty();
    private Optional<Document> report = Optional.empty();
    private Optional<Instant> cancelAsked = Optional.empty();
    private boolean stubbornTold;
    private long sequence;
    private @Nullable Thread worker;

    /** Is told of changes. Called inside the run's monitor, so it must be quick. */
    interface Listener {
        void changed(LiveRun run, RunEvent event);
    }

    LiveRun(String id, String kind, String title, Document parameters, Clock clock, Listener listener) {
        this.id = id;
        this.kind = kind;
        this.title = title;
        this.parameters = parameters;
        this.clock = clock;
        this.listener = listener;
        this.startedAt = clock.instant();
    }

    @Override
    public String id() {
        return id;
    }

    String kind() {
        return kind;
    }

    /** Completed when the run is on record for the first time. */
    CompletableFuture<Void> onRecord() {
        return onRecord;
    }

    /** Notes that the record is behind; false when that was known. */
    boolean fallBehind() {
        return unrecorded.compareAndSet(false, true);
    }

    /** Notes that the record is about to be brought up to what {@link #now()} says after this. */
    void catchUp() {
        unrecorded.set(false);
    }

    synchronized Optional<Document> report() {
        return report;
    }

    synchronized Run now() {
        return new Run(
                id,
                kind,
                title,
                parameters,
                state,
                stage,
                finalProgress.orElseGet(() -> meter.now(System.nanoTime())),
                startedAt,
                finishedAt,
                errors.list(),
                warnings.list());
    }

    synchronized void queued() {
        tell("runQueued");
    }

    /** Begins on this thread; false when it is over already. */
    synchronized boolean begin() {
        if (cancelAsked.isPresent()) {
            end(State.CANCELLED, Optional.empty(), Optional.empty());
        }
        if (state.isFinal()) {
            return false;
        }
        state = State.RUNNING;
        stage = "Starting";
        startedAt = clock.instant();
        startedNanos = System.nanoTime();
        meter.start(startedNanos);
        tell("runStarted");
        return true;
    }

    /** The thread that an interruption goes to. */
    synchronized void workOn(Thread thread) {
        worker = thread;
        if (cancelAsked.isPresent()) {
            thread.interrupt();
        }
    }

    synchronized void end(State outcome, Optional<String> error, Optional<Document> result) {
        if (state.isFinal()) {
            return;
        }
        worker = null;
        error.ifPresent(errors::addUnlessSaid);
        if (outcome == State.SUCCEEDED && cancelAsked.isPresent()) {
            warnings.add("It was asked to stop, but had already finished");
        }
        report = result;
        state = outcome;
        finishedAt = Optional.of(clock.instant());
        long took = startedNanos == 0 ? 0 : System.nanoTime() - startedNanos;
        finalProgress = Optional.of(meter.ended(took, outcome == State.SUCCEEDED));
        tell(
                switch (outcome) {
                    case SUCCEEDED -> "runCompleted";
                    case CANCELLED -> "runCancelled";
                    case FAILED, ROLLED_BACK, QUEUED, RUNNING -> "runFailed";
                });
    }

    /** Asks for an end; true when the run was still waiting and has ended by this. */
    synchronized boolean cancel() {
        if (state == State.QUEUED && worker == null) {
            end(State.CANCELLED, Optional.empty(), Optional.empty());
            return true;
        }
        if (!state.isFinal()) {
            cancelAsked = cancelAsked.or(() -> Optional.of(clock.instant()));
            interrupt();
        }
        return false;
    }

    synchronized void interrupt() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    /** Measures, and tells of progress since the last time. */
    synchronized void tick() {
        if (state != State.RUNNING) {
            return;
        }
        meter.sample(System.nanoTime());
        Progress progress = meter.now(System.nanoTime());
        if (progress.processed() != lastTold.processed() || progress.total() != lastTold.total()) {
            tell("progressUpdate");
        }
        if (!stubbornTold && cancelAsked.isPresent() && isOver(cancelAsked.get())) {
            stubbornTold = true;
            warn("It was asked to stop " + STUBBORN.toSeconds() + " seconds ago and is still working; its store may not"
                    + " answer. It ends when the store does, or when the server is restarted");
        }
    }

    private boolean isOver(Instant asked) {
        return Duration.between(asked, clock.instant()).compareTo(STUBBORN) > 0;
    }

    @Override
    public synchronized void stage(String name) {
        if (!state.isFinal() && !stage.equals(name)) {
            stage = name;
            tell("stageChanged");
        }
    }

    @Override
    public void total(long records) {
        meter.total(records);
    }

    @Override
    public void advance(long records) {
        meter.advance(records);
    }

    @Override
    public synchronized void warn(String message) {
        if (!state.isFinal() && warnings.add(message)) {
            tell("warningAdded");
        }
    }

    @Override
    public synchronized void error(String message) {
        if (!state.isFinal() && errors.add(message)) {
            tell("errorAdded");
        }
    }

    private void tell(String type) {
        Run now = now();
        lastTold = now.progress();
        listener.changed(this, new RunEvent(++sequence, type, now));
    }
}
