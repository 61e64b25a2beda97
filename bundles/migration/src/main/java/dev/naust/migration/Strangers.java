package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Collections that a run was to make and that somebody else made after it was planned. A run fills nothing before it has noted that
 * all of its collections are made, so that one without that note, and with records in it, is not the run's: nothing removes it.
 */
final class Strangers {
    private Strangers() {}

    /** Whether a collection of which the run has not noted that it made it holds records. */
    static boolean isOne(Store target, DatasetId id) throws InterruptedException {
        return isThere(target, id) && holdsRecords(target, id);
    }

    /** Whether a collection that the run was about to make is there with nothing in it. */
    static boolean isThereEmpty(Store target, DatasetId id) throws InterruptedException {
        return isThere(target, id) && !holdsRecords(target, id);
    }

    /**
     * Refuses to make collections that are there by now, though they were not when the run was planned.
     *
     * @throws StoreException with {@code migration.blocked} and what to do
     */
    static void refuse(Store target, List<CollectionPlan> collections) {
        Set<DatasetId> there = target.datasets().stream().map(Dataset::id).collect(Collectors.toSet());
        for (CollectionPlan each : collections) {
            if (each.there().isEmpty() && there.contains(each.target())) {
                throw new StoreException(ServiceError.MIGRATION_BLOCKED, words(each.target()));
            }
        }
    }

    /** Whether somebody made it. */
    static boolean isThere(Store target, DatasetId id) {
        return target.datasets().stream().anyMatch(each -> each.id().equals(id));
    }

    /** Whether a collection that is there has any records. */
    static boolean holdsRecords(Store target, DatasetId id) throws InterruptedException {
        try (RecordReader reader = target.read(ReadRequest.of(id).atMost(1))) {
            return !reader.next(1, Long.MAX_VALUE).records().isEmpty();
        }
    }

    /** What to say of one. */
    static String words(DatasetId id) {
        return "Collection " + id
                + " was made by somebody else after this run was planned: it stays as it is."
                + " Rename or remove it, or leave it out of the migration";
    }
}
