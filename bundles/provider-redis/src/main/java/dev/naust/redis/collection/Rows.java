package dev.naust.redis.collection;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.RecordMeta;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import dev.naust.redis.form.FieldText;
import dev.naust.redis.form.KeyForm;
import dev.naust.redis.record.Placed;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fetches records by their places and makes documents of their hashes. For one thread at a time. */
final class Rows {
    private final Redis redis;
    private final Collection collection;
    private final Clock clock;
    private final int streamAbove;
    private final Schema schema;
    private final KeyForm keys;
    private final LargeValues large;
    private final Map<String, Field> declared;
    private final Layout layout;
    private final boolean strict;
    private final FieldText texts = new FieldText();
    private final ExactJson json = new ExactJson();

    Rows(Redis redis, Collection collection, Clock clock, int streamAbove) {
        this.redis = redis;
        this.collection = collection;
        this.clock = clock;
        this.streamAbove = streamAbove;
        this.schema = collection.schema();
        this.keys = collection.keys();
        this.large = new LargeValues(redis, collection);
        this.declared = schema.byName();
        this.layout = schema.layout();
        this.strict = schema.shape() == Shape.TABLE;
    }

    /** About how many bytes the records at these places take; zero for one that is not there any more. */
    List<Long> weights(List<byte[]> places) {
        List<Request> requests = new ArrayList<>(places.size());
        for (byte[] place : places) {
            byte[] key = collection.record(keys.name(place));
            requests.add(Request.routed(
                    key, Command.MEMORY, Request.ascii("USAGE"), key, Request.ascii("SAMPLES"), Request.number(0)));
        }
        return redis.sendAll(requests).stream()
                .map(bytes -> bytes == null ? 0L : (Long) bytes)
                .toList();
    }

    /** The records at these places, without those that are not there any more because they expired. */
    List<Placed> fetch(List<byte[]> places) {
        List<Request> requests = new ArrayList<>(places.size() * 2);
        for (byte[] place : places) {
            byte[] key = collection.record(keys.name(place));
            requests.add(Request.on(key, Command.HGETALL));
            requests.add(Request.on(key, Command.PTTL));
        }
        List<Object> answers = redis.sendAll(requests);
        Instant now = clock.instant();
        List<Placed> records = new ArrayList<>(places.size());
        for (int i = 0; i < places.size(); i++) {
            List<?> hash = (List<?>) answers.get(2 * i);
            if (hash != null && !hash.isEmpty()) {
                long left = (Long) answers.get(2 * i + 1);
                RecordMeta meta = left < 0
                        ? RecordMeta.none()
                        : new RecordMeta(Optional.of(now.plusMillis(left)), Optional.empty());
                records.add(new Placed(places.get(i), DataRecord.of(schema.key(), document(hash), meta)));
            }
        }
        return records;
    }

    private Document document(List<?> hash) {
        Map<String, byte[]> fields = new HashMap<>();
        for (int i = 0; i + 1 < hash.size(); i += 2) {
            fields.put(new String((byte[]) hash.get(i), StandardCharsets.UTF_8), (byte[]) hash.get(i + 1));
        }
        Document more = nested(fields.remove(Collection.MORE));
        Document elsewhere = nested(fields.remove(Collection.LARGE));
        return strict ? table(fields, more, elsewhere) : open(fields, more, elsewhere);
    }

    /** All declared fields, with null where nothing is kept. */
    private Document table(Map<String, byte[]> fields, Document more, Document elsewhere) {
        Value[] values = new Value[layout.size()];
        for (int i = 0; i < values.length; i++) {
            Field field = schema.fields().get(i);
            byte[] bytes = fields.get(field.name());
            values[i] = bytes != null
                    ? texts.value(field.type().kind(), bytes)
                    : elsewhere
                            .get(field.name())
                            .map(at -> elsewhere(field.type().kind(), at))
                            .or(() -> more.get(field.name()))
                            .orElse(Value.ofNull());
        }
        return Document.of(layout, values);
    }

    /** What is kept, declared or not; a field that somebody else added to the hash is text. */
    private Document open(Map<String, byte[]> fields, Document more, Document elsewhere) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Field field : schema.fields()) {
            byte[] bytes = fields.remove(field.name());
            if (bytes != null) {
                values.put(field.name(), texts.value(field.type().kind(), bytes));
            }
        }
        elsewhere.toMap().forEach((name, at) -> values.put(name, elsewhere(kind(name), at)));
        fields.forEach((name, bytes) -> values.put(name, Text.ofUtf8(bytes)));
        values.putAll(more.toMap());
        return Document.of(values);
    }

    private Kind kind(String name) {
        Field field = declared.get(name);
        return field == null ? Kind.BYTES : field.type().kind();
    }

    private Value elsewhere(Kind kind, Value at) {
        if (at instanceof Value.Array pair
                && pair.items().size() == 2
                && pair.items().get(0) instanceof Text id
                && pair.items().get(1) instanceof Value.Int64 length) {
            return large.read(kind, id.string(), length.number(), streamAbove);
        }
        throw notOurs(null);
    }

    private Document nested(byte @Nullable [] text) {
        if (text == null) {
            return Document.empty();
        }
        try {
            return json.readDocument(new String(text, StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw notOurs(e);
        }
    }

    private StoreException notOurs(@Nullable Exception e) {
        return new StoreException(
                RedisErrorCode.BAD_DATA,
                "A record of collection \"" + schema.id()
                        + "\" has a field that begins with \"naust:\" and was not written"
                        + " by Naust. Find out who else writes to these hashes",
                e);
    }
}
