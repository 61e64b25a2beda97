package dev.naust.redis.collection;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.json.ExactJson;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import dev.naust.redis.form.KeyForm;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes records, many on their way at a time, each in one step of the server. What a first filling writes is found by nobody
 * before it is flushed, and removed again when it never is.
 */
public final class CollectionWriter implements RecordWriter {
    private static final int ROWS = 500;
    private static final long BYTES = 4 << 20;

    private final Redis redis;
    private final Collection collection;
    private final WriteMode mode;
    private final boolean fresh;
    private final Optional<Duration> retention;
    private final Scripts scripts;
    private final RowForm form;
    private final KeyForm keys;
    private final LargeValues large;
    private final Removal removal;
    private final Numbers numbers;
    private final ExactJson json = new ExactJson();
    private final List<Pending> pending = new ArrayList<>();
    private long pendingBytes;
    private boolean unflushed;
    private boolean closed;

    /** Starts writing; the store looks after the writer's end. */
    public CollectionWriter(
            Redis redis, Collection collection, WriteRequest request, Optional<Duration> retention, Clock clock) {
        this.redis = redis;
        this.collection = collection;
        this.mode = request.mode();
        this.fresh = request.fresh();
        this.retention = retention;
        this.scripts = new Scripts();
        this.form = new RowForm(collection, clock);
        this.keys = collection.keys();
        this.large = new LargeValues(redis, collection);
        this.removal = new Removal(redis, collection, scripts);
        this.numbers = new Numbers(redis, collection, scripts);
        if (mode != WriteMode.INSERT && collection.schema().key().isEmpty()) {
            throw new StoreException(
                    RedisErrorCode.NO_KEY,
                    "Collection \"" + collection.schema().id()
                            + "\" has no key, so single records cannot be replaced or deleted; only adding works");
        }
        if (fresh) {
            // What a filling that was killed has left.
            removal.all(collection.staging());
        }
    }

    /** A row that is on its way, and the record that it was made of. */
    private record Pending(DataRecord record, Row row) {}

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        ensureOpen();
        List<Rejected> rejected = new ArrayList<>();
        long bytes = 0;
        List<DataRecord> numbered = mode == WriteMode.DELETE ? batch : numbers.given(batch);
        for (int i = 0; i < numbered.size(); i++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            DataRecord record = numbered.get(i);
            Row.Shaped shaped = mode == WriteMode.DELETE ? form.place(record) : form.row(record, numbers.next());
            if (shaped.row().isEmpty()) {
                rejected.add(new Rejected(batch.get(i), shaped.field(), shaped.reason()));
                continue;
            }
            Row row = shaped.row().get();
            pending.add(new Pending(batch.get(i), row));
            pendingBytes += row.weight();
            bytes += row.weight();
            if (pending.size() >= ROWS || pendingBytes >= BYTES) {
                send(rejected);
            }
        }
        send(rejected);
        numbers.advance();
        return new WriteReport(batch.size() - rejected.size(), bytes, rejected);
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        ensureOpen();
        if (fresh) {
            List<byte[]> both = List.of(collection.staging(), collection.index());
            while (!Long.valueOf(0).equals(redis.send(Request.run(scripts.publish, both)))) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            unflushed = false;
        }
        return WriteReport.nothing();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        pending.clear();
        if (fresh && unflushed && !redis.isClosed()) {
            removal.all(collection.staging());
        }
    }

    private void send(List<Rejected> rejected) {
        if (pending.isEmpty()) {
            return;
        }
        unflushed = true;
        List<Request> requests = new ArrayList<>(pending.size());
        for (Pending each : pending) {
            requests.add(
                    mode == WriteMode.DELETE
                            ? removal.request(collection.index(), each.row().place())
                            : put(each.row()));
        }
        List<Object> answers = redis.sendAll(requests);
        for (int i = 0; i < answers.size(); i++) {
            if (mode != WriteMode.DELETE) {
                judge(pending.get(i), answers.get(i), rejected);
            }
        }
        pending.clear();
        pendingBytes = 0;
    }

    private Request put(Row row) {
        byte[] name = keys.name(row.place());
        List<byte[]> named = new ArrayList<>(List.of(
                collection.record(name),
                fresh ? collection.staging() : collection.index(),
                collection.unique(),
                collection.claimed()));
        List<byte[]> arguments = new ArrayList<>(List.of(
                Request.ascii(mode.name()),
                row.place(),
                name,
                collection.prefixBytes(),
                collection.largePrefix(),
                row.expiresAt().map(Instant::toEpochMilli).map(Request::number).orElseGet(() -> new byte[0]),
                retention.map(Duration::toMillis).map(Request::number).orElseGet(() -> new byte[0]),
                Request.number(row.claims().size())));
        row.claims().forEach(claim -> arguments.add(claim.bytes()));
        arguments.addAll(row.fields());
        if (!row.large().isEmpty()) {
            Map<String, Value> where = new LinkedHashMap<>();
            for (Row.Large each : row.large()) {
                LargeValues.Written written = large.write(each.value());
                named.add(collection.large(written.id()));
                where.put(each.field(), new Value.Array(List.of(Text.of(written.id()), Value.int64(written.length()))));
            }
            arguments.add(Collection.LARGE.getBytes(StandardCharsets.UTF_8));
            arguments.add(json.write(Document.of(where)).getBytes(StandardCharsets.UTF_8));
        }
        return Request.run(scripts.put, named, arguments.toArray(byte[][]::new));
    }

    private void judge(Pending given, Object answer, List<Rejected> rejected) {
        if (answer instanceof byte[] word) {
            boolean exists = new String(word, StandardCharsets.US_ASCII).equals("exists");
            String key = collection.schema().key().isEmpty()
                    ? ""
                    : collection.schema().key().get(0);
            rejected.add(
                    new Rejected(
                            given.record(),
                            key,
                            exists
                                    ? "A record with this key is there already"
                                    : "Redis has a key of this name that holds another type of value and is not this collection's"));
        } else if (!Long.valueOf(0).equals(answer)) {
            Row.Claim claim = given.row().claims().get((int) ((Long) answer - 1));
            rejected.add(new Rejected(
                    given.record(),
                    claim.field(),
                    "Another record has the same value, which the unique index \"" + claim.index() + "\" forbids"));
        }
    }

    private void ensureOpen() {
        if (closed || redis.isClosed()) {
            throw new StoreException(RedisErrorCode.CLOSED, "This writer is closed; open a new one");
        }
    }
}
