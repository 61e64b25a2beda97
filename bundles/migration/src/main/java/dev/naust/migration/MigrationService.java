package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final String KIND = "migration";

    private final StoreRegistry stores;
    private final Pump pump;
    private final Set<String> busyTargets = ConcurrentHashMap.newKeySet();

    /** Absent on the command line, where a migration runs without a server's memory. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Runs runs;

    @Activate
    public MigrationService(@Reference StoreRegistry stores, @Reference Pump pump) {
        this.stores = stores;
        this.pump = pump;
    }

    @Override
    public MigrationPlan plan(MigrationRequest request) throws InterruptedException {
        try (StoreLease source = borrow(request.source());
                StoreLease target = borrow(request.target())) {
            return new Planner(source, target, request, hashKey()).plan();
        }
    }

    @Override
    public MigrationReport run(MigrationRequest request, Consumer<MigrationPlan> planned, RunProgress watcher)
            throws InterruptedException {
        try (StoreLease source = borrow(request.source());
                StoreLease target = borrow(request.target())) {
            watcher.stage("Planning");
            Planner planner = new Planner(source, target, request, hashKey());
            MigrationPlan plan = planner.plan();
            planned.accept(plan);
            refuseBlocked(plan);
            return execute(plan, request, planner.source(), target, watcher);
        }
    }

    @Override
    public Run start(MigrationRequest request) throws InterruptedException {
        Runs log = runs();
        refuseBusy(request.target().toString());
        refuseBlocked(plan(request));
        String title = request.source() + " → " + request.target();
        return log.start(KIND, title, MigrationRequestForm.write(request), progress -> task(request, progress));
    }

    private Document task(MigrationRequest request, RunProgress progress)
            throws InterruptedException, RunFailedException {
        MigrationReport report = run(request, plan -> plan.warnings().forEach(progress::warn), progress);
        Document document = ReportDocument.of(report);
        if (!report.succeeded()) {
            throw new RunFailedException(String.join("; ", report.errors()), document);
        }
        return document;
    }

    @Override
    public Optional<MigrationReport> report(String runId) {
        return runs().report(runId).map(ReportDocument::read);
    }

    private MigrationReport execute(
            MigrationPlan plan, MigrationRequest request, Store source, StoreLease target, RunProgress watcher)
            throws InterruptedException {
        if (!busyTargets.add(target.name())) {
            throw busy(target.name());
        }
        try {
            return new Execution(pump, plan, source, target.store(), request.options(), watcher).run();
        } finally {
            busyTargets.remove(target.name());
        }
    }

    private StoreLease borrow(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Address address) {
            return stores.open(address.text());
        }
        if (endpoint instanceof Endpoint.Opened opened) {
            return new Borrowed(opened.lease());
        }
        return stores.lease(((Endpoint.StoreId) endpoint).id());
    }

    private Runs runs() {
        Runs present = runs;
        if (present == null) {
            throw new StoreException(
                    ServiceError.STORE_UNAVAILABLE,
                    "The server's own state is not there yet, so that no run can be kept: try again in a few seconds");
        }
        return present;
    }

    private static byte @Nullable [] hashKey() {
        return HashKey.from(System.getenv());
    }

    private static void refuseBlocked(MigrationPlan plan) {
        if (!plan.canProceed()) {
            throw new StoreException(ServiceError.MIGRATION_BLOCKED, String.join("\n", plan.blockers()));
        }
    }

    private void refuseBusy(String target) {
        if (busyTargets.contains(target)) {
            throw busy(target);
        }
    }

    private static StoreException busy(String target) {
        return new StoreException(
                ServiceError.MIGRATION_IN_PROGRESS,
                "Another migration into " + target + " is running: wait for it, or cancel it first");
    }
}
