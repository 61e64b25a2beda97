package dev.naust.privacy.find;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Values inside of documents, by a path such as {@code contact.email}; of lists, all of their items. */
public final class Paths {
    private Paths() {}

    static boolean isNested(String path) {
        return path.indexOf('.') > 0;
    }

    /** The plain values at a path. */
    public static List<Value> at(Document body, String path) {
        List<Value> found = new ArrayList<>();
        body.get(path).ifPresent(value -> collect(value, found));
        if (found.isEmpty() && isNested(path)) {
            walk(body, List.of(path.split("\\.")), found);
        }
        return found;
    }

    private static void walk(Value value, List<String> path, List<Value> found) {
        if (value instanceof Value.Array array) {
            array.items().forEach(item -> walk(item, path, found));
        } else if (path.isEmpty()) {
            collect(value, found);
        } else if (value instanceof Document document) {
            document.get(path.get(0)).ifPresent(inner -> walk(inner, path.subList(1, path.size()), found));
        }
    }

    private static void collect(Value value, List<Value> found) {
        if (value instanceof Value.Array array) {
            array.items().forEach(item -> collect(item, found));
        } else if (!(value instanceof Document) && value != Value.Null.NULL) {
            found.add(value);
        }
    }

    /** Whether any text in a record holds one of some texts, in any case. */
    public static boolean mentions(Value value, List<String> small) {
        if (value instanceof Document document) {
            return document.toMap().values().stream().anyMatch(inner -> mentions(inner, small));
        }
        if (value instanceof Value.Array array) {
            return array.items().stream().anyMatch(inner -> mentions(inner, small));
        }
        boolean worded = value instanceof Text
                || value instanceof Value.Json
                || value instanceof Value.Int64
                || value instanceof Value.Decimal
                || value instanceof Value.Extension;
        String words = worded ? value.toString().toLowerCase(Locale.ROOT) : "";
        return worded && small.stream().anyMatch(words::contains);
    }
}
