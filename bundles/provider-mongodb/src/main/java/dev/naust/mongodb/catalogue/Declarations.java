package dev.naust.mongodb.catalogue;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.connection.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * The declarations of collections that were made for tables: their fields, kinds and keys, which MongoDB itself has no place
 * for. They lie in a collection of their own, so that they travel with the database.
 */
public final class Declarations {
    /** The collection that holds the declarations; it is not listed. */
    public static final String COLLECTION = "naust_declarations";

    private static final int VERSION = 1;

    private final Access access;

    public Declarations(Access access) {
        this.access = access;
    }

    /** What is declared of a collection; empty when nothing is. */
    public Optional<Form> find(String collection) {
        RawBsonDocument found = access.collection(COLLECTION)
                .find(Filters.eq(Form.ID, collection))
                .maxTime(60, TimeUnit.SECONDS)
                .first();
        return Optional.ofNullable(found)
                .filter(each -> each.getNumber("version", new BsonInt32(0)).intValue() == VERSION)
                .map(Declarations::form);
    }

    /** Keeps a declaration in place of any other. */
    public void put(String collection, Schema schema) {
        BsonDocument declaration = new BsonDocument(Form.ID, new BsonString(collection))
                .append("version", new BsonInt32(VERSION))
                .append("table", BsonBoolean.valueOf(schema.shape() == Shape.TABLE))
                .append("key", strings(schema.key()))
                .append(
                        "fields",
                        new BsonArray(schema.fields().stream()
                                .map(Declarations::field)
                                .toList()));
        access.database()
                .getCollection(COLLECTION, BsonDocument.class)
                .replaceOne(Filters.eq(Form.ID, collection), declaration, new ReplaceOptions().upsert(true));
    }

    /** Forgets what is declared of a collection. */
    public void remove(String collection) {
        access.database().getCollection(COLLECTION).deleteOne(Filters.eq(Form.ID, collection));
    }

    private static BsonDocument field(Field field) {
        return type(field.type())
                .append("name", new BsonString(field.name()))
                .append("nullable", BsonBoolean.valueOf(field.nullable()));
    }

    private static BsonDocument type(FieldType type) {
        BsonDocument found = new BsonDocument("kind", new BsonString(type.kind().name()));
        type.precision().ifPresent(digits -> found.append("precision", new BsonInt32(digits)));
        type.scale().ifPresent(digits -> found.append("scale", new BsonInt32(digits)));
        type.element().ifPresent(element -> found.append("element", type(element)));
        return found.append("native", new BsonString(type.nativeType()));
    }

    private static BsonArray strings(List<String> texts) {
        return new BsonArray(texts.stream().map(BsonString::new).toList());
    }

    private static Form form(BsonDocument found) {
        List<Field> fields = new ArrayList<>();
        for (BsonValue each : found.getArray("fields")) {
            BsonDocument field = each.asDocument();
            String name = field.getString("name").getValue();
            fields.add(Field.of(name, type(field))
                    .withNullable(field.getBoolean("nullable").getValue()));
        }
        List<String> key = found.getArray("key").stream()
                .map(each -> each.asString().getValue())
                .toList();
        return new Form(fields, key, found.getBoolean("table").getValue());
    }

    private static FieldType type(BsonDocument found) {
        return new FieldType(
                Kind.valueOf(found.getString("kind").getValue()),
                integer(found, "precision"),
                integer(found, "scale"),
                Optional.ofNullable(found.get("element")).map(element -> type(element.asDocument())),
                found.getString("native").getValue());
    }

    private static OptionalInt integer(BsonDocument found, String name) {
        return found.containsKey(name) ? OptionalInt.of(found.getNumber(name).intValue()) : OptionalInt.empty();
    }
}
