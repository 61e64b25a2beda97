package dev.naust.redis.keyspace;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.redis.collection.Collection;
import dev.naust.redis.form.RedisTypes;
import dev.naust.redis.record.Held;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The keys with one prefix, such as {@code user} for {@code user:1} and {@code user:2}; those without a prefix; or all of them,
 * where there are too many prefixes to list.
 *
 * @param name the collection's name
 * @param separator what ends a prefix
 * @param pattern which keys belong to the store
 */
public record Keyspace(String name, String separator, String pattern) {
    /** What the native names of a keyspace's fields begin with. */
    static final String NATIVE = RedisTypes.OWN;

    /** The field that holds the whole name of the key. */
    static final String KEY = "key";

    static final String WITHOUT_PREFIX = "(keys without prefix)";
    static final String ALL = "(all keys)";

    private static final String GROUPS = "Consumer groups of streams are not read";

    /** What every keyspace declares. */
    public Schema schema() {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.required(KEY, FieldType.of(Kind.TEXT, NATIVE + KEY)));
        for (KeyType type : KeyType.values()) {
            fields.add(type.declaration());
        }
        return schema(fields);
    }

    /** The same with only these of its fields; consumer groups stay behind where there are streams. */
    Schema schema(List<Field> fields) {
        boolean streams = fields.stream().anyMatch(field -> field.name().equals(KeyType.STREAM.field()));
        return new Schema(
                DatasetId.of(name),
                Shape.KEYSPACE,
                fields,
                List.of(KEY),
                List.of(),
                List.of(),
                streams ? List.of(GROUPS) : List.of());
    }

    /** Whether a schema is one of keys as Redis has them, so that it can be written as such. */
    public static boolean isOne(Schema schema) {
        return schema.shape() == Shape.KEYSPACE
                && schema.key().equals(List.of(KEY))
                && schema.fields().stream()
                        .allMatch(field -> field.type().nativeType().equals(NATIVE + field.name()));
    }

    /** The name of the key that a value of the field {@link #KEY} says; empty where it says none. */
    static Optional<byte[]> key(Value value) {
        Value held = Held.inMemory(value);
        if (held instanceof Text text) {
            return Optional.of(text.utf8());
        }
        return held instanceof Bytes raw ? Optional.of(raw.array()) : Optional.empty();
    }

    /** Whether a key of this name belongs here, by its prefix. */
    boolean holds(byte[] key) {
        if (isOwn(key)) {
            return false;
        }
        return switch (name) {
            case ALL -> true;
            case WITHOUT_PREFIX -> prefix(key).equals(WITHOUT_PREFIX);
            default -> prefix(key).equals(name);
        };
    }

    /** The name of the keyspace that a key belongs to. */
    String prefix(byte[] key) {
        byte[] end = separator.getBytes(StandardCharsets.UTF_8);
        for (int at = 1; at + end.length <= key.length; at++) {
            if (Arrays.equals(key, at, at + end.length, end, 0, end.length)) {
                Text prefix = Text.ofUtf8(Arrays.copyOf(key, at));
                return prefix.isWellFormed() ? prefix.string() : WITHOUT_PREFIX;
            }
        }
        return WITHOUT_PREFIX;
    }

    /** Keys that Naust keeps for itself are nobody's records. */
    static boolean isOwn(byte[] key) {
        byte[] own = Collection.OWN.getBytes(StandardCharsets.US_ASCII);
        return key.length >= own.length && Arrays.equals(key, 0, own.length, own, 0, own.length);
    }

    /** What SCAN may leave out already; {@link #holds} judges the rest. */
    byte[] match() {
        boolean one = !name.equals(ALL) && !name.equals(WITHOUT_PREFIX);
        String glob =
                one && pattern.equals("*") ? name.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + separator + "*" : pattern;
        return glob.getBytes(StandardCharsets.UTF_8);
    }
}
