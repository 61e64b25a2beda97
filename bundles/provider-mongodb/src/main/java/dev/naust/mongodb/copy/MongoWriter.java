package dev.naust.mongodb.copy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import dev.naust.api.model.DataRecord;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.bson.MisfitException;
import dev.naust.mongodb.bson.RecordEncoder;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.MongoErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** Writes with bulk operations that go on past a record that the server refuses, and names it. */
public final class MongoWriter implements RecordWriter {
    private static final BulkWriteOptions PAST_REJECTS = new BulkWriteOptions().ordered(false);

    private final Access access;
    private final Catalogue.Known known;
    private final WriteMode mode;
    private final RecordEncoder encoder;
    private boolean closed;

    public MongoWriter(Access access, Catalogue.Known known, Form form, WriteMode mode) {
        this.access = access;
        this.known = known;
        this.mode = mode;
        if (mode != WriteMode.INSERT && form.key().isEmpty()) {
            throw new StoreException(
                    MongoErrorCode.NO_KEY,
                    "Collection \"" + known.id()
                            + "\" has no key, so single records cannot be replaced or deleted; only adding works");
        }
        this.encoder = new RecordEncoder(form);
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        if (closed) {
            throw access.errors().closed();
        }
        List<DataRecord> sent = new ArrayList<>(batch.size());
        List<WriteModel<RawBsonDocument>> models = new ArrayList<>(batch.size());
        List<Rejected> rejected = new ArrayList<>(0);
        long bytes = 0;
        for (DataRecord record : batch) {
            try {
                Prepared prepared = prepare(record);
                models.add(prepared.model());
                sent.add(record);
                bytes += prepared.bytes();
            } catch (MisfitException e) {
                rejected.add(new Rejected(record, e.field(), e.reason()));
            }
        }
        if (!models.isEmpty()) {
            access.run("Writing to " + known.id(), () -> {
                send(models, sent, rejected);
                return true;
            });
        } else {
            access.ensureOpen();
        }
        return new WriteReport(batch.size() - rejected.size(), bytes, rejected);
    }

    private record Prepared(WriteModel<RawBsonDocument> model, long bytes) {}

    private Prepared prepare(DataRecord record) {
        if (mode == WriteMode.DELETE) {
            return new Prepared(new DeleteOneModel<>(Form.byId(requireId(record))), 0);
        }
        RawBsonDocument document = encoder.encode(record);
        if (mode == WriteMode.INSERT) {
            return new Prepared(new InsertOneModel<>(document), document.getByteLength());
        }
        requireId(record);
        BsonDocument query = Form.byId(document.get(Form.ID));
        return new Prepared(
                new ReplaceOneModel<>(query, document, new ReplaceOptions().upsert(true)), document.getByteLength());
    }

    private BsonValue requireId(DataRecord record) {
        if (record.body().layout().indexOf(Form.ID) < 0 && known.form().showsId()) {
            throw new MisfitException(Form.ID, "The record has no _id to find it by");
        }
        return encoder.id(record.body());
    }

    private void send(List<WriteModel<RawBsonDocument>> models, List<DataRecord> sent, List<Rejected> rejected) {
        MongoCollection<RawBsonDocument> collection =
                access.collection(known.id().name());
        ClientSession session = access.session();
        try {
            if (session == null) {
                collection.bulkWrite(models, PAST_REJECTS);
            } else {
                collection.bulkWrite(session, models, PAST_REJECTS);
            }
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                throw new StoreException(
                        MongoErrorCode.LOST,
                        "The servers at " + access.errors().server() + " did not confirm all records of " + known.id()
                                + " in time. Try again when enough members of the replica set answer.",
                        e);
            }
            if (access.isTransaction()) {
                throw Refusals.endingTransaction(known.id(), e);
            }
            for (BulkWriteError error : e.getWriteErrors()) {
                rejected.add(Refusals.of(sent.get(error.getIndex()), error, known.form()));
            }
        }
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        if (closed) {
            throw access.errors().closed();
        }
        access.ensureOpen();
        return WriteReport.nothing();
    }

    @Override
    public void close() {
        closed = true;
    }
}
