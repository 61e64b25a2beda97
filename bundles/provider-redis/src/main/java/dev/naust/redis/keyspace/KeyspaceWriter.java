package dev.naust.redis.keyspace;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Value;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.redis.collection.Collection;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes keys as Redis has them. Each value is first built under a name of Naust's own and takes its key's name when it is whole,
 * so that nobody ever finds half a value. What a first filling wrote is removed again when it is never flushed.
 */
public final class KeyspaceWriter implements RecordWriter {
    private static final int AT_ONCE = 250;
    private static final long BYTES = 4 << 20;

    private final Redis redis;
    private final Keyspace keyspace;
    private final WriteMode mode;
    private final boolean fresh;
    private final Optional<Duration> retention;
    private final ValueBuilder builder;
    private final byte[] written;
    private final List<Pending> pending = new ArrayList<>();
    private long pendingBytes;
    private boolean closed;

    /** Starts writing; the store looks after the writer's end. */
    public KeyspaceWriter(Redis redis, Keyspace keyspace, WriteRequest request, Optional<Duration> retention) {
        this.redis = redis;
        this.keyspace = keyspace;
        this.mode = request.mode();
        this.fresh = request.fresh();
        this.retention = retention;
        this.builder = new ValueBuilder(redis);
        this.written = (Collection.OWN + "written:" + keyspace.name()).getBytes(StandardCharsets.UTF_8);
        if (fresh) {
            undo();
        }
    }

    /** A record on its way: what builds it under a name of its own. */
    private record Pending(DataRecord record, byte[] key, byte[] built, List<Request> steps) {}

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        ensureOpen();
        List<Rejected> rejected = new ArrayList<>();
        long bytes = 0;
        for (DataRecord record : batch) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try {
                Pending next = prepare(record);
                pending.add(next);
                long weight = next.steps().stream().mapToLong(Request::weight).sum();
                pendingBytes += weight;
                bytes += weight;
            } catch (Misfit misfit) {
                rejected.add(new Rejected(record, misfit.field, misfit.getMessage()));
            }
            if (pending.size() >= AT_ONCE || pendingBytes >= BYTES) {
                send(rejected);
            }
        }
        send(rejected);
        return new WriteReport(batch.size() - rejected.size(), bytes, rejected);
    }

    @Override
    public WriteReport flush() {
        ensureOpen();
        if (fresh) {
            redis.send(Request.on(written, Command.UNLINK));
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
        if (fresh && !redis.isClosed()) {
            undo();
        }
    }

    private static final long LARGEST_KEY = 64L << 20;

    private Pending prepare(DataRecord record) throws Misfit {
        byte[] key = key(record.body().get(Keyspace.KEY).orElse(Value.ofNull()));
        if (mode == WriteMode.DELETE) {
            return new Pending(record, key, key, List.of());
        }
        KeyType type = type(record);
        byte[] built = builder.name(key);
        try {
            Value value = record.body().get(type.field()).orElseThrow();
            return new Pending(record, key, built, builder.steps(built, type, value));
        } catch (IllegalArgumentException e) {
            throw new Misfit(type.field(), e.getMessage());
        }
    }

    private byte[] key(Value value) throws Misfit {
        if (value instanceof Content content && content.length() > LARGEST_KEY) {
            throw new Misfit(Keyspace.KEY, "A key of " + content.length() + " bytes is too large for memory");
        }
        byte[] key = Keyspace.key(value)
                .orElseThrow(() -> new Misfit(Keyspace.KEY, "A key is a text or bytes, and this is neither"));
        if (!keyspace.holds(key)) {
            throw new Misfit(
                    Keyspace.KEY,
                    "The key does not belong to \"" + keyspace.name() + "\": its name must begin with that prefix");
        }
        return key;
    }

    private static KeyType type(DataRecord record) throws Misfit {
        List<KeyType> types = new ArrayList<>();
        for (KeyType type : KeyType.values()) {
            if (record.body().get(type.field()).orElse(Value.ofNull()) != Value.Null.NULL) {
                types.add(type);
            }
        }
        if (types.size() != 1) {
            throw new Misfit(
                    types.isEmpty() ? "" : types.get(1).field(),
                    "A key holds one value: exactly one of string, hash, list, set, zset and stream must be given");
        }
        return types.get(0);
    }

    private void send(List<Rejected> rejected) {
        if (pending.isEmpty()) {
            return;
        }
        if (mode == WriteMode.DELETE) {
            redis.sendAll(pending.stream()
                    .map(each -> Request.on(each.key(), Command.UNLINK))
                    .toList());
        } else {
            // Only what was built without any error takes its name.
            redis.sendAll(
                    pending.stream().flatMap(each -> each.steps().stream()).toList());
            publish(rejected);
        }
        pending.clear();
        pendingBytes = 0;
    }

    private void publish(List<Rejected> rejected) {
        List<Request> requests = new ArrayList<>();
        for (Pending each : pending) {
            requests.add(expiry(each));
            requests.add(
                    Request.on(each.built(), mode == WriteMode.INSERT ? Command.RENAMENX : Command.RENAME, each.key()));
        }
        List<Object> answers = redis.sendAll(requests);
        List<Request> after = new ArrayList<>();
        for (int i = 0; i < pending.size(); i++) {
            Pending each = pending.get(i);
            if (Long.valueOf(0).equals(answers.get(2 * i + 1))) {
                after.add(Request.on(each.built(), Command.UNLINK));
                rejected.add(new Rejected(each.record(), Keyspace.KEY, "A record with this key is there already"));
            } else if (fresh) {
                after.add(Request.on(written, Command.ZADD, Request.number(0), each.key()));
            }
        }
        redis.sendAll(after);
    }

    private Request expiry(Pending each) {
        Optional<Instant> at = each.record().meta().expiresAt();
        if (at.isPresent()) {
            return Request.on(
                    each.built(), Command.PEXPIREAT, Request.number(at.get().toEpochMilli()));
        }
        return retention
                .map(time -> Request.on(each.built(), Command.PEXPIRE, Request.number(time.toMillis())))
                .orElseGet(() -> Request.on(each.built(), Command.PERSIST));
    }

    /** Removes what was written and never flushed. */
    private void undo() {
        List<?> keys = some();
        while (!keys.isEmpty()) {
            List<Request> requests = new ArrayList<>();
            keys.forEach(key -> requests.add(Request.on((byte[]) key, Command.UNLINK)));
            keys.forEach(key -> requests.add(Request.on(written, Command.ZREM, (byte[]) key)));
            redis.sendAll(requests);
            keys = some();
        }
    }

    private List<?> some() {
        Object keys = redis.send(Request.on(written, Command.ZRANGE, Request.number(0), Request.number(AT_ONCE - 1L)));
        return keys == null ? List.of() : (List<?>) keys;
    }

    private void ensureOpen() {
        if (closed || redis.isClosed()) {
            throw new StoreException(RedisErrorCode.CLOSED, "This writer is closed; open a new one");
        }
    }

    /** A record that is no key of Redis; the message says why. */
    private static final class Misfit extends Exception {
        private static final long serialVersionUID = 1L;
        private final String field;

        Misfit(String field, String message) {
            super(message);
            this.field = field;
        }
    }
}
