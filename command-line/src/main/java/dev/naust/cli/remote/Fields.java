package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.cli.Format;
import java.util.List;
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

    /** Texts as they are, line breaks and all, for statements that whoever they are printed for runs. */
    static List<String> verbatim(Document object, String name) {
        Optional<Value> value = object.get(name);
        List<Value> items = value.orElse(Value.ofNull()) instanceof Value.Array array
                ? array.items()
                : value.stream().toList();
        return items.stream().filter(Text.class::isInstance).map(Fields::shown).toList();
    }

    /** The items of a list, each of which may stand on a line of its own. */
    static List<String> lines(Document object, String name) {
        return verbatim(object, name).stream().map(Format::plain).toList();
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
