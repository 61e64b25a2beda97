package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.migration.Journal.Phase;
import dev.naust.migration.chunk.Checkpoints;
import dev.naust.migration.chunk.Retries;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The migrations of a server: the work of their runs, which can be taken up again whatever ended it. */
@Component(service = {RunResumer.class, ServerMigrations.class})
public final class ServerMigrations implements RunResumer {
    static final String KIND = "migration";

    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private final StoreRegistry stores;
    private final Pump pump;
    private final Storage storage;
    private final Journals journals;
    private final BusyTargets busy;

    @Activate
    public ServerMigrations(
            @Reference StoreRegistry stores,
            @Reference Pump pump,
            @Reference Storage storage,
            @Reference ServerState state,
            @Reference BusyTargets busy) {
        this.stores = stores;
        this.pump = pump;
        this.storage = storage;
        this.journals = new Journals(state);
        this.busy = busy;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Runs.Task resume(Run run) {
        MigrationRequest request = RequestDocument.read(run.parameters());
        return progress -> migrate(request, progress);
    }

    /** Does what is left of a migration, which is all of it in the beginning. */
    Document migrate(MigrationRequest request, RunProgress progress) throws InterruptedException, RunFailedException {
        Retries retries = new Retries(ATTEMPTS, FIRST_PAUSE, LONGEST_PAUSE, waiting -> {
            progress.stage("Waiting for a store");
            progress.warn(waiting);
        });
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
            MigrationRequest request, StoreLease source, StoreLease target, RunProgress progress, Retries retries)
            throws InterruptedException {
        String run = progress.id();
        Optional<Journal> known = journals.find(run).filter(journal -> journal.phase() != Phase.UNDONE);
        Journal journal = known.isPresent() ? known.get() : begin(run, request, source, target, progress);
        Checkpoints checkpoints = Checkpoints.open(storage, target.store(), run);
        if (journal.phase() == Phase.DONE) {
            checkpoints.clear(target.store());
            return journal.report().orElseThrow();
        }
        Going going = new Going(journal, known.isPresent(), checkpoints, request.options(), progress, retries);
        return execute(going, source, target);
    }

    /** Plans, and puts the plan on record before anything is written. */
    private Journal begin(
            String run, MigrationRequest request, StoreLease source, StoreLease target, RunProgress progress)
            throws InterruptedException {
        progress.stage("Planning");
        MigrationPlan plan = new Planner(source, target, request).plan();
        plan.warnings().forEach(progress::warn);
        MigrationService.refuseBlocked(plan);
        Journal journal = new Journal(
                Phase.RUNNING, plan, SourceGuard.declarations(source.store(), plan.collections()), Optional.empty());
        journals.save(run, journal);
        return journal;
    }

    private MigrationReport execute(Going going, StoreLease source, StoreLease target) throws InterruptedException {
        Findings findings = new Findings(going.progress());
        Durable conduct = new Durable(
                pump,
                new Durable.Stores(source.store(), target.store()),
                going.journal().plan(),
                going.checkpoints(),
                going.goesOn(),
                going.options(),
                going.progress(),
                findings,
                going.retries(),
                new SourceGuard(source.store(), going.journal().declared()));
        conduct.takeUp(going.checkpoints().latest(target.store()));
        MigrationReport report =
                new Execution(going.journal().plan(), conduct, going.options(), going.progress(), findings).run();
        // On record first: whoever comes back to a target without checkpoints must know that this is so because all is
        // done.
        journals.save(going.progress().id(), going.journal().with(report, conduct.end()));
        if (conduct.end() == Phase.DONE) {
            going.checkpoints().clear(target.store());
        }
        return report;
    }

    /** What a run goes on from. */
    private record Going(
            Journal journal,
            boolean goesOn,
            Checkpoints checkpoints,
            Options options,
            RunProgress progress,
            Retries retries) {}
}
