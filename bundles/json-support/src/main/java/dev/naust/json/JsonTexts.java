package dev.naust.json;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.function.UnaryOperator;

/** Changes texts wherever they stand in a document; the names of its fields stay. Holds no state. */
public final class JsonTexts {
    private JsonTexts() {}

    /** The document with its texts as they may stay; the same one where nothing changes. */
    public static Document replaced(Document document, UnaryOperator<String> words) {
        Value[] values = new Value[document.size()];
        boolean changed = false;
        for (int i = 0; i < values.length; i++) {
            values[i] = value(document.at(i), words);
            changed |= values[i] != document.at(i);
        }
        return changed ? Document.of(document.layout(), values) : document;
    }

    private static Value value(Value value, UnaryOperator<String> words) {
        if (value instanceof Document inner) {
            return replaced(inner, words);
        }
        if (value instanceof Value.Array array) {
            Value.Array other = new Value.Array(
                    array.items().stream().map(item -> value(item, words)).toList());
            return other.equals(array) ? array : other;
        }
        if (value instanceof Text text) {
            String before = text.string();
            String after = words.apply(before);
            return after.equals(before) ? value : Value.text(after);
        }
        return value;
    }
}
