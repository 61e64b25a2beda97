package dev.naust.migration;

import dev.naust.api.service.Erasing;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReadiness;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Look;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RollbackPlan;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.Notices.Tempo;
import dev.naust.migration.reshape.Pace;
import dev.naust.migration.reshape.ReshapedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Migrations as a service: borrows the stores, plans, executes, and keeps two runs out of one target. */
@Component(service = Migrations.class)
public final class MigrationService implements Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationService.class);
    private static final int LOOKED_AT = 1_000;

    private final StoreRegistry stores;
    private final Pump pump;
    private final BusyTargets busy;
    private final Surroundings around;

    /** Absent on the command line, where a migration runs without a server's memory. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Runs runs;

    /** Absent on the command line, too. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ServerMigrations server;

    /** On its own, without a server around it. */
    public MigrationService(StoreRegistry stores, Pump pump) {
        this(stores, pump, new BusyTargets(), new Surroundings());
    }

    @Activate
    public MigrationService(
            @Reference StoreRegistry stores,
            @Reference Pump pump,
            @Reference BusyTargets busy,
            @Reference Surroundings around) {
        this.around = around;
        this.stores = stores;
        this.pump = pump;
        this.busy = busy;
    }

    @Override
    public MigrationPlan plan(MigrationRequest request) throws InterruptedException {
        return plan(request, planner -> planner);
    }

    private MigrationPlan plan(MigrationRequest request, UnaryOperator<Planner> manner) throws InterruptedException {
        try (StoreLease target = Opening.of(stores, request.target());
                StoreLease source = Leases.borrow(stores, request.source())) {
            Planner planner = manner.apply(new Planner(source, target, request, pump, around));
            return whereItIs(new Residency(stores).judge(planner.plan(), request));
        }
    }

    /** What another store serves by now is not moved from where it was. */
    private MigrationPlan whereItIs(MigrationPlan plan) {
        ServerMigrations known = server;
        if (known == null) {
            return plan;
        }
        List<String> moved = known.switched(plan.source()).stream()
                .filter(each -> plan.collections().stream()
                        .anyMatch(collection -> collection.source().equals(each.collection())))
                .map(each -> each.collection() + " of " + each.store() + " is served by " + each.to() + " since "
                        + each.since() + ": migrate from there")
                .toList();
        return moved.isEmpty() ? plan : plan.blocked(moved);
    }

    @Override
    public MigrationReadiness readiness(MigrationRequest request) throws InterruptedException {
        return new ReadinessCheck(stores, Optional.ofNullable(runs), request, this::plan).look();
    }

    @Override
    public MigrationReport run(MigrationRequest request, Consumer<MigrationPlan> planned, RunProgress watcher)
            throws InterruptedException {
        try (StoreLease target = Opening.of(stores, request.target());
                StoreLease source = Leases.borrow(stores, request.source())) {
            watcher.stage("Planning");
            Planner planner = new Planner(source, target, request, pump, around).beginning();
            // Whoever wants every record looked at first has them looked at.
            if (!request.options().looks().contains(Look.BEFORE)) {
                planner = planner.expecting();
            }
            MigrationPlan plan = judged(planner, request, planned);
            new Rehearsal(pump, planner.source(), target.store(), plan, request.options()).hold(watcher);
            around.backUpFirst(request, watcher);
            try {
                return execute(plan, request, planner, target, watcher);
            } catch (StoreException e) {
                if (e.code() != CommonError.NOT_AS_EXPECTED) {
                    throw e;
                }
                LOG.debug("A plan is made anew", e);
                Throwable met = e.getCause() == null ? e : e.getCause();
                watcher.stage("Planning anew. " + met.getMessage());
            }
            Planner thorough = new Planner(source, target, request, pump, around).beginning();
            return execute(judged(thorough, request, planned), request, thorough, target, watcher);
        }
    }

    private MigrationPlan judged(Planner planner, MigrationRequest request, Consumer<MigrationPlan> planned)
            throws InterruptedException {
        MigrationPlan plan = new Residency(stores).judge(planner.plan(), request);
        planned.accept(plan);
        refuseBlocked(plan);
        return plan;
    }

    @Override
    public Run start(MigrationRequest request) throws InterruptedException {
        Runs log = present(runs);
        ServerMigrations migrations = present(server);
        new Residency(stores).refuse(request);
        refuseBusy(log, request.target().toString());
        refuseErasing(log, request);
        // Who asks is waiting; what shows only in all of the values stops the run, which looks at all of them.
        refuseBlocked(plan(request, planner -> planner.beginning().expecting()));
        String title = request.source() + " → " + request.target();
        return log.start(ServerMigrations.KIND, title, MigrationRequestForm.write(request), progress -> {
            BusyTargets.refuseOthers(log, request.target().toString(), progress.id());
            return migrations.migrate(request, progress);
        });
    }

    @Override
    public Run resume(String runId) throws InterruptedException {
        Runs log = present(runs);
        Optional<Underway> paused =
                present(server).underway(runId).filter(each -> each.pace().isPaused());
        if (paused.isPresent()) {
            paused.get().goOn();
            return log.find(runId).orElseThrow();
        }
        Optional<Run> elsewhere =
                log.find(runId).filter(run -> run.paused() && !run.state().isFinal());
        if (elsewhere.isPresent() && present(server).distantPace(log).isPossible(elsewhere.get())) {
            return distant(runId).set(runId, new Tempo(Optional.of(false), Optional.empty()));
        }
        present(server).refuseEnded(runId);
        log.find(runId).filter(Run::canResume).ifPresent(run -> {
            refuseBusy(log, BusyTargets.target(run));
            refuseErasing(log, MigrationRequestForm.read(run.parameters()));
        });
        return log.resume(runId);
    }

    @Override
    public Run pause(String runId) throws InterruptedException {
        Optional<Underway> here = present(server).underway(runId);
        if (here.isEmpty()) {
            return distant(runId).set(runId, new Tempo(Optional.of(true), Optional.empty()));
        }
        here.get().pause();
        return present(runs).find(runId).orElseThrow();
    }

    @Override
    public Run pace(String runId, long recordsPerSecond) throws InterruptedException {
        Optional<Underway> here = present(server).underway(runId);
        if (here.isEmpty()) {
            return distant(runId).set(runId, new Tempo(Optional.empty(), Optional.of(recordsPerSecond)));
        }
        here.get().pace(recordsPerSecond);
        return present(runs).find(runId).orElseThrow();
    }

    private DistantPace distant(String runId) {
        Run run = found(runId);
        DistantPace distant = present(server).distantPace(present(runs));
        if (!distant.isPossible(run)) {
            throw new StoreException(
                    ServiceError.RUN_NOT_RESUMABLE, "Migration " + runId + " is not going on: it is " + run.state());
        }
        return distant;
    }

    @Override
    public Optional<Following> following(String runId) {
        return present(runs)
                .find(runId)
                .flatMap(run -> present(server).steering(run))
                .map(Steering::now);
    }

    @Override
    public Run cutOver(String runId, Set<String> override) throws InterruptedException {
        Run run = found(runId);
        // Labels may have changed since the run began: from the cutover on the target has what is written.
        new Residency(stores).refuse(MigrationRequestForm.read(run.parameters()));
        present(server)
                .steering(run)
                .orElseThrow(() -> new StoreException(
                        ServiceError.CUTOVER_REFUSED,
                        "Migration " + runId + " does not follow its source, or not yet: start it with follow, and wait"
                                + " until it has copied everything"))
                .askCutOver(override);
        return present(runs).find(runId).orElseThrow();
    }

    private Optional<Steering> cutOver(String runId) {
        return present(server).steering(found(runId)).filter(Steering::isSwitched);
    }

    /** The way back of a migration that was cut over; what stands against it is what does not fit the source. */
    private RollbackPlan planBack(Run run, Steering following) throws InterruptedException {
        return new RollbackPlan(
                run.id(),
                BusyTargets.target(run),
                following.collections().stream()
                        .map(each -> new RollbackPlan.Change(each.toString(), true, 0, 0))
                        .toList(),
                following.againstComingBack());
    }

    @Override
    public RollbackPlan planRollback(String runId) throws InterruptedException {
        Optional<Steering> back = cutOver(runId);
        if (back.isPresent()) {
            return planBack(found(runId), back.get());
        }
        return present(server).rollbacks().plan(ended(runId));
    }

    @Override
    public Run rollBack(String runId, boolean force) throws InterruptedException {
        Runs log = present(runs);
        ServerMigrations migrations = present(server);
        Optional<Steering> back = cutOver(runId);
        if (back.isPresent()) {
            List<String> against = back.get().againstComingBack();
            if (!against.isEmpty()) {
                throw new StoreException(ServiceError.ROLLBACK_REFUSED, String.join("\n", against));
            }
            new Residency(stores)
                    .refuseBack(MigrationRequestForm.read(found(runId).parameters()));
            back.get().askBack();
            return log.find(runId).orElseThrow();
        }
        Run run = ended(runId);
        refuseBusy(log, BusyTargets.target(run));
        RollbackPlan plan = migrations.rollbacks().plan(run);
        if (!plan.canProceed() && !force) {
            throw new StoreException(ServiceError.ROLLBACK_REFUSED, String.join("\n", plan.blockers()));
        }
        Runs.Task task = migrations.rollbacks().task(run);
        return log.rollBack(runId, progress -> {
            BusyTargets.refuseOthers(log, BusyTargets.target(run), runId);
            return task.run(progress);
        });
    }

    @Override
    public Optional<String> againstRollback(String runId) throws InterruptedException {
        return present(server).rollbacks().against(found(runId).id());
    }

    @Override
    public List<Run> rollbackPoints() throws InterruptedException {
        List<Run> points = new ArrayList<>();
        for (Run run : present(runs).list(Optional.of(ServerMigrations.KIND), Optional.empty(), LOOKED_AT)) {
            if (run.state().isFinal()
                    && present(server).rollbacks().against(run.id()).isEmpty()) {
                points.add(run);
            }
        }
        return points;
    }

    private Run found(String runId) {
        return present(runs)
                .find(runId)
                .filter(found -> found.kind().equals(ServerMigrations.KIND))
                .orElseThrow(() -> new StoreException(
                        ServiceError.RUN_NOT_FOUND, "There is no migration " + runId + "; look at the list"));
    }

    private Run ended(String runId) {
        Run run = found(runId);
        if (!run.state().isFinal()) {
            throw new StoreException(
                    ServiceError.ROLLBACK_REFUSED,
                    "Migration " + runId + " is not over: wait for its end, or cancel it first");
        }
        return run;
    }

    @Override
    public Optional<MigrationReport> report(String runId) {
        return present(runs).report(runId).map(ReportDocument::read);
    }

    private MigrationReport execute(
            MigrationPlan plan, MigrationRequest request, Planner planner, StoreLease target, RunProgress watcher)
            throws InterruptedException {
        try {
            return execute(plan, request, planner, target, watcher, false);
        } catch (BrokenRulesException broken) {
            watcher.warn(broken.getMessage());
            return execute(plan, request, planner, target, watcher, true);
        }
    }

    private MigrationReport execute(
            MigrationPlan plan,
            MigrationRequest request,
            Planner planner,
            StoreLease target,
            RunProgress watcher,
            boolean rulesFirst)
            throws InterruptedException {
        long perSecond = request.options().limits().recordsPerSecond();
        Store source = perSecond > 0 ? ReshapedStore.paced(planner.source(), new Pace(perSecond)) : planner.source();
        BusyTargets.Hold hold = busy.hold(target.name());
        try {
            Findings findings = new Findings(watcher);
            around.leftovers(watcher.id()).ifPresent(findings::keepIn);
            Conduct conduct = new AllOrNothing(
                    pump,
                    plan.collections(),
                    source,
                    target.store(),
                    request.options(),
                    watcher,
                    findings,
                    new SourceGuard(source, plan.collections(), SourceGuard.declarations(source, plan.collections())),
                    planner.expected(),
                    rulesFirst);
            try {
                return new Execution(plan, conduct, request.options(), watcher, findings, rulesFirst).run();
            } catch (BrokenRulesException broken) {
                conduct.undo();
                throw broken;
            }
        } finally {
            hold.close();
        }
    }

    private static <T> T present(@Nullable T service) {
        if (service == null) {
            throw new StoreException(
                    ServiceError.STORE_UNAVAILABLE,
                    "The server's own state is not there yet, so that no run can be kept: try again in a few seconds");
        }
        return service;
    }

    static void refuseBlocked(MigrationPlan plan) {
        if (!plan.canProceed()) {
            throw new StoreException(ServiceError.MIGRATION_BLOCKED, String.join("\n", plan.blockers()));
        }
    }

    /** Also runs that wait for their turn, or for going on after a restart, have their target. */
    private static void refuseBusy(Runs log, String target) {
        if (BusyTargets.isBusy(log, target)) {
            throw BusyTargets.busy(target);
        }
    }

    private static void refuseErasing(Runs log, MigrationRequest request) {
        Erasing.refuse(
                log, List.of(request.source().toString(), request.target().toString()));
    }
}
