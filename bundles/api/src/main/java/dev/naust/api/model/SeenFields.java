package dev.naust.api.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which fields some documents have, and which kind is wide enough for each. For one thread. */
public final class SeenFields {
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    /** Looks at a document. */
    public void see(Document body) {
        for (int i = 0; i < body.size(); i++) {
            kinds.merge(body.layout().names().get(i), body.at(i).kind(), SeenFields::wider);
        }
    }

    /** How many different fields were seen. */
    public int size() {
        return kinds.size();
    }

    /** The fields in the order in which they were first seen; one that was always null is a text. */
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        kinds.forEach((name, kind) -> fields.add(Field.of(name, FieldType.of(kind == Kind.NULL ? Kind.TEXT : kind))));
        return fields;
    }

    /** What a collection declares, and behind it the fields that were seen besides. */
    public Schema beside(Schema declared) {
        List<Field> fields = new ArrayList<>(declared.fields());
        fields().stream()
                .filter(field -> declared.field(field.name()).isEmpty())
                .forEach(fields::add);
        return declared.withFields(fields);
    }

    /** A kind for values of both: JSON text where nothing narrower is. */
    private static Kind wider(Kind a, Kind b) {
        if (a == b || b == Kind.NULL) {
            return a;
        }
        if (a == Kind.NULL) {
            return b;
        }
        if (isExact(a) && isExact(b)) {
            return a == Kind.DECIMAL || b == Kind.DECIMAL ? Kind.DECIMAL : Kind.INT64;
        }
        return Kind.JSON;
    }

    private static boolean isExact(Kind kind) {
        return kind == Kind.INT32 || kind == Kind.INT64 || kind == Kind.DECIMAL;
    }
}
