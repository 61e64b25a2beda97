package dev.naust.mongodb.copy;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Collation;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.bson.RecordDecoder;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.Quietly;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Reads a collection through one cursor. At most one answer of the server, which has at most 16 MiB, waits in memory besides
 * the batch that is handed out.
 */
public final class MongoReader implements RecordReader {
    private static final int MOST_AT_ONCE = 1_000;
    private static final Collation BY_BYTES =
            Collation.builder().locale("simple").build();

    private final Access access;
    private final Catalogue.Known known;
    private final ReadRequest request;
    private final RecordDecoder decoder;
    private final RecordDecoder whole;
    private final String task;
    private @Nullable MongoCursor<RawBsonDocument> cursor;
    private @Nullable BsonValue last;
    private boolean closed;

    public MongoReader(Access access, Catalogue.Known known, ReadRequest request) {
        this.access = access;
        this.known = known;
        this.request = request;
        this.decoder = new RecordDecoder(known.form(), request.readAs(), request.largeValue());
        this.whole = new RecordDecoder(known.form(), Optional.empty(), Integer.MAX_VALUE);
        this.task = "Reading " + known.id();
        request.after().ifPresent(After::condition);
    }

    /** How many records a reader would hand out, where the server can tell by itself: its conditions mean something else. */
    public static OptionalLong count(Access access, Catalogue.Known known, ReadRequest request)
            throws InterruptedException {
        if (request.filter().isPresent() || request.after().isPresent()) {
            return OptionalLong.empty();
        }
        return access.run(
                "Counting the records of " + known.id(),
                () -> OptionalLong.of(access.count(known.id().name())));
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        if (closed) {
            throw access.errors().closed();
        }
        List<DataRecord> records = new ArrayList<>();
        boolean more = access.run(task, () -> fill(records, maxRecords, maxBytes));
        return new Batch(records, position(), !more);
    }

    /** Collects records; says whether there are more. */
    private boolean fill(List<DataRecord> records, int maxRecords, long maxBytes) {
        MongoCursor<RawBsonDocument> open = cursor;
        if (open == null) {
            open = open(maxRecords);
            cursor = open;
        }
        long bytes = 0;
        while (records.size() < maxRecords && bytes < maxBytes && open.hasNext()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new com.mongodb.MongoInterruptedException("Interrupted", null);
            }
            RawBsonDocument document = open.next();
            last = document.get(Form.ID);
            if (isWanted(document)) {
                DataRecord record = decoder.decode(document);
                records.add(record);
                bytes += Math.max(record.weight(), document.getByteLength());
            }
        }
        return open.hasNext();
    }

    private boolean isWanted(RawBsonDocument document) {
        Optional<Filter> filter = request.filter();
        return filter.isEmpty() || filter.get().matches(whole.decode(document).body());
    }

    private MongoCursor<RawBsonDocument> open(int maxRecords) {
        FindIterable<RawBsonDocument> found =
                access.find(known.id().name(), query()).batchSize(Math.max(2, Math.min(maxRecords, MOST_AT_ONCE)));
        if (request.resumable()) {
            found.sort(new BsonDocument(Form.ID, new BsonInt32(1))).allowDiskUse(true);
        }
        if (known.options().containsKey("collation") && known.shape() != Shape.VIEW) {
            found.collation(BY_BYTES);
        }
        projection().ifPresent(found::projection);
        return found.cursor();
    }

    private BsonDocument query() {
        BsonDocument filter = request.filter()
                .map(wanted -> new FilterQuery(known.form()).atLeast(wanted))
                .orElseGet(BsonDocument::new);
        Optional<BsonDocument> behind = request.after().map(After::condition);
        if (behind.isEmpty()) {
            return filter;
        }
        return filter.isEmpty() ? behind.get() : new BsonDocument("$and", new BsonArray(List.of(behind.get(), filter)));
    }

    /** Only the fields that are wanted; a condition may need others, and not every name can be asked for. */
    private Optional<BsonDocument> projection() {
        Optional<Schema> wanted = request.readAs();
        if (wanted.isEmpty() || request.filter().isPresent()) {
            return Optional.empty();
        }
        List<String> names = wanted.get().layout().names();
        if (names.isEmpty() || !names.stream().allMatch(FilterQuery::isPath)) {
            return Optional.empty();
        }
        BsonDocument projection = new BsonDocument(Form.ID, new BsonInt32(1)).append(Form.COMPANIONS, new BsonInt32(1));
        names.forEach(name -> projection.append(name, new BsonInt32(1)));
        return Optional.of(projection);
    }

    private Optional<Position> position() {
        if (!request.resumable()) {
            return Optional.empty();
        }
        BsonValue id = last;
        return id == null ? request.after() : Optional.of(After.position(id));
    }

    @Override
    public void close() {
        closed = true;
        MongoCursor<RawBsonDocument> open = cursor;
        if (open != null) {
            cursor = null;
            Quietly.close(open);
        }
    }
}
