package dev.naust.mongodb;

import com.mongodb.client.MongoCursor;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.catalogue.Inference;
import dev.naust.mongodb.connection.Access;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/** Looks at every document of a collection: nothing in MongoDB binds what a field holds. */
final class MongoProfiling implements Profiling {
    private static final int AT_ONCE = 1_000;

    private final Access access;
    private final Catalogue catalogue;

    MongoProfiling(Access access, Catalogue catalogue) {
        this.access = access;
        this.catalogue = catalogue;
    }

    @Override
    public Profile profile(DatasetId dataset) throws InterruptedException {
        String task = "Looking at " + dataset;
        Catalogue.Known known = access.run(task, () -> catalogue.known(dataset));
        if (known.form().table()) {
            long records = access.run(task, () -> count(dataset));
            Schema declared = access.run(task, () -> catalogue.describe(known));
            return new Profile(declared, records, java.util.List.of());
        }
        Inference inference = new Inference(known);
        try (MongoCursor<RawBsonDocument> all = access.run(
                task,
                () -> access.find(dataset.name(), new BsonDocument())
                        .batchSize(AT_ONCE)
                        .cursor())) {
            while (access.run(task, () -> seeSome(all, inference))) {
                access.ensureOpen();
                inference.requireAllSeen();
            }
            inference.requireAllSeen();
        }
        Schema found = access.run(task, () -> catalogue.schema(known, inference.schemaFields()));
        return new Profile(found, inference.documents(), inference.findings());
    }

    private long count(DatasetId dataset) {
        var counted = access.aggregate(
                        dataset.name(), java.util.List.of(BsonDocument.parse("{$group: {_id: null, n: {$sum: 1}}}")))
                .maxTime(10, TimeUnit.MINUTES)
                .first();
        return counted == null ? 0 : counted.getNumber("n").longValue();
    }

    private static boolean seeSome(MongoCursor<RawBsonDocument> all, Inference inference) {
        for (int i = 0; i < AT_ONCE && all.hasNext(); i++) {
            inference.see(all.next());
        }
        return all.hasNext();
    }
}
