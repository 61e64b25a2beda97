package dev.naust.api.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What identifies a record in its collection: a primary key's columns, a MongoDB {@code _id}, a Redis key, a file's path.
 *
 * <p>The empty key belongs to a record of a collection that has no key.
 *
 * @param names the key's field names, in key order
 * @param values one value for each name
 */
public record RecordKey(List<String> names, List<Value> values) {
    private static final RecordKey NONE = new RecordKey(List.of(), List.of());

    public RecordKey {
        names = List.copyOf(names);
        values = List.copyOf(values);
        if (names.size() != values.size()) {
            throw new IllegalArgumentException(names.size() + " names but " + values.size() + " values");
        }
    }

    /** The key of a record that has none. */
    public static RecordKey none() {
        return NONE;
    }

    /** A key of one part. */
    public static RecordKey of(String name, Value value) {
        return new RecordKey(List.of(name), List.of(value));
    }

    /** The key that a document holds in these fields; a missing field counts as null. */
    public static RecordKey from(Document body, List<String> names) {
        if (names.isEmpty()) {
            return NONE;
        }
        return new RecordKey(
                names,
                names.stream()
                        .map(name -> body.get(name).orElse(Value.ofNull()))
                        .toList());
    }

    /** Whether this is the key of a record that has none. */
    public boolean isNone() {
        return names.isEmpty();
    }

    /** The parts as a document. */
    public Document toDocument() {
        return Document.of(IntStream.range(0, names.size())
                .boxed()
                .collect(Collectors.toMap(
                        names::get, values::get, (a, b) -> a, java.util.LinkedHashMap<String, Value>::new)));
    }

    /** For people: {@code AlbumId=1, TrackId=7}. */
    @Override
    public String toString() {
        return IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i) + "=" + values.get(i))
                .collect(Collectors.joining(", "));
    }

    /** A key from a map's entries. */
    public static RecordKey of(Map<String, Value> parts) {
        return new RecordKey(List.copyOf(parts.keySet()), List.copyOf(parts.values()));
    }
}
