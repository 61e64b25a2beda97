package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Primaries;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.Journal.Phase;
import dev.naust.migration.chunk.Checkpoints;
import dev.naust.migration.chunk.Retries;
import dev.naust.migration.leftover.LeftoverRecords;
import dev.naust.migration.primary.PrimaryTable;
import dev.naust.migration.rollback.UndoLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The migrations of a server: the work of their runs, which can be taken up again whatever ended it. */
@Component(
        service = {RunResumer.class, ServerMigrations.class},
        property = RunResumer.KIND + "=" + ServerMigrations.KIND)
public final class ServerMigrations implements RunResumer {
    static final String KIND = "migration";

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private final Duration pause;
    private final StoreRegistry stores;
    private final Pump pump;
    private final Storage storage;
    private final Journals journals;
    private final Notices notices;
    private final BusyTargets busy;
    private final Surroundings around;
    private final PrimaryTable primaries;
    private final SingleRecords singly = new SingleRecords();
    private final RollbackRuns rollbacks;
    private final Map<String, Underway> underway = new ConcurrentHashMap<>();

    @Activate
    public ServerMigrations(
            @Reference StoreRegistry stores,
            @Reference Pump pump,
            @Reference Storage storage,
            @Reference ServerState state,
            @Reference BusyTargets busy,
            @Reference Surroundings around,
            @Reference PrimaryTable primaries) {
        this(stores, pump, storage, state, busy, around, primaries, FIRST_PAUSE);
    }

    /** @param pause how long to wait before a store that did not answer is asked again for the first time */
    ServerMigrations(
            StoreRegistry stores,
            Pump pump,
            Storage storage,
            ServerState state,
            BusyTargets busy,
            Surroundings around,
            PrimaryTable primaries,
            Duration pause) {
        this.pause = pause;
        this.stores = stores;
        this.pump = pump;
        this.storage = storage;
        this.journals = new Journals(state);
        this.notices = new Notices(state);
        this.busy = busy;
        this.around = around;
        this.primaries = primaries;
        this.rollbacks = new RollbackRuns(stores, pump, storage, journals, notices, busy, around, primaries, singly);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Runs.Task resume(Run run) {
        MigrationRequest request = request(run);
        return progress -> {
            around.refuseOthers(BusyTargets.target(run), run.id());
            return run.rollingBack() ? rollbacks.run(request, progress) : migrate(request, run.paused(), progress);
        };
    }

    /**
     * How single records arrive in a run's target after its copy.
     *
     * @throws StoreException with {@code run.undone} when nothing of the run is to be in its target
     */
    LaterArrivals later(Run run, Store target) throws InterruptedException {
        Journal journal = journals.find(run.id())
                .filter(known -> !run.rollingBack() && known.phase() != Phase.UNDONE)
                .orElseThrow(() -> SingleRecords.undone(run.id()));
        return LaterArrivals.of(run.id(), singly, journal, storage, target);
    }

    /** How its runs are rolled back. */
    RollbackRuns rollbacks() {
        return rollbacks;
    }

    /**
     * Refuses to go on with a run that does not follow any more, or that has nothing left to do.
     *
     * @throws StoreException with {@code run.not_resumable}
     */
    void refuseEnded(String run) {
        try {
            Optional<Journal> journal = journals.find(run);
            if (journal.flatMap(Journal::followed).filter(Followed::isGivenUp).isPresent()) {
                throw FollowingRun.ended(run);
            }
            boolean isOver = journal.filter(known -> known.phase() == Phase.DONE)
                    .flatMap(Journal::report)
                    .filter(report -> !report.succeeded())
                    .isPresent();
            if (isOver) {
                throw new StoreException(
                        ServiceError.RUN_NOT_RESUMABLE,
                        "Run " + run
                                + " has copied all that fits, so that nothing is left to go on with: put its rejects"
                                + " right, roll it back, or start a new one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(ServiceError.CONTROL_UNAVAILABLE, "Interrupted; try again", e);
        }
    }

    /** What of a store is served by others. */
    List<Primaries.Switched> switched(String store) {
        return primaries.of(store);
    }

    /** The request that a run remembers; a password is not among what it remembers. */
    static MigrationRequest request(Run run) {
        MigrationRequest request = MigrationRequestForm.read(run.parameters());
        for (MigrationRequest.Endpoint each : List.of(request.source(), request.target())) {
            if (each instanceof MigrationRequest.Endpoint.Address
                    && each.toString().contains(":********@")) {
                throw new StoreException(
                        ServiceError.RUN_NOT_RESUMABLE,
                        "The password of " + each
                                + " is not kept, so that this run cannot go on: start it anew, or use a"
                                + " configured store");
            }
        }
        return request;
    }

    /** A migration that is going on here, not somewhere else and not over. */
    Optional<Underway> underway(String run) {
        return Optional.ofNullable(underway.get(run));
    }

    /** Whether another server is at a run, and that follows. */
    boolean followsElsewhere(Run run) {
        return underway(run.id()).isEmpty()
                && !run.state().isFinal()
                && notices.told(run.id()).isPresent();
    }

    /** Has the server that is at a run look at its rejects anew. */
    void askLook(String run) throws InterruptedException {
        notices.askLook(run);
    }

    /** Sets the pace of runs that other servers are at. */
    DistantPace distantPace(Runs runs) {
        return new DistantPace(notices, runs);
    }

    /** A migration that follows, at this server or at another one; empty when it does not, or not yet. */
    Optional<Steering> steering(Run run) {
        Optional<Underway> here = underway(run.id());
        if (here.isPresent() || run.state().isFinal()) {
            return here.flatMap(Underway::following).map(same -> same);
        }
        return notices.told(run.id()).map(now -> new Distant(run.id(), notices, journals, now));
    }

    /** Does what is left of a migration, which is all of it in the beginning. */
    Document migrate(MigrationRequest request, RunProgress progress) throws InterruptedException, RunFailedException {
        return migrate(request, false, progress);
    }

    private Document migrate(MigrationRequest request, boolean paused, RunProgress progress)
            throws InterruptedException, RunFailedException {
        Underway here = new Underway(progress, request, paused);
        underway.put(progress.id(), here);
        Listening listening = new Listening(notices, here);
        try {
            return migrate(request, here);
        } finally {
            listening.close();
            underway.remove(progress.id(), here);
        }
    }

    private Document migrate(MigrationRequest request, Underway progress)
            throws InterruptedException, RunFailedException {
        Consumer<String> waits = why -> {
            progress.waits(true);
            progress.warn(why);
        };
        Retries retries = new Retries(
                request.options().limits().retries(), pause, LONGEST_PAUSE, waits, () -> progress.waits(false));
        try (StoreLease source =
                        retries.run("Opening " + request.source(), n -> Leases.borrow(stores, request.source()));
                StoreLease target =
                        retries.run("Opening " + request.target(), n -> Leases.borrow(stores, request.target()))) {
            BusyTargets.Hold hold = busy.hold(target.name());
            try {
                return document(migrate(request, source, target, progress, retries));
            } finally {
                hold.close();
            }
        } catch (LinkageError gone) {
            throw new StoreException(ServiceError.STORE_UNAVAILABLE, Execution.gone(gone), gone);
        }
    }

    private static Document document(MigrationReport report) throws RunFailedException {
        Document document = ReportDocument.of(report);
        if (!report.succeeded()) {
            throw new RunFailedException(String.join("; ", report.errors()), document);
        }
        return document;
    }

    private MigrationReport migrate(
            MigrationRequest request, StoreLease source, StoreLease target, Underway progress, Retries retries)
            throws InterruptedException {
        String run = progress.id();
        StoreLease seen = SeenSource.of(source, request, around.hashKey());
        Optional<Journal> known = journals.find(run).filter(journal -> journal.phase() != Phase.UNDONE);
        Journal journal = known.isPresent() ? known.get() : begin(run, request, source, seen.store(), target, progress);
        Checkpoints checkpoints = Checkpoints.open(storage, target.store(), run);
        UndoLog undo = UndoLog.open(storage, target.store(), run);
        if (journal.phase() == Phase.DONE) {
            cleanUp(journal, checkpoints, undo, target.store());
            return journal.report().orElseThrow();
        }
        Going going = new Going(journal, known.isPresent(), checkpoints, undo, request.options(), progress, retries);
        if (journal.followed().isEmpty()) {
            return execute(going, seen.store(), target);
        }
        return new FollowingRun(
                        request,
                        source,
                        seen.store(),
                        target,
                        new FollowingParts.Services(
                                pump, storage, journals, notices, primaries, new Residency(stores), around),
                        going.progress())
                .run(going, this);
    }

    /** Plans, and puts the plan on record before anything is written. */
    private Journal begin(
            String run,
            MigrationRequest request,
            StoreLease source,
            Store seen,
            StoreLease target,
            RunProgress progress)
            throws InterruptedException {
        new Residency(stores).refuse(request);
        progress.stage("Planning");
        MigrationPlan plan =
                new Planner(source, target, request, pump, around).beginning().plan();
        plan.warnings().forEach(progress::warn);
        MigrationService.refuseBlocked(plan);
        new Rehearsal(pump, seen, target.store(), plan, request.options()).hold(progress);
        around.backUpFirst(request, progress);
        Journal journal =
                new Journal(Phase.RUNNING, plan, SourceGuard.declarations(seen, plan.collections()), Optional.empty());
        if (request.options().follow()) {
            journal = journal.following(Followed.from(source.store()
                    .changeFeed()
                    .orElseThrow()
                    .follow(
                            Followed.forwardName(run),
                            plan.collections().stream()
                                    .map(MigrationPlan.CollectionPlan::source)
                                    .toList())));
        }
        journals.save(run, journal);
        return journal;
    }

    MigrationReport execute(Going going, Store source, StoreLease target) throws InterruptedException {
        Findings findings = new Findings(going.progress());
        Durable conduct = takeUp(going, conduct(going, source, target, findings), target);
        if (conduct.isOfBefore()) {
            return execute(begunAnew(going, conduct, target), source, target);
        }
        MigrationReport report;
        try {
            report = new Execution(
                            going.journal().plan(),
                            conduct,
                            going.options(),
                            going.progress(),
                            findings,
                            going.journal().rulesFirst())
                    .run();
        } catch (BrokenRulesException broken) {
            going.progress().warn(broken.getMessage());
            Going underRules = going.with(going.journal().underRules(), true);
            // On record first: who dies from here on undoes the rest of what was written, and begins anew, too.
            journals.save(going.progress().id(), underRules.journal());
            return execute(begunAnew(underRules, conduct, target), source, target);
        }
        going.progress().confirm();
        // On record first: whoever comes back to a target without checkpoints must know that this is so because all is
        // done.
        boolean follows = going.journal().followed().isPresent()
                && conduct.outcome() == Phase.DONE
                && (report.succeeded() || findings.lacksOnlyRejects());
        journals.save(
                going.progress().id(),
                follows
                        ? going.journal()
                                .with(report, Phase.RUNNING)
                                .following(going.journal().followed().get().copied())
                        : going.journal().with(report, conduct.outcome()));
        if (conduct.outcome() == Phase.DONE && !follows) {
            going.retries().run("Clearing up in " + target.name(), attempt -> {
                cleanUp(going.journal(), going.checkpoints(), going.undo(), target.store());
                return attempt;
            });
        }
        return report;
    }

    /** A run of which nothing is in the target any more, nor among its rejects and conflicts. */
    private Going begunAnew(Going going, Durable before, StoreLease target) throws InterruptedException {
        String run = going.progress().id();
        String left = before.undo();
        if (before.outcome() != Phase.UNDONE) {
            throw new StoreException(ServiceError.STORE_UNAVAILABLE, left);
        }
        Optional<LeftoverRecords> rejects = around.leftovers();
        if (rejects.isPresent()) {
            rejects.get().forget(run);
        }
        // Undoing took their collections away.
        Checkpoints.open(storage, target.store(), run);
        UndoLog.open(storage, target.store(), run);
        return going.with(going.journal(), false);
    }

    /** How the pieces of a run are done. */
    Durable conduct(Going going, Store source, StoreLease target, Findings findings) {
        around.leftovers(going.progress().id()).ifPresent(findings::keepIn);
        Durable conduct = new Durable(
                pump,
                new Durable.Stores(source, target.store(), going.progress().pace()),
                going.journal(),
                going.checkpoints(),
                going.undo(),
                going.goesOn(),
                going.options(),
                going.progress(),
                findings,
                going.retries(),
                new SourceGuard(
                        source,
                        going.journal().plan().collections(),
                        going.journal().declared()));
        return conduct;
    }

    /** Lets a run go on from its last checkpoints, and counts what it did before. */
    Durable takeUp(Going going, Durable conduct, StoreLease target) throws InterruptedException {
        conduct.takeUp(going.retries()
                .run(
                        "Looking what is in " + target.name(),
                        attempt -> going.checkpoints().latest(target.store())));
        return conduct;
    }

    /** Takes away what only a run that goes on needs, and, where it changed nothing of before, what only going back needs. */
    static void cleanUp(Journal journal, Checkpoints checkpoints, UndoLog undo, Store target)
            throws InterruptedException {
        checkpoints.clear(target);
        if (journal.plan().collections().stream().allMatch(each -> each.there().isEmpty())) {
            undo.clear(target);
        }
    }

    /** What a run goes on from. */
    record Going(
            Journal journal,
            boolean goesOn,
            Checkpoints checkpoints,
            UndoLog undo,
            Options options,
            Underway progress,
            Retries retries) {
        Going with(Journal now, boolean again) {
            return new Going(now, again, checkpoints, undo, options, progress, retries);
        }
    }
}
