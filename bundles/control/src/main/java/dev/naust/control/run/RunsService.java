package dev.naust.control.run;

import dev.naust.api.model.Document;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.service.Run;
import dev.naust.api.service.Run.State;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes runs and remembers them. Starts when the server's state can be reached ({@code enabled = false} until then). */
@Component(immediate = true, enabled = false)
public final class RunsService implements Runs {
    private static final Logger LOG = LoggerFactory.getLogger(RunsService.class);
    private static final int AT_ONCE = 4;
    private static final int LONGEST_LIST = 1_000;
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration RECORD_LIMIT = Duration.ofSeconds(15);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final String STOPPED =
            "The server stopped while this ran. What it had done until then may be in the target: look there, then start it again";

    private final Map<String, LiveRun> live = new ConcurrentHashMap<>();
    private final RunFeed feed = new RunFeed();
    private final RunWorkers workers = new RunWorkers(AT_ONCE);
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "naust-runs-ticker");
        thread.setDaemon(true);
        return thread;
    });
    private final Clock clock;
    private final TimeSortedIds ids;
    private final RunArchive archive;
    private final RunRecorder recorder;
    private volatile boolean stopping;

    @Activate
    public RunsService(@Reference ServerState state) throws InterruptedException {
        this(state, Clock.systemUTC());
    }

    RunsService(ServerState state, Clock clock) throws InterruptedException {
        this.clock = clock;
        this.ids = new TimeSortedIds(clock);
        this.archive = new RunArchive(state);
        new CrashRecovery(archive, clock, STOPPED).recover();
        this.recorder = new RunRecorder(archive, run -> live.remove(run.id()));
        ticker.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Run start(String kind, String title, Document parameters, Task task) {
        String id = ids.next().toString();
        LiveRun run = new LiveRun(id, kind, title, parameters, clock, this::changed);
        if (stopping) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE, "The server is stopping; start this again later");
        }
        live.put(id, run);
        run.queued();
        workers.submit(run, () -> execute(run, task));
        return run.now();
    }

    @Override
    public Optional<Run> find(String id) {
        return Optional.ofNullable(live.get(id)).map(LiveRun::now).or(() -> archive.find(id));
    }

    @Override
    public List<Run> list(Optional<String> kind, Optional<String> before, int limit) {
        int most = Math.max(1, Math.min(limit, LONGEST_LIST));
        Map<String, Run> found = new TreeMap<>(Comparator.reverseOrder());
        // Live runs are looked at first: one that goes on record in between is then found in the archive.
        List<Run> now = live.values().stream().map(LiveRun::now).toList();
        archive.list(kind, before, most).forEach(run -> found.put(run.id(), run));
        now.stream()
                .filter(run -> kind.map(run.kind()::equals).orElse(true))
                .filter(run -> before.map(id -> run.id().compareTo(id) < 0).orElse(true))
                .forEach(run -> found.put(run.id(), run));
        return found.values().stream().limit(most).toList();
    }

    @Override
    public Optional<Document> report(String id) {
        LiveRun run = live.get(id);
        return run == null ? archive.report(id) : run.report();
    }

    @Override
    public Run cancel(String id) {
        LiveRun run = live.get(id);
        if (run == null) {
            return archive.find(id)
                    .orElseThrow(() -> new StoreException(
                            ServiceError.RUN_NOT_FOUND,
                            "There is no run \"" + id + "\"; look at the list of runs for its id"));
        }
        if (run.cancel()) {
            workers.forget(run);
        }
        return run.now();
    }

    @Override
    public Subscription subscribe(Optional<String> runId, Consumer<RunEvent> listener) {
        return feed.subscribe(runId, listener);
    }

    @Deactivate
    void stop() {
        stopping = true;
        ticker.shutdownNow();
        live.values().forEach(LiveRun::interrupt);
        awaitEnds();
        live.values().forEach(run -> run.end(State.FAILED, Optional.of(STOPPED), Optional.empty()));
        recorder.close();
        feed.close();
    }

    private void awaitEnds() {
        long deadline = System.nanoTime() + GRACE.toNanos();
        try {
            while (System.nanoTime() < deadline
                    && live.values().stream().anyMatch(run -> run.now().state() == State.RUNNING)) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() {
        live.values().forEach(LiveRun::tick);
    }

    private void changed(LiveRun run, RunEvent event) {
        feed.publish(event);
        if (!event.type().equals("progressUpdate")) {
            recorder.record(run);
        }
    }

    private void execute(LiveRun run, Task task) {
        try {
            awaitRecord(run);
            if (run.begin()) {
                run.end(State.SUCCEEDED, Optional.empty(), Optional.of(task.run(run)));
            }
        } catch (InterruptedException e) {
            if (stopping) {
                run.end(State.FAILED, Optional.of(STOPPED), Optional.empty());
            } else {
                run.end(State.CANCELLED, Optional.empty(), Optional.empty());
            }
        } catch (RunFailedException e) {
            run.end(State.FAILED, Optional.of(e.getMessage()), Optional.of(e.report()));
        } catch (StoreException e) {
            LOG.info("Run {} failed: {}", run.id(), e.getMessage(), e);
            run.end(State.FAILED, Optional.of(e.getMessage()), Optional.empty());
        } catch (Throwable e) {
            // Whatever it is, it must not leave a run that seems to go on for ever.
            LOG.error("Run {} failed unexpectedly", run.id(), e);
            run.end(State.FAILED, Optional.of(unexpected(run)), Optional.empty());
        }
    }

    /** A run that may change something is on record before it begins, so that nothing happens that nobody can look up. */
    private static void awaitRecord(LiveRun run) throws InterruptedException {
        try {
            run.onRecord().get(RECORD_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The run was not begun, because the server could not put it on record; the log says why. Start it"
                            + " again when that is repaired",
                    e);
        }
    }

    private static String unexpected(LiveRun run) {
        return "Something went wrong that Naust did not expect. The log has the details under the number " + run.id()
                + "; please report them";
    }
}
