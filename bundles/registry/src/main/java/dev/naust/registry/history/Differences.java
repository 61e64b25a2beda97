package dev.naust.registry.history;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Says what changed from one document to another, value by value. */
public final class Differences {
    private Differences() {}

    /**
     * The differences in the order of the documents.
     *
     * @param showBefore makes of a pointer and a value of the first document what people may see
     * @param showAfter the same for the second
     */
    public static List<ConfigChange> between(
            Document before,
            Document after,
            BiFunction<String, Value, Value> showBefore,
            BiFunction<String, Value, Value> showAfter) {
        Map<String, Value> old = leaves(before);
        Map<String, Value> fresh = leaves(after);
        Set<String> pointers = new LinkedHashSet<>(old.keySet());
        pointers.addAll(fresh.keySet());
        List<ConfigChange> changes = new ArrayList<>();
        for (String pointer : pointers) {
            if (!Objects.equals(old.get(pointer), fresh.get(pointer))) {
                changes.add(new ConfigChange(
                        pointer,
                        shown(pointer, old.get(pointer), showBefore),
                        shown(pointer, fresh.get(pointer), showAfter)));
            }
        }
        return List.copyOf(changes);
    }

    private static Optional<Value> shown(String pointer, @Nullable Value value, BiFunction<String, Value, Value> show) {
        return Optional.ofNullable(value).map(known -> show.apply(pointer, known));
    }

    private static Map<String, Value> leaves(Document document) {
        Map<String, Value> leaves = new LinkedHashMap<>();
        collect("", document, leaves);
        return leaves;
    }

    private static void collect(String pointer, Value value, Map<String, Value> leaves) {
        if (value instanceof Document document && (document.size() > 0 || pointer.isEmpty())) {
            document.toMap()
                    .forEach((name, field) ->
                            collect(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), field, leaves));
        } else if (value instanceof Value.Array array && !array.items().isEmpty()) {
            for (int i = 0; i < array.items().size(); i++) {
                collect(pointer + "/" + i, array.items().get(i), leaves);
            }
        } else {
            leaves.put(pointer, value);
        }
    }
}
