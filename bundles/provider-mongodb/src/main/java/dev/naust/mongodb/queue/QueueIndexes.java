package dev.naust.mongodb.queue;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.connection.Access;
import java.util.List;

/** Makes the indexes that the queues need, once for each open store. Safe for use by several threads. */
public final class QueueIndexes {
    private boolean made;

    synchronized void ensure(Access access) {
        if (made) {
            return;
        }
        access.database()
                .getCollection(Catalogue.JOBS)
                .createIndexes(List.of(
                        new IndexModel(
                                Indexes.compoundIndex(
                                        Indexes.ascending(JobDocument.QUEUE, JobDocument.STATE),
                                        Indexes.descending(JobDocument.PRIORITY),
                                        Indexes.ascending(JobDocument.RUN_AT, JobDocument.ID)),
                                new IndexOptions().name("due")),
                        new IndexModel(
                                Indexes.ascending(JobDocument.QUEUE, JobDocument.STATE, JobDocument.LEASE_UNTIL),
                                new IndexOptions().name("leased")),
                        new IndexModel(
                                Indexes.ascending(JobDocument.ONCE),
                                new IndexOptions().name("once").unique(true).sparse(true))));
        made = true;
    }
}
