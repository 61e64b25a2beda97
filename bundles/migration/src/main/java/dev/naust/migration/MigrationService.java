package dev.naust.migration;

import dev.naust.api.model.Text;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Migrations as a service: borrows the stores, plans, executes, and keeps two runs out of one target. */
@Component(service = Migrations.class)
public final class MigrationService implements Migrations {
    private static final int LOOKED_AT = 1_000;

    private final StoreRegistry stores;
    private final Pump pump;
    private final BusyTargets busy;

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

    @Activate
    public MigrationService(@Reference StoreRegistry stores, @Reference Pump pump, @Reference BusyTargets busy) {
        this.stores = stores;
        this.pump = pump;
        this.busy = busy;
    }

    @Override
    public MigrationPlan plan(MigrationRequest request) throws InterruptedException {
        refuseUnsupported(request);
        try (StoreLease source = Leases.borrow(stores, request.source());
                StoreLease target = Leases.borrow(stores, request.target())) {
            return new Planner(source, target, request).plan();
        }
    }

    @Override
    public MigrationReport run(MigrationRequest request, Consumer<MigrationPlan> planned, RunProgress watcher)
            throws InterruptedException {
        refuseUnsupported(request);
        try (StoreLease source = Leases.borrow(stores, request.source());
                StoreLease target = Leases.borrow(stores, request.target())) {
            watcher.stage("Planning");
            MigrationPlan plan = new Planner(source, target, request).plan();
            planned.accept(plan);
            refuseBlocked(plan);
            return execute(plan, request, source, target, watcher);
        }
    }

    @Override
    public Run start(MigrationRequest request) throws InterruptedException {
        Runs log = present(runs);
        ServerMigrations migrations = present(server);
        refuseBusy(log, request.target().toString());
        refuseBlocked(plan(request));
        String title = request.source() + " → " + request.target();
        return log.start(
                ServerMigrations.KIND,
                title,
                RequestDocument.of(request),
                progress -> migrations.migrate(request, progress));
    }

    @Override
    public Run resume(String runId) {
        Runs log = present(runs);
        log.find(runId).filter(Run::canResume).ifPresent(run -> refuseBusy(log, target(run)));
        return log.resume(runId);
    }

    private static String target(Run run) {
        return run.parameters()
                .get("target")
                .map(value -> ((Text) value).string())
                .orElse("");
    }

    @Override
    public Optional<MigrationReport> report(String runId) {
        return present(runs).report(runId).map(ReportDocument::read);
    }

    private MigrationReport execute(
            MigrationPlan plan, MigrationRequest request, StoreLease source, StoreLease target, RunProgress watcher)
            throws InterruptedException {
        BusyTargets.Hold hold = busy.hold(target.name());
        try {
            Findings findings = new Findings(watcher);
            Conduct conduct =
                    new AllOrNothing(pump, source.store(), target.store(), request.options(), watcher, findings);
            return new Execution(plan, conduct, request.options(), watcher, findings).run();
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

    private static void refuseUnsupported(MigrationRequest request) {
        Conflict conflict = request.options().conflict();
        if (conflict != Conflict.FAIL && conflict != Conflict.SKIP) {
            throw new StoreException(
                    ServiceError.OPTION_UNSUPPORTED,
                    "The conflict policy " + conflict + " is not offered yet: choose FAIL or SKIP");
        }
    }

    static void refuseBlocked(MigrationPlan plan) {
        if (!plan.canProceed()) {
            throw new StoreException(ServiceError.MIGRATION_BLOCKED, String.join("\n", plan.blockers()));
        }
    }

    /** Also runs that wait for their turn, or for going on after a restart, have their target. */
    private static void refuseBusy(Runs log, String target) {
        boolean taken = log.list(Optional.of(ServerMigrations.KIND), Optional.empty(), LOOKED_AT).stream()
                .filter(run -> !run.state().isFinal())
                .anyMatch(run -> target(run).equals(target));
        if (taken) {
            throw BusyTargets.busy(target);
        }
    }
}
