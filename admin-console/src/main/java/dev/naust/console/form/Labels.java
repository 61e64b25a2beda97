package dev.naust.console.form;

import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a configuration's values the way people enter them. */
public final class Labels {
    private static final JsonValues JSON = new JsonValues();

    private Labels() {}

    /** A text as it is, anything else as JSON on one line. */
    public static String plain(Value value) {
        return value instanceof Text text ? text.string() : JSON.write(value);
    }

    /** Any value as JSON on one line. */
    static String json(Value value) {
        return JSON.write(value);
    }

    /** What people call a place, by the titles that lead to it: {@code Connection, Port}. */
    public static String of(Shape shape, String pointer) {
        List<String> words = new ArrayList<>();
        Optional<Shape> at = Optional.of(shape);
        for (String name : Pointer.names(pointer)) {
            Optional<Shape> next = at.flatMap(holder -> member(holder, name));
            words.add(
                    name.matches("[0-9]+")
                                    && at.filter(holder -> holder.kind() == Shape.Kind.LIST)
                                            .isPresent()
                            ? Integer.toString(Integer.parseInt(name) + 1)
                            : next.map(found -> found.label(name)).orElseGet(() -> Shape.words(name)));
            at = next;
        }
        return String.join(", ", words);
    }

    private static Optional<Shape> member(Shape holder, String name) {
        return Optional.ofNullable(holder.everything().get(name))
                .or(() -> holder.kind() == Shape.Kind.LIST ? holder.branch("items") : Optional.empty());
    }
}
