package dev.naust.redis.keyspace;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.redis.connection.Request;
import dev.naust.redis.form.FieldText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of Redis's types as values, and the way back. Elements are text where they are valid UTF-8, else bytes. A hash is a
 * document, or an array of pairs where a field's name is no valid UTF-8; a set is sorted, so that the same set is the same
 * value; a sorted set is an array of members with their scores; a stream an array of its entries.
 */
final class ElementForm {
    private static final String ID = "id";
    private static final String FIELDS = "fields";

    private final FieldText texts = new FieldText();

    Value string(byte[] bytes, boolean asBytes) {
        return asBytes ? Bytes.of(bytes) : Text.ofUtf8(bytes);
    }

    Value hash(List<?> flat) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            Text name = Text.ofUtf8((byte[]) flat.get(i));
            if (!name.isWellFormed()) {
                return pairs(flat);
            }
            fields.put(name.string(), element(flat.get(i + 1)));
        }
        return Document.of(fields);
    }

    /** The fields of a hash as pairs, in the order of their names. */
    Value pairs(List<?> flat) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            order.add(i);
        }
        order.sort((a, b) -> Arrays.compareUnsigned((byte[]) flat.get(a), (byte[]) flat.get(b)));
        return new Value.Array(order.stream()
                .<Value>map(i -> new Value.Array(List.of(element(flat.get(i)), element(flat.get(i + 1)))))
                .toList());
    }

    Value list(List<?> items) {
        return new Value.Array(items.stream().map(ElementForm::element).toList());
    }

    Value set(List<?> members) {
        return new Value.Array(members.stream()
                .map(member -> (byte[]) member)
                .sorted(Arrays::compareUnsigned)
                .map(ElementForm::element)
                .toList());
    }

    Value sortedSet(List<?> flat) {
        List<Value> members = new ArrayList<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            double score = score(new String((byte[]) flat.get(i + 1), StandardCharsets.US_ASCII));
            members.add(new Value.Array(List.of(element(flat.get(i)), new Value.Float64(score))));
        }
        return new Value.Array(members);
    }

    Value stream(List<?> entries) {
        List<Value> values = new ArrayList<>();
        for (Object each : entries) {
            List<?> entry = (List<?>) each;
            Map<String, Value> fields = new LinkedHashMap<>();
            fields.put(ID, Text.ofUtf8((byte[]) entry.get(0)));
            fields.put(FIELDS, list((List<?>) entry.get(1)));
            values.add(Document.of(fields));
        }
        return new Value.Array(values);
    }

    /** The names and values of a hash in turn. */
    List<byte[]> hashOf(Value value) {
        List<byte[]> flat = new ArrayList<>();
        if (value instanceof Document document) {
            document.toMap().forEach((name, field) -> {
                flat.add(name.getBytes(StandardCharsets.UTF_8));
                flat.add(bytes(field));
            });
            return flat;
        }
        for (Value pair : items(value, Kind.ARRAY)) {
            List<Value> parts = items(pair, Kind.ARRAY);
            if (parts.size() != 2) {
                throw new IllegalArgumentException("A hash is a document, or an array of pairs of name and value");
            }
            flat.add(bytes(parts.get(0)));
            flat.add(bytes(parts.get(1)));
        }
        return flat;
    }

    /** The elements of a list or set. */
    List<byte[]> elementsOf(Value value) {
        return items(value, Kind.ARRAY).stream().map(this::bytes).toList();
    }

    /** The scores and members of a sorted set in turn. */
    List<byte[]> sortedSetOf(Value value) {
        List<byte[]> flat = new ArrayList<>();
        for (Value pair : items(value, Kind.ARRAY)) {
            List<Value> parts = items(pair, Kind.ARRAY);
            if (parts.size() != 2 || !(parts.get(1) instanceof Value.Float64 score) || Double.isNaN(score.number())) {
                throw new IllegalArgumentException("A sorted set is an array of pairs of a member and its score");
            }
            flat.add(Request.ascii(scoreText(score.number())));
            flat.add(bytes(parts.get(0)));
        }
        return flat;
    }

    /** The entries of a stream: its id, then names and values in turn. */
    List<List<byte[]>> streamOf(Value value) {
        List<List<byte[]>> entries = new ArrayList<>();
        for (Value each : items(value, Kind.ARRAY)) {
            if (!(each instanceof Document entry)
                    || !(entry.get(ID).orElse(Value.ofNull()) instanceof Text id)
                    || !(entry.get(FIELDS).orElse(Value.ofNull()) instanceof Value.Array fields)
                    || fields.items().isEmpty()
                    || fields.items().size() % 2 != 0
                    || !id.string().matches("[0-9]{1,20}-[0-9]{1,20}")) {
                throw new IllegalArgumentException(
                        "A stream is an array of entries, each with its \"id\" and the names and values of its \"fields\"");
            }
            List<byte[]> flat = new ArrayList<>(List.of(id.utf8()));
            fields.items().forEach(field -> flat.add(bytes(field)));
            entries.add(flat);
        }
        return entries;
    }

    byte[] bytes(Value value) {
        if (value == Value.Null.NULL) {
            throw new IllegalArgumentException("Redis has no null inside of a value");
        }
        return texts.bytes(value);
    }

    private static List<Value> items(Value value, Kind kind) {
        if (value instanceof Value.Array array) {
            return array.items();
        }
        throw new IllegalArgumentException("The value is of kind " + value.kind() + " and should be of kind " + kind);
    }

    private static Value element(Object bytes) {
        Text text = Text.ofUtf8((byte[]) bytes);
        return text.isWellFormed() ? text : Bytes.of(text.utf8());
    }

    private static double score(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static String scoreText(double score) {
        if (Double.isInfinite(score)) {
            return score > 0 ? "inf" : "-inf";
        }
        return Double.toString(score);
    }
}
