package dev.naust.mongodb.catalogue;

import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.bson.NativeTypes;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** The rule by which MongoDB itself refuses documents that are not as a table declares, whoever writes them. */
public final class Validator {
    private Validator() {}

    /** The rule for a table. */
    public static BsonDocument of(Schema schema) {
        BsonDocument properties = new BsonDocument();
        for (Field field : schema.fields()) {
            List<String> types = types(field);
            if (!types.isEmpty()) {
                Stream<String> allowed =
                        field.nullable() ? Stream.concat(types.stream(), Stream.of("null")) : types.stream();
                properties.append(
                        field.name(),
                        new BsonDocument(
                                "bsonType",
                                new BsonArray(allowed.map(BsonString::new).toList())));
            }
        }
        BsonDocument rule = new BsonDocument("bsonType", new BsonString("object"));
        List<BsonString> required = schema.fields().stream()
                .filter(field -> !field.nullable())
                .map(field -> new BsonString(field.name()))
                .toList();
        if (!required.isEmpty()) {
            rule.append("required", new BsonArray(required));
        }
        if (!properties.isEmpty()) {
            rule.append("properties", properties);
        }
        return new BsonDocument("$jsonSchema", rule);
    }

    private static List<String> types(Field field) {
        Kind kind = field.type().kind();
        return switch (kind) {
            case INT64 -> List.of("int", "long");
            case DECIMAL -> List.of("int", "long", "decimal");
            case NULL -> List.of();
            case JSON -> field.type().nativeType().equals(Form.MIXED) ? List.of() : List.of(BsonTypes.name(kind));
            case EXTENSION -> NativeTypes.knows(field.type().nativeType()) ? List.of() : List.of("string");
            default -> List.of(BsonTypes.name(kind));
        };
    }
}
