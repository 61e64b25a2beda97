package dev.naust.control.run;

import dev.naust.api.model.Document;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.service.Run;
import dev.naust.api.service.Run.State;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.control.run.RunArchive.Kept;
import java.nio.file.Path;
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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes runs and remembers them. Starts when the server's state can be reached ({@code enabled = false} until then). */
@Component(immediate = true, enabled = false)
public final class RunsService implements Runs {
    private static final Logger LOG = LoggerFactory.getLogger(RunsService.class);
    private static final int AT_ONCE = 4;
    private static final int LONGEST_LIST = 1_000;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration RECORD_LIMIT = Duration.ofSeconds(15);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Map<String, LiveRun> live = new ConcurrentHashMap<>();
    private final RunFeed feed = new RunFeed();
    private final LiveRun.Listener events = new Events();
    private final RunWorkers workers = new RunWorkers(AT_ONCE);
    private final RunExecution execution = new RunExecution(RECORD_LIMIT);
    private final ScheduledExecutorService ticker = thread("naust-runs-ticker");
    private final ScheduledExecutorService watch = thread("naust-runs-watch");

    private final Clock clock;
    private final Node node;
    private final Takeover takeover;
    private final TimeSortedIds ids;
    private final RunArchive archive;
    private final RunRecorder recorder;
    private final LeaseKeeper leases;
    private final Resumptions resumptions;
    private final AtomicBoolean stopping = new AtomicBoolean();

    @Activate
    public RunsService(@Reference ServerState state, BundleContext bundle) throws InterruptedException {
        this(state, Clock.systemUTC(), Node.of(home(bundle), System.getenv()));
        // The providers of stores stop before this does: a run that only then was told would have lost its stores
        // already.
        bundle.addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STOPPING
                    && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
                stop();
            }
        });
    }

    /** The runs of a server that has its state to itself. */
    public RunsService(ServerState state) throws InterruptedException {
        this(state, Clock.systemUTC(), Node.alone());
    }

    RunsService(ServerState state, Clock clock, Node node) throws InterruptedException {
        this.clock = clock;
        this.node = node;
        this.ids = new TimeSortedIds(clock);
        this.archive = new RunArchive(state);
        this.takeover = new Takeover(archive, node, clock, RunExecution.STOPPED);
        this.leases = new LeaseKeeper(node, live, workers);
        List<Kept> left = takeover.atStart();
        this.recorder = new RunRecorder(archive, node, new OnRecord());
        this.resumptions = new Resumptions(this::goOn);
        left.forEach(this::takeUp);
        ticker.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        if (node.shared()) {
            long beat = node.beat().toMillis();
            watch.scheduleWithFixedDelay(this::lookAfterOthers, beat, beat, TimeUnit.MILLISECONDS);
        }
    }

    private static Path home(BundleContext bundle) {
        String property = bundle.getProperty("naust.home");
        return Path.of(property == null ? "" : property).toAbsolutePath();
    }

    /** Not fetched here: it stands on the runs, and to come up while they do would be a circle. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "withdrawResumer")
    void offerResumer(ComponentServiceObjects<RunResumer> offered) {
        kind(offered)
                .ifPresentOrElse(
                        kind -> resumptions.offer(kind, offered.getServiceReference(), offered::getService),
                        () -> LOG.warn(
                                "{} can resume runs and does not say which: its service lacks the property {}",
                                offered.getServiceReference(),
                                RunResumer.KIND));
    }

    void withdrawResumer(ComponentServiceObjects<RunResumer> offered) {
        kind(offered).ifPresent(kind -> resumptions.withdraw(kind, offered.getServiceReference()));
    }

    private static Optional<String> kind(ComponentServiceObjects<RunResumer> offered) {
        return Optional.ofNullable(offered.getServiceReference().getProperty(RunResumer.KIND))
                .map(Object::toString);
    }

    /** One that is here already. */
    void add(RunResumer resumer) {
        resumptions.offer(resumer.kind(), resumer, () -> resumer);
    }

    @Override
    public Run start(String kind, String title, Document parameters, Task task) {
        String id = ids.next().toString();
        return begin(
                new LiveRun(id, kind, title, parameters, resumptions.offers(kind), node, clock, events),
                Optional.empty(),
                task);
    }

    private Run begin(LiveRun run, Optional<Lease> before, Task task) {
        if (stopping.get()) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE, "The server is stopping; start this again later");
        }
        if (live.putIfAbsent(run.id(), run) != null) {
            throw takenUp(run);
        }
        before.ifPresent(lease -> claim(run, lease));
        run.queued();
        Run begun = run.now();
        workers.submit(run, () -> execute(run, task));
        return begun;
    }

    /** Other servers may take a run that is over up again, too. */
    private void claim(LiveRun run, Lease before) {
        boolean mine = false;
        try {
            long began = System.nanoTime();
            Optional<Lease> lease = archive.claim(run.id(), before, node, true);
            lease.ifPresent(now -> run.heldBy(now.hold(), began));
            mine = lease.isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(ServiceError.CONTROL_UNAVAILABLE, "Interrupted; try again", e);
        } finally {
            if (!mine) {
                live.remove(run.id(), run);
            }
        }
        if (!mine) {
            throw takenUp(run);
        }
    }

    private static StoreException takenUp(LiveRun run) {
        return notResumable("Run " + run.id() + " has just been taken up again; look at how it stands");
    }

    private void takeUp(Kept left) {
        Run run = left.run();
        LiveRun again = new LiveRun(run, run.rollingBack(), clock, events);
        again.heldBy(left.lease().hold(), System.nanoTime());
        if (stopping.get() || live.putIfAbsent(run.id(), again) != null) {
            return;
        }
        again.queued();
        if (left.lease().cancel()) {
            again.cancel();
        } else {
            resumptions.await(again, run);
        }
    }

    private void lookAfterOthers() {
        try {
            takeover.atTimes(run -> !live.containsKey(run.id())
                            && !leases.isLeaving(run.id())
                            && (!run.resumable() || resumptions.offers(run.kind())))
                    .forEach(this::takeUp);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            if (stopping.get()) {
                return;
            }
            LOG.warn("The runs of other servers cannot be looked after at the moment: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The runs of other servers could not be looked after", e);
        }
    }

    private void goOn(LiveRun run, Task task) {
        workers.submit(run, () -> execute(run, task));
    }

    private void execute(LiveRun run, Task task) {
        try {
            execution.work(run, task);
        } finally {
            run.leave();
            leases.left(run);
        }
    }

    @Override
    public Run resume(String id) {
        Kept kept = ended(id);
        Run before = kept.run();
        if (!before.canResume()) {
            throw notResumable("Run " + id + " is " + before.state()
                    + (before.resumable()
                            ? "; only one that failed or was cancelled can go on"
                            : " and keeps nothing to go on from; start it again"));
        }
        return begin(
                new LiveRun(before, before.rollingBack(), clock, events),
                Optional.of(kept.lease()),
                progress -> resumptions.task(before).run(progress));
    }

    @Override
    public Run rollBack(String id, Task task) {
        Kept kept = ended(id);
        Run before = kept.run();
        if (before.state() == State.ROLLED_BACK) {
            throw notResumable("Run " + id + " was rolled back already");
        }
        return begin(new LiveRun(before, true, clock, events), Optional.of(kept.lease()), task);
    }

    /** A run that is over and on record. */
    private Kept ended(String id) {
        LiveRun running = live.get(id);
        if (running != null) {
            if (!running.now().state().isFinal()) {
                throw notOver(id);
            }
            awaitEndOnRecord(running);
        }
        Kept kept = archive.look(id).orElseThrow(() -> notFound(id));
        if (!kept.run().state().isFinal()) {
            throw notOver(id);
        }
        return kept;
    }

    private static StoreException notOver(String id) {
        return notResumable("Run " + id + " is not over: wait for its end, or cancel it first");
    }

    private static void awaitEndOnRecord(LiveRun run) {
        try {
            run.over().get(RECORD_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(ServiceError.CONTROL_UNAVAILABLE, "Interrupted; try again", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The end of run " + run.id() + " could not be put on record yet; the log says why. Try again later",
                    e);
        }
    }

    private static StoreException notResumable(String message) {
        return new StoreException(ServiceError.RUN_NOT_RESUMABLE, message);
    }

    private static StoreException notFound(String id) {
        return new StoreException(
                ServiceError.RUN_NOT_FOUND, "There is no run \"" + id + "\"; look at the list of runs for its id");
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
            return archive.askCancel(id).orElseThrow(() -> notFound(id));
        }
        cancel(run);
        return run.now();
    }

    @Override
    public boolean amend(String id, UnaryOperator<String> words, UnaryOperator<Document> report) {
        return !live.containsKey(id) && archive.amend(id, words, report);
    }

    private void cancel(LiveRun run) {
        if (run.cancel()) {
            workers.forget(run);
        }
    }

    @Override
    public Subscription subscribe(Optional<String> runId, Consumer<RunEvent> listener) {
        Subscriber subscriber = feed.subscribe(runId, listener);
        return runId.isPresent() && node.shared() && !stopping.get() ? followed(runId.get(), subscriber) : subscriber;
    }

    /** What another server executes is told by its record, which that server brings up to date at every beat. */
    private Subscription followed(String id, Subscriber subscriber) {
        RecordFollower follower = new RecordFollower(id, live::containsKey, archive::look, subscriber::offer);
        ScheduledFuture<?> looking =
                watch.scheduleWithFixedDelay(follower::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return () -> {
            looking.cancel(false);
            subscriber.close();
        };
    }

    /** Ends what runs, or parks it for the next start; nobody is told anything after this. */
    @Deactivate
    public void stop() {
        if (stopping.getAndSet(true)) {
            return;
        }
        execution.stop();
        ticker.shutdownNow();
        watch.shutdownNow();
        live.values().forEach(LiveRun::interrupt);
        awaitEnds();
        live.values().forEach(RunExecution::stopped);
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
        if (node.shared()) {
            leases.keep(System.nanoTime(), recorder::record);
        }
    }

    private final class Events implements LiveRun.Listener {
        @Override
        public void changed(LiveRun run, RunEvent event) {
            feed.publish(event);
            if (!event.type().equals("progressUpdate")) {
                recorder.record(run);
            }
        }

        @Override
        public void confirm(LiveRun run) throws InterruptedException {
            if (node.shared()) {
                archive.confirm(run.id(), run.hold().orElseThrow());
            }
        }

        @Override
        public void record(LiveRun run) throws InterruptedException {
            recorder.recordNow(run);
        }
    }

    private final class OnRecord implements RunRecorder.Listener {
        @Override
        public void over(LiveRun run) {
            live.remove(run.id(), run);
            run.over().complete(null);
        }

        @Override
        public void cancelled(LiveRun run) {
            cancel(run);
        }

        @Override
        public void lost(LiveRun run, String why) {
            leases.lost(run, why);
        }
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
