package dev.naust.mongodb.catalogue;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.mongodb.bson.NativeTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** The fields that a collection's own {@code $jsonSchema} declares, as far as they have one type. */
final class ValidatorFields {
    private ValidatorFields() {}

    static List<Field> of(BsonDocument options) {
        BsonDocument schema = document(options, "validator")
                .flatMap(validator -> document(validator, "$jsonSchema"))
                .orElseGet(BsonDocument::new);
        Set<String> required = new HashSet<>();
        if (schema.get("required") instanceof BsonArray names) {
            names.forEach(name -> required.add(name.asString().getValue()));
        }
        List<Field> fields = new ArrayList<>();
        document(schema, "properties")
                .orElseGet(BsonDocument::new)
                .forEach((name, rule) -> type(rule)
                        .ifPresent(type -> fields.add(Field.of(name, type).withNullable(!required.contains(name)))));
        return fields;
    }

    private static Optional<BsonDocument> document(BsonDocument holder, String name) {
        return holder.get(name) instanceof BsonDocument found ? Optional.of(found) : Optional.empty();
    }

    private static Optional<FieldType> type(BsonValue rule) {
        BsonValue named = rule.isDocument() ? rule.asDocument().get("bsonType") : null;
        if (named == null || !named.isString()) {
            return Optional.empty();
        }
        String name = named.asString().getValue();
        return switch (name) {
            case "bool" -> Optional.of(FieldType.of(Kind.BOOL, name));
            case "int" -> Optional.of(FieldType.of(Kind.INT32, name));
            case "long" -> Optional.of(FieldType.of(Kind.INT64, name));
            case "double" -> Optional.of(FieldType.of(Kind.FLOAT64, name));
            case "decimal" -> Optional.of(FieldType.of(Kind.DECIMAL, name));
            case "string" -> Optional.of(FieldType.of(Kind.TEXT, name));
            case "date" -> Optional.of(FieldType.sized(Kind.MOMENT, 3, name));
            case "object" -> Optional.of(FieldType.of(Kind.DOCUMENT, name));
            case "array" -> Optional.of(FieldType.of(Kind.ARRAY, name));
            case "objectId" -> Optional.of(FieldType.of(Kind.EXTENSION, NativeTypes.OBJECT_ID));
            case "timestamp", "regex", "javascript" -> Optional.of(FieldType.of(Kind.EXTENSION, name));
            default -> Optional.empty();
        };
    }
}
