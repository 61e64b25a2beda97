package dev.naust.api.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Named values in order: the body of every record, and a nested document.
 *
 * <p>A field that is not in the layout is missing, which differs from holding a null. Two documents are equal when they have
 * the same names in the same order with equal values.
 */
public final class Document implements Value {
    private static final Document EMPTY = new Document(Layout.of(), new Value[0]);

    private final Layout layout;
    private final Value[] values;

    private Document(Layout layout, Value[] values) {
        this.layout = layout;
        this.values = values;
    }

    /**
     * A document over a shared layout, without copying.
     *
     * @param values one value for each name of the layout; the caller gives the array away
     * @throws IllegalArgumentException when the sizes differ
     */
    public static Document of(Layout layout, Value[] values) {
        if (layout.size() != values.length) {
            throw new IllegalArgumentException(layout.size() + " names but " + values.length + " values");
        }
        return new Document(layout, values);
    }

    /** A document of a map's entries, in its iteration order. */
    public static Document of(Map<String, ? extends Value> fields) {
        Value[] values = fields.values().toArray(Value[]::new);
        for (Value value : values) {
            Objects.requireNonNull(value, "a field's value; use Value.ofNull() for a stored null");
        }
        return new Document(Layout.of(List.copyOf(new ArrayList<>(fields.keySet()))), values);
    }

    /** The document without fields. */
    public static Document empty() {
        return EMPTY;
    }

    /** The names of the fields. */
    public Layout layout() {
        return layout;
    }

    /** How many fields there are. */
    public int size() {
        return values.length;
    }

    /** The value at a position of the layout. */
    public Value at(int index) {
        return values[index];
    }

    /** The value of a field, or empty when it is missing. */
    public Optional<Value> get(String name) {
        int index = layout.indexOf(name);
        return index < 0 ? Optional.empty() : Optional.of(values[index]);
    }

    /** This document with one field set, appended when it was missing. */
    public Document with(String name, Value value) {
        Map<String, Value> fields = toMap();
        fields.put(name, value);
        return of(fields);
    }

    /** This document without a field. */
    public Document without(String name) {
        Map<String, Value> fields = toMap();
        fields.remove(name);
        return of(fields);
    }

    /** The fields as a new ordered map, which the caller may change. */
    public Map<String, Value> toMap() {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            fields.put(layout.names().get(i), values[i]);
        }
        return fields;
    }

    @Override
    public Kind kind() {
        return Kind.DOCUMENT;
    }

    @Override
    public int weight() {
        int sum = 32 + 4 * values.length;
        for (Value value : values) {
            sum += value.weight();
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Document that && layout.equals(that.layout) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * layout.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
