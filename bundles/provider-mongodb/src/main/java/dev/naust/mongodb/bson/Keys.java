package dev.naust.mongodb.bson;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonValue;

/** The keys of records, read from what their documents are found by. */
public final class Keys {
    private Keys() {}

    /** The key that a document's {@code _id} stands for; none where {@code _id} is made up. */
    public static RecordKey read(Form form, BsonValue id) {
        List<String> names = form.key();
        if (names.isEmpty()) {
            return RecordKey.none();
        }
        Value value = value(id);
        if (names.size() == 1) {
            return RecordKey.of(names.get(0), declared(form, names.get(0), value));
        }
        List<Value> parts = new ArrayList<>();
        for (String name : names) {
            Value part =
                    value instanceof Document document ? document.get(name).orElse(Value.ofNull()) : Value.ofNull();
            parts.add(declared(form, name, part));
        }
        return new RecordKey(names, parts);
    }

    private static Value value(BsonValue id) {
        try (BsonDocumentReader reader = new BsonDocumentReader(new BsonDocument(Form.ID, id))) {
            reader.readStartDocument();
            reader.readBsonType();
            reader.skipName();
            return new ValueReader().read(reader);
        }
    }

    private static Value declared(Form form, String name, Value value) {
        return form.fields().stream()
                .filter(field -> field.name().equals(name))
                .map(Field::type)
                .findFirst()
                .map(type -> FieldCheck.normal(type.kind(), value))
                .orElse(value);
    }
}
