package dev.naust.storage.typed;

import dev.naust.api.model.Document;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.TypeMapper;
import dev.naust.json.JsonValues;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the values of objects those that a collection declares, where that is another way to say the same. */
final class FittedValues {
    private final JsonValues json = new JsonValues();
    private final Map<String, Field> declared;

    FittedValues(Schema schema) {
        this.declared = schema.byName();
    }

    /** What to ask a store for, so that it holds every value: nested ones as JSON, and offsets as text, where it must be. */
    static Schema wanted(Schema schema, TypeMapper types) {
        List<Field> fields = schema.fields().stream()
                .map(field -> {
                    Fidelity fidelity = types.plan(field).fidelity();
                    boolean lost = fidelity == Fidelity.LOSSY || fidelity == Fidelity.UNSUPPORTED;
                    return lost ? field.withType(FieldType.of(other(field.type().kind()))) : field;
                })
                .toList();
        return schema.withFields(fields);
    }

    private static Kind other(Kind kind) {
        return switch (kind) {
            case ARRAY, DOCUMENT -> Kind.JSON;
            case OFFSET_TIMESTAMP -> Kind.TEXT;
            default -> kind;
        };
    }

    Document fitted(Document body) {
        Map<String, Value> fields = new LinkedHashMap<>();
        body.toMap().forEach((name, value) -> fields.put(name, fitted(name, value)));
        return Document.of(fields);
    }

    Value fitted(String name, Value value) {
        Field field = declared.get(name);
        if (field == null
                || value == Value.ofNull()
                || value.kind() == field.type().kind()) {
            return value;
        }
        return switch (field.type().kind()) {
            case JSON ->
                value.kind() == Kind.ARRAY || value.kind() == Kind.DOCUMENT ? Value.Json.of(json.write(value)) : value;
            case TEXT ->
                switch (value.kind()) {
                    case UUID, DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP -> Text.of(value.toString());
                    default -> value;
                };
            case INT64 -> value instanceof Value.Int32 small ? Value.int64(small.number()) : value;
            case INT32 ->
                value instanceof Value.Int64 large && large.number() == (int) large.number()
                        ? new Value.Int32((int) large.number())
                        : value;
            case DECIMAL ->
                switch (value.kind()) {
                    case INT32 -> new Value.Decimal(BigDecimal.valueOf(((Value.Int32) value).number()));
                    case INT64 -> new Value.Decimal(BigDecimal.valueOf(((Value.Int64) value).number()));
                    default -> value;
                };
            default -> value;
        };
    }

    /** What the collection holds for a property; nothing is known of one that it does not declare. */
    Kind kind(String name, Kind unknown) {
        Field field = declared.get(name);
        return field == null ? unknown : field.type().kind();
    }
}
