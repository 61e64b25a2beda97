package dev.naust.console.form;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** Leaves out rows that were added to a form and never filled in. */
public final class Blanks {
    private static final Text NOTHING = Text.of("");

    private Blanks() {}

    /** The document without the blank entries of its lists, and without lists that had no others. */
    public static Document without(Document document) {
        Map<String, Value> fields = new LinkedHashMap<>();
        document.toMap().forEach((name, value) -> {
            Value cleared = cleared(value);
            boolean emptied =
                    cleared instanceof Value.Array array && array.items().isEmpty() && !cleared.equals(value);
            if (!emptied) {
                fields.put(name, cleared);
            }
        });
        return Document.of(fields);
    }

    private static Value cleared(Value value) {
        if (value instanceof Document document) {
            return without(document);
        }
        if (value instanceof Value.Array array) {
            return new Value.Array(array.items().stream()
                    .map(Blanks::cleared)
                    .filter(item -> !isBlank(item))
                    .toList());
        }
        return value;
    }

    private static boolean isBlank(Value value) {
        return value.equals(NOTHING) || value instanceof Document document && document.size() == 0;
    }
}
