package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Visits or replaces the leaves of nested documents, with their JSON pointers. */
final class Texts {
    private Texts() {}

    /** A copy with every text replaced. */
    static Document map(Document document, String at, BiFunction<String, Text, Value> change) {
        return (Document) mapAll(
                document, at, (pointer, value) -> value instanceof Text text ? change.apply(pointer, text) : value);
    }

    /** A copy with every value replaced, from the outside in: what {@code change} leaves as it is, is looked into. */
    static Value mapAll(Value value, String at, BiFunction<String, Value, Value> change) {
        Value changed = change.apply(at, value);
        if (changed != value) {
            return changed;
        }
        if (value instanceof Document document) {
            Map<String, Value> fields = new LinkedHashMap<>();
            document.toMap()
                    .forEach((name, field) -> fields.put(name, mapAll(field, Pointers.child(at, name), change)));
            return Document.of(fields);
        }
        if (value instanceof Value.Array array) {
            List<Value> items = new ArrayList<>();
            for (int i = 0; i < array.items().size(); i++) {
                items.add(mapAll(array.items().get(i), Pointers.child(at, i), change));
            }
            return new Value.Array(items);
        }
        return value;
    }

    /** Shows every value, objects and lists before what is in them. */
    static void visit(Value value, String at, BiConsumer<String, Value> visitor) {
        mapAll(value, at, (pointer, inner) -> {
            visitor.accept(pointer, inner);
            return inner;
        });
    }
}
