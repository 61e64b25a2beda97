package dev.naust.mongodb.copy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.RenameCollectionOptions;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.bson.RecordDecoder;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.catalogue.Indexes;
import dev.naust.mongodb.catalogue.Names;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.Quietly;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/**
 * Fills a new collection out of sight: in a collection beside it, which takes its place at the first flush. So nothing of a
 * filling that was given up is ever seen. Where somebody has written to the collection meanwhile, the records are added.
 */
public final class FillingWriter implements RecordWriter {
    private static final int AT_ONCE = 1_000;
    private static final int NAME = 60;

    private final Access access;
    private final Catalogue.Known target;
    private final Catalogue.Known beside;
    private final Form form;
    private final MongoWriter writer;
    private boolean made;
    private boolean inPlace;
    private boolean closed;
    /** Records beside a target that has others already: whether they fit together shows when they are brought together. */
    private long waiting;

    public FillingWriter(Access access, Catalogue.Known target, Form form) {
        this.access = access;
        this.target = target;
        this.form = form;
        String name = Catalogue.FILLING
                + Names.shortened(target.id().name(), NAME) + "_"
                + Integer.toHexString(target.id().name().hashCode());
        this.beside = new Catalogue.Known(DatasetId.of(name), target.shape(), target.form(), target.options());
        this.writer = new MongoWriter(access, beside, form, WriteMode.INSERT);
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        ensureOpen();
        if (!batch.isEmpty() && !made) {
            access.run("Preparing to fill " + target.id(), () -> {
                make();
                return true;
            });
            made = true;
        }
        WriteReport report = writer.write(batch);
        if (!inPlace) {
            return report;
        }
        waiting += report.written();
        return new WriteReport(0, report.bytes(), report.rejected());
    }

    /** Made anew with all that the target has, in whose place it comes. */
    private void make() {
        String name = beside.id().name();
        access.database().getCollection(name).drop();
        BsonDocument create = new BsonDocument("create", new BsonString(name));
        create.putAll(target.options());
        access.command(create);
        List<BsonDocument> indexes = access.listIndexes(target.id().name()).stream()
                .filter(index -> !index.getString("name").getValue().equals("_id_"))
                .toList();
        if (!indexes.isEmpty()) {
            indexes.forEach(index -> index.remove("ns"));
            access.command(Indexes.create(name, indexes));
        }
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        ensureOpen();
        if (!made) {
            return WriteReport.nothing();
        }
        List<Rejected> rejected = new ArrayList<>();
        access.run("Filling " + target.id(), () -> {
            if (inPlace || !takePlace()) {
                copy(rejected);
            }
            return true;
        });
        inPlace = true;
        made = false;
        long written = waiting - rejected.size();
        waiting = 0;
        return new WriteReport(Math.max(0, written), 0, rejected);
    }

    private boolean takePlace() {
        if (access.find(target.id().name(), new BsonDocument()).limit(1).first() != null) {
            return false;
        }
        try {
            access.collection(beside.id().name())
                    .renameCollection(
                            new MongoNamespace(
                                    access.database().getName(), target.id().name()),
                            new RenameCollectionOptions().dropTarget(true));
            return true;
        } catch (MongoCommandException e) {
            // A sharded collection cannot be renamed over another on every version: its records are copied instead.
            return false;
        }
    }

    private void copy(List<Rejected> rejected) {
        RecordDecoder decoder = new RecordDecoder(form, Optional.empty(), Integer.MAX_VALUE);
        try (MongoWriter into = new MongoWriter(access, target, form, WriteMode.INSERT);
                MongoCursor<RawBsonDocument> from = access.find(beside.id().name(), new BsonDocument())
                        .batchSize(AT_ONCE)
                        .cursor()) {
            List<DataRecord> batch = new ArrayList<>();
            while (from.hasNext()) {
                batch.add(decoder.decode(from.next()));
                if (batch.size() == AT_ONCE || !from.hasNext()) {
                    rejected.addAll(into.write(batch).rejected());
                    batch = new ArrayList<>();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new com.mongodb.MongoInterruptedException("Interrupted", e);
        }
        access.database().getCollection(beside.id().name()).drop();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        writer.close();
        if (made) {
            Quietly.run(
                    "remove what a filling left",
                    () -> access.database().getCollection(beside.id().name()).drop());
        }
    }

    private void ensureOpen() {
        access.ensureOpen();
        if (closed) {
            throw access.errors().closed();
        }
    }
}
