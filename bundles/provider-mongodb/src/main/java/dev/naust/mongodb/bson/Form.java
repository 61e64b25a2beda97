package dev.naust.mongodb.bson;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * How the records of one collection lie in its documents.
 *
 * @param fields the declared fields; values of others are kept in forms that say their kind themselves
 * @param key the fields that make {@code _id}; {@code [_id]} where the collection's own {@code _id} is the key, empty where
 *     {@code _id} is made up and shown to nobody
 * @param table whether every record has exactly the declared fields; a null is then kept by leaving its field out
 */
public record Form(List<Field> fields, List<String> key, boolean table) {
    /** The field that holds the exact texts of values that lie in their fields only nearly. */
    public static final String COMPANIONS = Tagged.MARK;

    /** The field that MongoDB finds documents by. */
    public static final String ID = "_id";

    /** The native type of a field whose values are of several kinds: each is read as the JSON that MongoDB's tools write. */
    public static final String MIXED = "mixed";

    /** A collection that nothing is declared of. */
    public static final Form PLAIN = new Form(List.of(), List.of(ID), false);

    /** The same where {@code _id} is of several kinds. */
    public static final Form OF_MIXED_IDS =
            new Form(List.of(Field.required(ID, FieldType.of(Kind.JSON, MIXED))), List.of(ID), false);

    public Form {
        fields = List.copyOf(fields);
        key = List.copyOf(key);
    }

    /** Whether {@code _id} is one of the record's own fields. */
    public boolean showsId() {
        return key.equals(List.of(ID));
    }

    /** The declared types by name. */
    public Map<String, FieldType> types() {
        return fields.stream().collect(Collectors.toMap(Field::name, Field::type));
    }

    /**
     * The query for one document. An operator is used only where the value could be taken for one: not every server that speaks
     * MongoDB's protocol looks into its index for an operator, and such a one would read everything for each document.
     */
    public static BsonDocument byId(BsonValue id) {
        boolean isPlain = !id.isDocument() && !id.isRegularExpression();
        return new BsonDocument(ID, isPlain ? id : new BsonDocument("$eq", id));
    }

    static boolean isMixed(FieldType type) {
        return type.kind() == Kind.JSON && type.nativeType().equals(MIXED);
    }
}
