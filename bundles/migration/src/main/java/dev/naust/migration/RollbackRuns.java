package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RollbackPlan;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.Journal.Phase;
import dev.naust.migration.chunk.Checkpoints;
import dev.naust.migration.primary.PrimaryTable;
import dev.naust.migration.rollback.UndoLog;
import java.util.Optional;

/** Rolls a server's runs back, at once or as the rest of what was begun before the server died. Safe for use by several threads. */
final class RollbackRuns {
    private final StoreRegistry stores;
    private final Pump pump;
    private final Storage storage;
    private final Journals journals;
    private final Notices notices;
    private final BusyTargets busy;
    private final Surroundings around;
    private final PrimaryTable primaries;
    private final SingleRecords singly;

    RollbackRuns(
            StoreRegistry stores,
            Pump pump,
            Storage storage,
            Journals journals,
            Notices notices,
            BusyTargets busy,
            Surroundings around,
            PrimaryTable primaries,
            SingleRecords singly) {
        this.stores = stores;
        this.pump = pump;
        this.storage = storage;
        this.journals = journals;
        this.notices = notices;
        this.busy = busy;
        this.around = around;
        this.primaries = primaries;
        this.singly = singly;
    }

    /**
     * What rolling a run back would do.
     *
     * @throws StoreException with {@code rollback.refused} when there is nothing to roll back
     */
    RollbackPlan plan(Run run) throws InterruptedException {
        MigrationRequest request = ServerMigrations.request(run);
        try (StoreLease target = Leases.borrow(stores, request.target());
                Remains remains = new Remains(pump, stores, request, around.hashKey())) {
            return rollback(run.id(), target, remains).plan(run.id());
        }
    }

    private Rollback rollback(String run, StoreLease target, Remains remains) throws InterruptedException {
        Optional<String> against = against(run);
        if (against.isPresent()) {
            throw new StoreException(ServiceError.ROLLBACK_REFUSED, against.get());
        }
        Journal journal = journals.find(run).orElseThrow();
        return new Rollback(
                pump,
                target.store(),
                journal,
                UndoLog.open(storage, target.store(), run),
                made(run, journal, target.store()),
                Optional.of(remains));
    }

    /** Where a run stopped on its way, only what its checkpoints say was made by it. */
    private DurableSteps.Made made(String run, Journal journal, Store target) throws InterruptedException {
        if (journal.phase() == Phase.DONE || journal.followed().isPresent()) {
            return DurableSteps.Made.all(journal.plan());
        }
        boolean known =
                target.datasets().stream().anyMatch(each -> each.id().name().equals(Checkpoints.NAME));
        if (!known) {
            return DurableSteps.Made.none();
        }
        try {
            return DurableSteps.made(
                    journal.plan(), Checkpoints.open(storage, target, run).latest(target));
        } catch (StoreException e) {
            if (e.code() != ServiceError.TARGET_LOST) {
                throw e;
            }
            return DurableSteps.Made.none();
        }
    }

    /** Why a run cannot be rolled back, as a sentence; empty when it has left something that can be. */
    Optional<String> against(String run) throws InterruptedException {
        if (primaries.switchedSince(run).isPresent()) {
            return Optional.of("Run " + run
                    + " was cut over and does not carry changes back any more, so that what was written to its target"
                    + " since would be lost: migrate from there to where it is to go");
        }
        return journals.find(run).filter(known -> known.phase() != Phase.UNDONE).isPresent()
                ? Optional.empty()
                : Optional.of("Run " + run + " left nothing in its target that could be rolled back");
    }

    /** The work of rolling a run back. */
    Runs.Task task(Run run) {
        MigrationRequest request = ServerMigrations.request(run);
        return progress -> run(request, progress);
    }

    /** Rolls a run back, or does the rest of that. */
    Document run(MigrationRequest request, RunProgress progress) throws InterruptedException {
        String run = progress.id();
        try (StoreLease target = Leases.borrow(stores, request.target());
                Remains remains = new Remains(pump, stores, request, around.hashKey())) {
            BusyTargets.Hold hold = busy.hold(target.name());
            try {
                Optional<Journal> journal = journals.find(run);
                if (journal.isPresent() && journal.get().phase() != Phase.UNDONE) {
                    progress.confirm();
                    Rollback rollback = rollback(run, target, remains);
                    singly.takeBack(run);
                    if (journal.get().followed().isPresent()) {
                        try (StoreLease source = Leases.borrow(stores, request.source())) {
                            FollowingParts.forget(journal.get(), run, source.store(), target.store(), storage);
                        }
                        notices.forget(run);
                    }
                    rollback.run(progress);
                    Checkpoints.open(storage, target.store(), run).clear(target.store());
                    journals.save(run, journal.get().in(Phase.UNDONE));
                }
                return journal.flatMap(Journal::report).map(ReportDocument::of).orElse(Document.empty());
            } finally {
                hold.close();
            }
        }
    }
}
