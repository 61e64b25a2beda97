package dev.naust.control.run;

import dev.naust.api.model.Document;
import dev.naust.api.service.Run;
import dev.naust.api.service.Run.Incident;
import dev.naust.api.service.Run.Part;
import dev.naust.api.service.Run.Progress;
import dev.naust.api.service.Run.State;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A run that is not over, or whose end is not on record yet. Its changes go through its monitor, so that its events are in
 * order; {@link #advance} does not, because it is called for every batch.
 */
final class LiveRun implements RunProgress {
    private static final Duration STUBBORN = Duration.ofSeconds(30);
    private static final int MOST_PARTS = 200;
    private static final int MOST_INCIDENTS = 200;

    private final String id;
    private final String kind;
    private final String title;
    private final Clock clock;
    private final Listener listener;
    private final ProgressMeter meter = new ProgressMeter();
    private final Messages errors = new Messages();
    private final Messages warnings = new Messages();
    private final List<Incident> history = new ArrayList<>();
    private final AtomicBoolean unrecorded = new AtomicBoolean();
    private final CompletableFuture<Void> onRecord = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Map<String, Part> parts = Collections.synchronizedMap(new LinkedHashMap<>());
    private final boolean resumable;
    private volatile boolean rollingBack;
    private final boolean goesOn;

    private static final String BEFORE = "Before it went on: ";

    private Document parameters;
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
    private boolean paused;
    private long sequence;
    private @Nullable Thread worker;

    private volatile Optional<Lease.Hold> hold;
    private volatile long confirmedAt = System.nanoTime();
    private volatile boolean settled;
    private volatile boolean lost;
    private boolean parked;

    /** The server that has the run. */
    interface Listener {
        /** Is told of changes. Called inside the run's monitor, so it must be quick. */
        void changed(LiveRun run, RunEvent event);

        /** Makes sure that the run is this server's. */
        void confirm(LiveRun run) throws InterruptedException;

        /** Waits until the run is on record as it is now. */
        void record(LiveRun run) throws InterruptedException;
    }

    LiveRun(
            String id,
            String kind,
            String title,
            Document parameters,
            boolean resumable,
            Node node,
            Clock clock,
            Listener listener) {
        this.id = id;
        this.hold = Optional.of(Lease.NONE.takenBy(node).hold());
        this.kind = kind;
        this.title = title;
        this.parameters = parameters;
        this.resumable = resumable;
        this.rollingBack = false;
        this.goesOn = false;
        this.clock = clock;
        this.listener = listener;
        this.startedAt = clock.instant();
    }

    /** A run of before that is taken up again, and held by nobody yet; what went wrong with it until then is history and no error of its end. */
    LiveRun(Run before, boolean rollingBack, Clock clock, Listener listener) {
        this.id = before.id();
        this.hold = Optional.empty();
        this.kind = before.kind();
        this.title = before.title();
        this.parameters = before.parameters();
        this.resumable = before.resumable();
        this.rollingBack = rollingBack;
        this.goesOn = true;
        this.clock = clock;
        this.listener = listener;
        this.startedAt = before.startedAt();
        // Numbers grow over the run's whole life, and how many there were is not on record.
        this.sequence = clock.millis();
        this.stage = rollingBack ? "Waiting to be rolled back" : "Waiting to go on";
        this.paused = before.paused();
        before.warnings().forEach(warnings::add);
        before.errors().forEach(error -> warnings.add(BEFORE + error));
        history.addAll(before.history());
        before.parts().forEach(this::part);
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

    /** Completed when the run's end is on record and it is no live run any more. */
    CompletableFuture<Void> over() {
        return over;
    }

    /** Notes that the record is behind; false when that was known. */
    boolean fallBehind() {
        return unrecorded.compareAndSet(false, true);
    }

    /** Notes that the record is about to be brought up to what {@link #now()} says after this. */
    void catchUp() {
        unrecorded.set(false);
    }

    /** By what this server has it; empty until that is on record. */
    Optional<Lease.Hold> hold() {
        return hold;
    }

    /** Notes that it is this server's, as it was on record at some time or later. */
    void heldBy(Lease.Hold mine, long nanos) {
        confirmedAt = nanos;
        hold = Optional.of(mine);
    }

    /** For how long its record has not said that it is this server's, in nanoseconds. */
    long unconfirmedFor(long nanos) {
        return onRecord.isDone() ? nanos - confirmedAt : 0;
    }

    /** Notes that nothing will be written of it any more. */
    void settle() {
        settled = true;
    }

    boolean isSettled() {
        return settled || lost;
    }

    /** Whether the record need not stay with this server. */
    synchronized boolean isLetGo() {
        return parked || state.isFinal();
    }

    /** Gives it up to whoever has it now: nothing that its work still says counts. */
    synchronized void lose() {
        lost = true;
        interrupt();
    }

    synchronized boolean isWorking() {
        return worker != null;
    }

    /** Its thread is through with it. */
    synchronized void leave() {
        worker = null;
    }

    @Override
    public void confirm() throws InterruptedException {
        if (lost) {
            throw new StoreException(
                    ServiceError.RUN_LOST,
                    "Run " + id + " is not this server's any more; it leaves everything as it is");
        }
        listener.confirm(this);
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
                warnings.list(),
                List.copyOf(parts.values()),
                resumable,
                rollingBack,
                paused,
                history);
    }

    synchronized void queued() {
        tell("runQueued");
    }

    /** Begins on this thread; false when it is over already. */
    synchronized boolean begin() {
        if (cancelAsked.isPresent()) {
            end(State.CANCELLED, Optional.empty(), Optional.empty());
        }
        if (lost || state.isFinal()) {
            return false;
        }
        state = State.RUNNING;
        stage = "Starting";
        if (!goesOn) {
            startedAt = clock.instant();
        }
        startedNanos = System.nanoTime();
        meter.start(startedNanos);
        tell(word() + "Started");
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
        if (lost || state.isFinal()) {
            return;
        }
        worker = null;
        paused = false;
        error.filter(errors::addUnlessSaid).ifPresent(message -> remember(true, message));
        if (outcome == State.SUCCEEDED && cancelAsked.isPresent()) {
            warnings.add("It was asked to stop, but had already finished");
        }
        report = result;
        state = outcome == State.SUCCEEDED && rollingBack ? State.ROLLED_BACK : outcome;
        finishedAt = Optional.of(clock.instant());
        long took = startedNanos == 0 ? 0 : System.nanoTime() - startedNanos;
        finalProgress = Optional.of(meter.ended(took, outcome == State.SUCCEEDED));
        String how =
                switch (outcome) {
                    case SUCCEEDED, ROLLED_BACK -> "Completed";
                    case CANCELLED -> "Cancelled";
                    case FAILED, QUEUED, RUNNING -> "Failed";
                };
        tell(word() + how);
        tell("run" + how);
    }

    private String word() {
        return rollingBack
                ? "rollback"
                : Pattern.compile("[^A-Za-z0-9]+(.?)")
                        .matcher(kind)
                        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }

    /** Leaves the run for the next start of the server to go on with; its work has ended on this one. */
    synchronized void park() {
        if (!lost && !state.isFinal()) {
            worker = null;
            parked = true;
            state = State.QUEUED;
            stage = paused
                    ? "Stopped with the server; stays paused when it starts again"
                    : "Stopped with the server; goes on when it starts again";
            tell("runQueued");
        }
    }

    boolean resumable() {
        return resumable;
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
    public synchronized void paused(boolean now) {
        if (!state.isFinal()) {
            paused = now;
        }
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelAsked.isPresent();
    }

    @Override
    public synchronized void rollingBack() {
        if (!state.isFinal() && !rollingBack) {
            rollingBack = true;
            tell("rollbackStarted");
        }
    }

    @Override
    public synchronized void parameters(Document now) {
        parameters = now;
    }

    @Override
    public void record() throws InterruptedException {
        listener.record(this);
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
    public void part(Part part) {
        if (parts.size() < MOST_PARTS || parts.containsKey(part.name())) {
            parts.put(part.name(), part);
        }
    }

    @Override
    public synchronized void warn(String message) {
        if (!state.isFinal() && warnings.add(message)) {
            remember(false, message);
            tell("warningAdded");
        }
    }

    @Override
    public synchronized void error(String message) {
        if (!state.isFinal() && errors.add(message)) {
            remember(true, message);
            tell("errorAdded");
        }
    }

    private void remember(boolean error, String message) {
        if (history.size() < MOST_INCIDENTS) {
            history.add(new Incident(clock.instant(), error, stage, Messages.brief(message)));
        }
    }

    private void tell(String type) {
        if (lost) {
            return;
        }
        Run now = now();
        lastTold = now.progress();
        listener.changed(this, new RunEvent(++sequence, type, now));
    }
}
