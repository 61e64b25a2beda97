package dev.naust.redis.keyspace;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.RecordMeta;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import dev.naust.redis.record.Placed;
import dev.naust.redis.record.StringContent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Fetches keys with their values: first what they are and how large, then the values. */
final class KeyFetch {
    /** A list, set, hash or stream above this many bytes is not read into memory. */
    private static final long LARGEST = 64L << 20;

    private static final Layout LAYOUT = new Keyspace("", ":", "*").schema().layout();

    private final Redis redis;
    private final Keyspace keyspace;
    private final ReadAs as;
    private final int streamAbove;
    private final Clock clock;
    private final ElementForm elements = new ElementForm();

    KeyFetch(Redis redis, Keyspace keyspace, ReadAs as, int streamAbove, Clock clock) {
        this.redis = redis;
        this.keyspace = keyspace;
        this.as = as;
        this.streamAbove = streamAbove;
        this.clock = clock;
    }

    /**
     * A key and what it is.
     *
     * @param type empty when it is not there any more
     * @param weight about how many bytes its value takes here
     * @param left milliseconds until it expires; negative when it does not
     * @param length of a string
     */
    record Found(byte[] name, Optional<KeyType> type, long weight, long left, long length) {}

    /** What these keys are. */
    List<Found> look(List<byte[]> names) {
        List<Request> requests = new ArrayList<>();
        for (byte[] name : names) {
            requests.add(Request.on(name, Command.TYPE));
            requests.add(Request.on(name, Command.PTTL));
            requests.add(Request.routed(name, Command.MEMORY, Request.ascii("USAGE"), name));
        }
        List<Object> answers = redis.sendAll(requests);
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String type = new String((byte[]) answers.get(3 * i), StandardCharsets.US_ASCII);
            long left = (Long) answers.get(3 * i + 1);
            long bytes = answers.get(3 * i + 2) == null ? 0 : (Long) answers.get(3 * i + 2);
            found.add(found(names.get(i), type, left, bytes));
        }
        return found;
    }

    private Found found(byte[] name, String type, long left, long bytes) {
        if (type.equals("none")) {
            return new Found(name, Optional.empty(), 0, -1, 0);
        }
        KeyType known = KeyType.named(type)
                .orElseThrow(() -> new StoreException(
                        RedisErrorCode.BAD_DATA,
                        "A key of \"" + keyspace.name() + "\" holds a value of the type " + plain(type)
                                + ", which belongs to a module of Redis and cannot be read. Leave such keys out with"
                                + " \"keyPattern\""));
        if (known == KeyType.STRING) {
            boolean streamed = bytes > streamAbove;
            return new Found(name, Optional.of(known), streamed ? 64 : bytes, left, streamed ? length(name) : -1);
        }
        if (bytes > LARGEST) {
            throw new StoreException(
                    RedisErrorCode.TOO_LARGE,
                    "A " + type + " of \"" + keyspace.name() + "\" takes " + bytes
                            + " bytes, and one value may take at most " + LARGEST
                            + ". Split it, or leave it out with \"keyPattern\"");
        }
        return new Found(name, Optional.of(known), bytes, left, -1);
    }

    private static String plain(String type) {
        return type.matches("[A-Za-z0-9_-]{1,40}") ? type : "of another kind";
    }

    private long length(byte[] name) {
        Long length = (Long) redis.send(Request.on(name, Command.STRLEN));
        return length == null ? 0 : length;
    }

    /** The keys with their values, without those that are not there any more. */
    List<Placed> fetch(List<Found> keys) {
        List<Found> present =
                keys.stream().filter(key -> key.type().isPresent()).toList();
        List<Request> requests = present.stream().map(this::request).toList();
        List<Object> answers = redis.sendAll(requests);
        Instant now = clock.instant();
        List<Placed> records = new ArrayList<>();
        for (int i = 0; i < present.size(); i++) {
            Found key = present.get(i);
            Object answer = answers.get(i);
            boolean empty = answer instanceof List<?> list && list.isEmpty();
            if (answer != null && (!empty || isEmptyStream(key))) {
                records.add(new Placed(key.name(), record(key, answer, now)));
            }
        }
        return records;
    }

    /** Of all that may hold many values, only a stream stays when it has none. */
    private boolean isEmptyStream(Found key) {
        return key.type().equals(Optional.of(KeyType.STREAM))
                && Long.valueOf(1).equals(redis.send(Request.on(key.name(), Command.EXISTS)));
    }

    private Request request(Found key) {
        byte[] name = key.name();
        return switch (key.type().orElseThrow()) {
            case STRING -> Request.on(name, key.length() > streamAbove ? Command.STRLEN : Command.GET);
            case HASH -> Request.on(name, Command.HGETALL);
            case LIST -> Request.on(name, Command.LRANGE, Request.number(0), Request.number(-1));
            case SET -> Request.on(name, Command.SMEMBERS);
            case ZSET ->
                Request.on(name, Command.ZRANGE, Request.number(0), Request.number(-1), Request.ascii("WITHSCORES"));
            case STREAM -> Request.on(name, Command.XRANGE, Request.ascii("-"), Request.ascii("+"));
        };
    }

    private DataRecord record(Found key, Object answer, Instant now) {
        KeyType type = key.type().orElseThrow();
        Value[] values = new Value[LAYOUT.size()];
        Arrays.fill(values, Value.ofNull());
        values[LAYOUT.indexOf(Keyspace.KEY)] = Text.ofUtf8(key.name());
        values[LAYOUT.indexOf(type.field())] = value(key, type, answer);
        RecordMeta meta = key.left() < 0
                ? RecordMeta.none()
                : new RecordMeta(Optional.of(now.plusMillis(key.left())), Optional.empty());
        return DataRecord.of(List.of(Keyspace.KEY), Document.of(LAYOUT, values), meta);
    }

    private Value value(Found key, KeyType type, Object answer) {
        return switch (type) {
            case STRING -> {
                Kind kind = as.stringsAsBytes() ? Kind.BYTES : Kind.TEXT;
                yield answer instanceof Long length
                        ? new StringContent(redis, kind, key.name(), length)
                        : elements.string((byte[]) answer, as.stringsAsBytes());
            }
            case HASH -> as.hashesAsPairs() ? elements.pairs((List<?>) answer) : elements.hash((List<?>) answer);
            case LIST -> elements.list((List<?>) answer);
            case SET -> elements.set((List<?>) answer);
            case ZSET -> elements.sortedSet((List<?>) answer);
            case STREAM -> elements.stream((List<?>) answer);
        };
    }
}
