package dev.naust.mongodb.bson;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Value;
import java.util.Map;
import org.bson.BsonValue;

/** Values as conditions name them. */
public final class Conditions {
    private final ValueWriter writer = new ValueWriter();
    private final Map<String, FieldType> types;

    public Conditions(Form form) {
        this.types = form.types();
    }

    /** What lies in the field for this value, or near to it: values in order lie in order. */
    public BsonValue near(String field, Value value) {
        FieldType type = types.get(field);
        FieldForm form = type == null ? FieldForm.undeclared(writer) : new FieldForm(type, writer);
        return form.condition(value);
    }

    /** What a record is found by whose key is this one value. */
    public BsonValue id(Value value) {
        return writer.toBson(value);
    }
}
