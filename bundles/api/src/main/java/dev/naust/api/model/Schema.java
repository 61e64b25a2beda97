package dev.naust.api.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a store declares for one collection.
 *
 * @param key the names of the primary key's fields, in key order; empty where there is none
 * @param extras what the collection has besides that this model does not carry to other technologies (checks, triggers,
 *     expression indexes), each in one sentence for people; a plan lists them as not carried
 */
public record Schema(
        DatasetId id,
        Shape shape,
        List<Field> fields,
        List<String> key,
        List<Index> indexes,
        List<ForeignKey> foreignKeys,
        List<String> extras) {

    public Schema {
        fields = List.copyOf(fields);
        key = List.copyOf(key);
        indexes = List.copyOf(indexes);
        foreignKeys = List.copyOf(foreignKeys);
        extras = List.copyOf(extras);
    }

    /** A table of these fields with a primary key and nothing else. */
    public static Schema table(DatasetId id, List<Field> fields, List<String> key) {
        return new Schema(id, Shape.TABLE, fields, key, List.of(), List.of(), List.of());
    }

    /** The field of this name. */
    public Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** The layout of a full record. */
    public Layout layout() {
        return Layout.of(fields.stream().map(Field::name).toList());
    }

    /** The fields by name. */
    public Map<String, Field> byName() {
        Map<String, Field> map = new HashMap<>();
        fields.forEach(field -> map.put(field.name(), field));
        return map;
    }

    /**
     * The values that a document has for these fields, in their order, and no others. In a table a missing one is null; elsewhere
     * it stays missing, which is something else there.
     */
    public Document only(Document body) {
        Layout layout = layout();
        if (layout.equals(body.layout())) {
            return body;
        }
        Layout kept = shape == Shape.TABLE ? layout : present(layout, body.layout());
        Value[] values = new Value[kept.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = body.get(kept.names().get(i)).orElse(Value.ofNull());
        }
        return Document.of(kept, values);
    }

    private static Layout present(Layout layout, Layout there) {
        List<String> names =
                layout.names().stream().filter(name -> there.indexOf(name) >= 0).toList();
        return names.size() == layout.size() ? layout : Layout.of(names);
    }

    /** This schema with other fields. */
    public Schema withFields(List<Field> other) {
        return new Schema(id, shape, other, key, indexes, foreignKeys, extras);
    }

    /** This schema with other foreign keys. */
    public Schema withForeignKeys(List<ForeignKey> other) {
        return new Schema(id, shape, fields, key, indexes, other, extras);
    }
}
