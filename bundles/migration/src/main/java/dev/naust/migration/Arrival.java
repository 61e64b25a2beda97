package dev.naust.migration;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import java.util.List;
import java.util.Optional;

/**
 * How records arrive in a collection that may hold some of them already. Arriving again changes nothing, except that a
 * collection without a key takes every record as a new one. Holds no state: safe for use by several threads.
 */
interface Arrival {

    /**
     * Looks up which of the records are there, decides, and writes. Writers are flushed; whether that is final is up to the
     * store: bound to a transaction, it ends with that.
     *
     * @param target the store, or one that is bound to a transaction
     * @param records in the target's form, keys included; all of them and what is there for them is in memory at once
     * @throws dev.naust.api.store.StoreException when the store fails; what was written before stays written then, where the
     *     store is not bound to a transaction
     */
    Outcome arrive(Store target, List<DataRecord> records) throws InterruptedException;

    /** How a policy lets records arrive in {@code there}. */
    static Arrival of(Conflict policy, Schema writeAs, Schema there) {
        return new KeyedArrival(policy, writeAs, there);
    }

    /**
     * What became of the records.
     *
     * @param written how many were added or changed
     * @param skipped how many needed no write: kept back by the policy, undecided, or there just so
     * @param bytes about how many bytes were written
     * @param rejected those that the target cannot hold; nothing was changed for them
     * @param undecided those that wait for a decision; the target still has its own
     * @param preImages what was there before, for each record that was written; to put it back
     * @param content what the target must hold for these records now, rejected ones left out
     */
    record Outcome(
            long written,
            long skipped,
            long bytes,
            List<Rejected> rejected,
            List<Collision> undecided,
            List<PreImage> preImages,
            ContentHash content) {
        public Outcome {
            rejected = List.copyOf(rejected);
            undecided = List.copyOf(undecided);
            preImages = List.copyOf(preImages);
        }
    }

    /**
     * A record before a run changed it.
     *
     * @param before the whole record; empty where there was none, so that going back means removing it
     */
    record PreImage(RecordKey key, Optional<DataRecord> before) {}

    /** Two different records of one key. */
    record Collision(RecordKey key, DataRecord there, DataRecord incoming) {}
}
