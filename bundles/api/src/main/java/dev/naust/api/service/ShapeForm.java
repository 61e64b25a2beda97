package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest.Flatten;
import dev.naust.api.service.MigrationRequest.Nest;
import dev.naust.api.service.MigrationRequest.Reshape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How a request says in JSON which parts of records become collections, and which collections become parts of records. */
final class ShapeForm {
    private static final String NAMES = "must be a list of names";
    private static final int LONGEST_LIST = 1_000_000;

    private ShapeForm() {}

    static List<Flatten> flatten(DocumentCursor collection, List<ConfigProblem> problems) {
        return each(collection, problems, "flatten", "field", Flatten::of, object -> {
            Flatten read = new Flatten(
                    required(object, "field"),
                    object.name("to"),
                    names(object, "parent"),
                    object.name("position"),
                    names(object, "key"));
            if (!read.key().isEmpty() && read.position().isPresent()) {
                object.wrong("position", "makes no sense beside key: a key of the items' own has no place in it");
            }
            return read;
        });
    }

    static List<Nest> nest(DocumentCursor collection, List<ConfigProblem> problems) {
        return each(
                collection,
                problems,
                "nest",
                "collection",
                Nest::of,
                object -> new Nest(
                        required(object, "collection"),
                        object.name("as"),
                        names(object, "by"),
                        object.name("position"),
                        object.truth("omitNulls", false),
                        (int) object.number("most", Nest.MOST, 1, LONGEST_LIST)));
    }

    private static <T> List<T> each(
            DocumentCursor collection,
            List<ConfigProblem> problems,
            String name,
            String first,
            Function<String, T> plain,
            Function<DocumentCursor, T> full) {
        List<T> choices = new ArrayList<>();
        String rule = "must be a list of names and objects with a " + first;
        List<Value> items = collection.list(name, rule).orElse(List.of());
        for (int i = 0; i < items.size(); i++) {
            String pointer = collection.pointer(name) + "/" + i;
            if (items.get(i) instanceof Text text && !text.string().isBlank()) {
                choices.add(plain.apply(text.string()));
            } else if (items.get(i) instanceof Document object) {
                DocumentCursor inner = new DocumentCursor(object, pointer, problems);
                choices.add(full.apply(inner));
                inner.done();
            } else {
                problems.add(new ConfigProblem(pointer, "must be a name, or an object with a " + first));
            }
        }
        return choices;
    }

    private static String required(DocumentCursor object, String name) {
        Optional<String> text = object.name(name);
        if (text.isEmpty() && object.any(name).isEmpty()) {
            object.wrong(name, "is required and must be a text");
        }
        return text.orElse("");
    }

    private static List<String> names(DocumentCursor object, String name) {
        List<String> names = new ArrayList<>();
        for (Value value : object.list(name, NAMES).orElse(List.of())) {
            if (value instanceof Text text && !text.string().isBlank()) {
                names.add(text.string());
            } else {
                object.wrong(name, NAMES);
            }
        }
        return names;
    }

    static void write(Reshape reshape, Map<String, Value> fields) {
        if (!reshape.flatten().isEmpty()) {
            fields.put(
                    "flatten",
                    new Value.Array(
                            reshape.flatten().stream().map(ShapeForm::write).toList()));
        }
        if (!reshape.nest().isEmpty()) {
            fields.put(
                    "nest",
                    new Value.Array(
                            reshape.nest().stream().map(ShapeForm::write).toList()));
        }
    }

    private static Value write(Flatten choice) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("field", Value.text(choice.field()));
        choice.to().ifPresent(to -> fields.put("to", Value.text(to)));
        write("parent", choice.parent(), fields);
        choice.position().ifPresent(position -> fields.put("position", Value.text(position)));
        write("key", choice.key(), fields);
        return Document.of(fields);
    }

    private static Value write(Nest choice) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("collection", Value.text(choice.collection()));
        choice.as().ifPresent(as -> fields.put("as", Value.text(as)));
        write("by", choice.by(), fields);
        choice.position().ifPresent(position -> fields.put("position", Value.text(position)));
        fields.put("omitNulls", Value.Bool.of(choice.omitNulls()));
        fields.put("most", Value.int64(choice.most()));
        return Document.of(fields);
    }

    private static void write(String name, List<String> names, Map<String, Value> fields) {
        if (!names.isEmpty()) {
            fields.put(
                    name,
                    new Value.Array(
                            names.stream().map(each -> (Value) Value.text(each)).toList()));
        }
    }
}
