package dev.naust.migration;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.Storage;
import dev.naust.api.store.Store;
import dev.naust.api.store.Transactions;
import dev.naust.migration.rollback.UndoLog;
import java.util.List;
import java.util.Optional;

/**
 * How single records arrive in a run's target after its copy: with what a rollback of the run needs to undo them, too. What the
 * run made itself goes as a whole then, and needs nothing. Safe for use by several threads.
 */
final class LaterArrivals {
    private final String run;
    private final SingleRecords singly;
    private final Store target;
    private final Journal journal;
    private final Optional<UndoLog> log;

    private LaterArrivals(String run, SingleRecords singly, Store target, Journal journal, Optional<UndoLog> log) {
        this.run = run;
        this.singly = singly;
        this.target = target;
        this.journal = journal;
        this.log = log;
    }

    /** Into the target of a run that has left something there. */
    static LaterArrivals of(String run, SingleRecords singly, Journal journal, Storage storage, Store target)
            throws InterruptedException {
        boolean needsLog = journal.plan().collections().stream()
                .anyMatch(each -> each.there().isPresent());
        return new LaterArrivals(
                run,
                singly,
                target,
                journal,
                needsLog ? Optional.of(UndoLog.open(storage, target, run)) : Optional.empty());
    }

    /** Where they arrive. */
    Store target() {
        return target;
    }

    /**
     * Does something with one record, for which a rollback that begins meanwhile waits, and whoever decides about the same one.
     *
     * @param number of the leftover
     * @throws dev.naust.api.store.StoreException with {@code run.undone} when the run is being taken back
     */
    <T> T one(long number, SingleRecords.Work<T> work) throws InterruptedException {
        return singly.write(run, number, work);
    }

    /** How a policy lets records arrive in {@code there}, so that it can be undone. */
    Arrival by(Conflict policy, Schema writeAs, Schema there) {
        Arrival arrival = Arrival.of(policy, writeAs, there);
        boolean wasThere = journal.plan().collections().stream()
                .anyMatch(
                        each -> each.target().equals(there.id()) && each.there().isPresent());
        return wasThere && log.isPresent()
                ? new LoggedArrival(
                        arrival, there, log.get(), target.transactions().isPresent(), true)
                : arrival;
    }

    /** Lets a record arrive: wholly, with what undoes it, or not at all, where the store has transactions. */
    Arrival.Outcome arrive(Arrival arrival, DataRecord record) throws InterruptedException {
        Optional<Transactions> transactions = target.transactions();
        return transactions.isPresent()
                ? transactions.get().inTransaction(bound -> arrival.arrive(bound, List.of(record)))
                : arrival.arrive(target, List.of(record));
    }
}
