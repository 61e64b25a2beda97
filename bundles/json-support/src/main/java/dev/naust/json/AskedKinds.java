package dev.naust.json;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Brings values of documents into the kinds that a reader asks for: a field that holds numbers here and texts there is read as
 * JSON. Holds no state that changes; safe for use by several threads.
 */
public final class AskedKinds {
    private final Map<String, Kind> kinds;
    private final JsonValues json = new JsonValues();

    /** @param asked the fields in the kinds that are asked for */
    public AskedKinds(Schema asked) {
        this.kinds = asked.fields().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Field::name, field -> field.type().kind()));
    }

    /** The document in these kinds; the same one where nothing changes. Fields that are not asked for stay as they are. */
    public Document of(Document body) {
        Value[] values = new Value[body.size()];
        boolean changed = false;
        for (int i = 0; i < values.length; i++) {
            values[i] = of(body.layout().names().get(i), body.at(i));
            changed |= values[i] != body.at(i);
        }
        return changed ? Document.of(body.layout(), values) : body;
    }

    /** A number in the kind that is asked for; any value as JSON text where that is asked for; every other value as it is. */
    public Value of(String field, Value value) {
        Kind kind = kinds.get(field);
        if (kind == null || value.kind() == kind || value == Value.Null.NULL) {
            return value;
        }
        return kind == Kind.JSON ? Value.Json.of(json.write(value)) : FieldCheck.normal(kind, value);
    }
}
