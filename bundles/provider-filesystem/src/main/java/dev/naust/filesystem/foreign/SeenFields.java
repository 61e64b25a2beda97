package dev.naust.filesystem.foreign;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which fields some documents have, and which kind is wide enough for each. */
final class SeenFields {
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    void see(Document body) {
        for (int i = 0; i < body.size(); i++) {
            kinds.merge(body.layout().names().get(i), body.at(i).kind(), SeenFields::wider);
        }
    }

    /** The fields in the order in which they were first seen; one that was always null is a text. */
    List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        kinds.forEach((name, kind) -> {
            Field field = Field.of(name, FieldType.of(kind == Kind.NULL ? Kind.TEXT : kind));
            fields.add(name.equals(FolderDocuments.FILE) ? field.withNullable(false) : field);
        });
        return fields;
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
