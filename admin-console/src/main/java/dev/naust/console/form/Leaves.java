package dev.naust.console.form;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares documents field by field; a list is one field. */
public final class Leaves {
    private Leaves() {}

    /** The fields of a document that hold no further fields, by pointer. */
    public static Map<String, Value> of(Document document) {
        Map<String, Value> leaves = new LinkedHashMap<>();
        collect(document, "", leaves);
        return leaves;
    }

    private static void collect(Value value, String pointer, Map<String, Value> leaves) {
        if (value instanceof Document document && (document.size() > 0 || pointer.isEmpty())) {
            document.toMap().forEach((name, field) -> collect(field, Pointer.child(pointer, name), leaves));
        } else if (!(value instanceof Document)) {
            leaves.put(pointer, value);
        }
    }

    /** The pointers at which two documents differ, in the order of the first and then of the second. */
    public static List<String> differing(Document one, Document other) {
        Map<String, Value> first = of(one);
        Map<String, Value> second = of(other);
        Set<String> all = new LinkedHashSet<>(first.keySet());
        all.addAll(second.keySet());
        return all.stream()
                .filter(at -> !Optional.ofNullable(first.get(at)).equals(Optional.ofNullable(second.get(at))))
                .toList();
    }

    /** A document whose fields stand in the order of another as far as that has them; what it lacks follows. */
    public static Document inOrderOf(Document document, Document model) {
        Map<String, Value> fields = document.toMap();
        Map<String, Value> ordered = new LinkedHashMap<>();
        model.toMap().forEach((name, old) -> {
            Value value = fields.remove(name);
            if (value != null) {
                boolean both = value instanceof Document && old instanceof Document;
                ordered.put(name, both ? inOrderOf((Document) value, (Document) old) : value);
            }
        });
        ordered.putAll(fields);
        return Document.of(ordered);
    }
}
