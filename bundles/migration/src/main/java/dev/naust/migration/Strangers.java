package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;

/**
 * Collections that a run was to make and that somebody else made after it was planned. A run fills nothing before it has noted that
 * all of its collections are made, so that one without that note, and with records in it, is not the run's: nothing removes it.
 */
final class Strangers {
    private Strangers() {}

    /** Whether a collection of which the run has not noted that it made it holds records. */
    static boolean isOne(Store target, DatasetId id) throws InterruptedException {
        if (target.datasets().stream().noneMatch(each -> each.id().equals(id))) {
            return false;
        }
        try (RecordReader reader = target.read(ReadRequest.of(id).atMost(1))) {
            return !reader.next(1, Long.MAX_VALUE).records().isEmpty();
        }
    }

    /** What to say of one. */
    static String words(DatasetId id) {
        return "Collection " + id
                + " was made by somebody else after this run was planned, and holds records: it stays as it is."
                + " Rename or remove it, or leave it out of the migration";
    }
}
