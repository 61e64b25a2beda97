package dev.naust.mongodb.bson;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonValueCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** Makes documents of the records of one collection. For one thread at a time. */
public final class RecordEncoder {
    private final Form form;
    private final ValueWriter values = new ValueWriter();
    private final FieldForm undeclared = FieldForm.undeclared(values);
    private final Map<String, FieldForm> forms = new HashMap<>();
    private final Map<String, Field> declared = new HashMap<>();

    public RecordEncoder(Form form) {
        this.form = form;
        for (Field field : form.fields()) {
            declared.put(field.name(), field);
            forms.put(field.name(), new FieldForm(field.type(), values));
        }
    }

    /**
     * The record as a document.
     *
     * @throws MisfitException when MongoDB or the collection's declaration cannot hold it
     */
    public RawBsonDocument encode(DataRecord record) {
        Document body = record.body();
        BasicOutputBuffer out = new BasicOutputBuffer(256);
        try (BsonBinaryWriter writer = new BsonBinaryWriter(out)) {
            writer.writeStartDocument();
            writer.writeName(Form.ID);
            new BsonValueCodec()
                    .encode(writer, id(body), EncoderContext.builder().build());
            Companions companions = new Companions();
            Largest largest = new Largest();
            for (int i = 0; i < body.size(); i++) {
                String name = body.layout().names().get(i);
                if (!name.equals(Form.ID)) {
                    int before = out.getPosition();
                    field(writer, companions, name, body.at(i));
                    largest.see(name, out.getPosition() - before);
                }
            }
            requireAll(body);
            companions.write(writer);
            writer.writeEndDocument();
            refuseLarge(out.getPosition(), largest);
        }
        return new RawBsonDocument(out.getInternalBuffer(), 0, out.getPosition());
    }

    /**
     * What the record is found by.
     *
     * @throws MisfitException when the record lacks it
     */
    public BsonValue id(Document body) {
        if (form.key().isEmpty()) {
            return new BsonObjectId();
        }
        if (form.showsId()) {
            return body.get(Form.ID).map(this::idValue).orElseGet(BsonObjectId::new);
        }
        return id(RecordKey.from(body, form.key()).values());
    }

    /** What a key is found by, its values in the order of the collection's key. */
    public BsonValue id(List<Value> key) {
        if (key.size() == 1) {
            return idValue(key.get(0));
        }
        BsonDocument parts = new BsonDocument();
        for (int i = 0; i < key.size(); i++) {
            String name = form.key().get(i);
            Value value = key.get(i);
            parts.put(name, in(name, () -> values.toBson(normal(name, value))));
        }
        return parts;
    }

    private BsonValue idValue(Value value) {
        String name = form.key().get(0);
        BsonValue id = in(name, () -> isMixed(name, value) ? mixed(value) : values.toBson(normal(name, value)));
        if (id.isArray() || id.isRegularExpression()) {
            throw new MisfitException(name, "MongoDB does not allow arrays and patterns as a document's _id");
        }
        return id;
    }

    /** A collection whose _id is of several kinds declares nothing of it; any other JSON is declared. */
    private boolean isMixed(String name, Value value) {
        Field field = declared.get(name);
        return value instanceof Value.Json && form.showsId() && (field == null || Form.isMixed(field.type()));
    }

    private static BsonValue mixed(Value value) {
        return MixedJson.parse(((Value.Json) value).text().string());
    }

    private Value normal(String name, Value value) {
        Field field = declared.get(name);
        return field == null ? value : FieldCheck.normal(field.type().kind(), value);
    }

    private void field(BsonBinaryWriter writer, Companions companions, String name, Value given) {
        Field field = declared.get(name);
        if (field == null && form.table()) {
            throw new MisfitException(name, "The collection declares no such field");
        }
        if (name.equals(Tagged.MARK)) {
            throw new MisfitException(name, "The name " + Tagged.MARK + " is kept for exact values; rename the field");
        }
        Value value = normal(name, given);
        if (form.table()) {
            refuseMisfit(field, value);
            if (value == Value.Null.NULL) {
                return;
            }
        }
        Optional<String> exact = in(name, () -> {
            ValueWriter.refuseName(name);
            writer.writeName(name);
            return forms.getOrDefault(name, undeclared).write(writer, value);
        });
        exact.ifPresent(text -> companions.put(name, text));
    }

    private static void refuseMisfit(Field field, Value value) {
        // What only MongoDB knows, such as the NaN of decimal128, comes home to the type that it is from.
        boolean atHome = value instanceof Value.Extension extension
                && extension.nativeType().equals(field.type().nativeType());
        if (!atHome) {
            FieldCheck.problem(field, value).ifPresent(reason -> {
                throw new MisfitException(field.name(), reason);
            });
        }
    }

    /** A field that is left out is null in a table, which not every field may be. */
    private void requireAll(Document body) {
        if (!form.table()) {
            return;
        }
        for (Field field : form.fields()) {
            if (!field.nullable() && body.layout().indexOf(field.name()) < 0) {
                throw new MisfitException(field.name(), "The field may not be null, and the record leaves it out");
            }
        }
    }

    private interface Part<T> {
        T get();
    }

    private static <T> T in(String field, Part<T> part) {
        try {
            return part.get();
        } catch (MisfitException e) {
            throw e.field().isEmpty() ? new MisfitException(field, e.reason()) : e;
        }
    }

    private static void refuseLarge(int size, Largest largest) {
        if (size > ValueWriter.LARGEST_DOCUMENT) {
            throw new MisfitException(
                    largest.field,
                    "The record needs " + size + " bytes, and a document of MongoDB holds at most 16 MiB; its largest"
                            + " field has " + largest.bytes);
        }
    }

    private static final class Largest {
        private String field = "";
        private int bytes;

        void see(String name, int size) {
            if (size > bytes) {
                field = name;
                bytes = size;
            }
        }
    }
}
