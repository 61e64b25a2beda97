package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.cli.Format;
import java.util.Optional;
import java.util.stream.Collectors;

/** Fields of an answer as texts for a terminal. */
final class Fields {
    private Fields() {}

    /** The field, or an empty text where it is missing or null; a list is joined by commas. */
    static String text(Document object, String name) {
        return optional(object, name).orElse("");
    }

    /** The field, unless it is missing or null. */
    static Optional<String> optional(Document object, String name) {
        return object.get(name)
                .filter(value -> value != Value.Null.NULL)
                .map(Fields::shown)
                .map(Format::plain);
    }

    private static String shown(Value value) {
        if (value instanceof Text text) {
            return text.string();
        } else if (value instanceof Value.Int64 number) {
            return Long.toString(number.number());
        } else if (value instanceof Value.Bool truth) {
            return truth.isTrue() ? "yes" : "no";
        } else if (value instanceof Value.Array array) {
            return array.items().stream().map(Fields::shown).collect(Collectors.joining(", "));
        }
        return value.toString();
    }
}
