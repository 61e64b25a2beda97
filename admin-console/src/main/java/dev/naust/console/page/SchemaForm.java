package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.console.view.Choice;
import dev.naust.console.view.Show;
import dev.naust.console.view.StoreFormView.FormField;
import dev.naust.console.view.StoreFormView.FormGroup;
import dev.naust.console.view.StoreFormView.Input;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A form made from a provider's JSON Schema, and the connection made from what was filled in. Nested objects become groups; what
 * no plain field can hold is entered as JSON. The form judges nothing: the registry does, and its findings are shown beside the
 * fields.
 */
final class SchemaForm {
    private static final String ROOT = "connection";

    private final JsonValues json;
    private final Document schema;

    /**
     * @param schema a provider's JSON Schema
     */
    SchemaForm(JsonValues json, String schema) {
        this.json = json;
        this.schema = json.readObject(schema);
    }

    /**
     * The form's fields.
     *
     * @param values what was filled in, by field name
     * @param problems what is wrong, by field name
     */
    List<FormGroup> groups(Map<String, String> values, Map<String, String> problems) {
        List<FormGroup> groups = new ArrayList<>();
        addGroup(groups, schema, ROOT, "", values, problems);
        return groups;
    }

    private void addGroup(
            List<FormGroup> groups,
            Document object,
            String path,
            String title,
            Map<String, String> values,
            Map<String, String> problems) {
        List<FormField> fields = new ArrayList<>();
        List<String> required = texts(object, "required");
        int place = groups.size();
        for (Map.Entry<String, Value> property : properties(object).entrySet()) {
            if (!(property.getValue() instanceof Document shape)) {
                continue;
            }
            String name = path + "." + property.getKey();
            if (isGroup(shape)) {
                addGroup(groups, shape, name, label(property.getKey(), shape), values, problems);
            } else {
                fields.add(
                        field(name, property.getKey(), shape, required.contains(property.getKey()), values, problems));
            }
        }
        if (!fields.isEmpty()) {
            // A group's own fields come before the groups inside it.
            groups.add(place, new FormGroup(title, text(object, "description").orElse(""), fields));
        }
    }

    private static FormField field(
            String name,
            String key,
            Document shape,
            boolean required,
            Map<String, String> values,
            Map<String, String> problems) {
        Input input = input(shape);
        String preset = shape.get("default").map(Cells::text).orElse("");
        String value = values.getOrDefault(name, preset);
        return new FormField(
                name,
                label(key, shape),
                hint(shape, input),
                input,
                input == Input.SECRET ? "" : value,
                required,
                input == Input.CHOICE ? choices(shape, value, required) : List.of(),
                Optional.ofNullable(problems.get(name)));
    }

    private static String hint(Document shape, Input input) {
        String description = text(shape, "description").orElse("");
        String more = input == Input.SECRET
                ? "Better than the secret itself is where to find it: ${env:NAME} or ${file:/path}."
                : input == Input.TEXT && !isText(shape) ? "As JSON." : "";
        return (description + " " + more).strip();
    }

    private static List<Choice> choices(Document shape, String value, boolean required) {
        List<Choice> choices = new ArrayList<>();
        if (!required && shape.get("default").isEmpty()) {
            choices.add(new Choice("", "not set", value.isEmpty()));
        }
        texts(shape, "enum").forEach(each -> choices.add(new Choice(each, each, each.equals(value))));
        return choices;
    }

    private static Input input(Document shape) {
        if (!texts(shape, "enum").isEmpty()) {
            return Input.CHOICE;
        }
        if (shape.get("writeOnly").equals(Optional.of(Value.Bool.TRUE))) {
            return Input.SECRET;
        }
        return switch (type(shape)) {
            case "boolean" -> Input.SWITCH;
            case "integer", "number" -> Input.NUMBER;
            default -> Input.TEXT;
        };
    }

    /**
     * The connection that a filled-in form stands for. Empty fields, and those that only repeat the schema's default, are left out.
     */
    Document connection(Map<String, String> values) {
        return object(schema, ROOT, values);
    }

    private Document object(Document object, String path, Map<String, String> values) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (Map.Entry<String, Value> property : properties(object).entrySet()) {
            if (!(property.getValue() instanceof Document shape)) {
                continue;
            }
            String name = path + "." + property.getKey();
            if (isGroup(shape)) {
                Document nested = object(shape, name, values);
                if (nested.size() > 0) {
                    fields.put(property.getKey(), nested);
                }
            } else {
                String value = values.getOrDefault(name, "").strip();
                Optional<String> preset = shape.get("default").map(Cells::text);
                boolean unset =
                        value.isEmpty() || input(shape) == Input.SWITCH && value.equals("false") && preset.isEmpty();
                if (!unset && !preset.equals(Optional.of(value))) {
                    fields.put(property.getKey(), value(shape, value));
                }
            }
        }
        return Document.of(fields);
    }

    private Value value(Document shape, String text) {
        if (isText(shape)) {
            return Text.of(text);
        }
        try {
            return json.read(text);
        } catch (MalformedJsonException e) {
            // The registry says beside the field what it should have been.
            return Text.of(text);
        }
    }

    /** The field that a JSON pointer into a definition points to, such as {@code connection.pool.max}. */
    static String fieldName(String pointer) {
        return pointer.replaceFirst("^/", "")
                .replace('/', '.')
                .replace("~1", "/")
                .replace("~0", "~");
    }

    private static boolean isText(Document shape) {
        return type(shape).equals("string") || !texts(shape, "enum").isEmpty();
    }

    private static boolean isGroup(Document shape) {
        return !properties(shape).isEmpty();
    }

    private static Map<String, Value> properties(Document shape) {
        return shape.get("properties")
                .filter(Document.class::isInstance)
                .map(value -> ((Document) value).toMap())
                .orElse(Map.of());
    }

    private static String type(Document shape) {
        return text(shape, "type").orElse("");
    }

    private static Optional<String> text(Document shape, String name) {
        return shape.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    private static List<String> texts(Document shape, String name) {
        return shape
                .get(name)
                .filter(Value.Array.class::isInstance)
                .map(value -> ((Value.Array) value).items())
                .orElse(List.of())
                .stream()
                .filter(Text.class::isInstance)
                .map(value -> ((Text) value).string())
                .toList();
    }

    private static String label(String key, Document shape) {
        return text(shape, "title")
                .orElseGet(() ->
                        Show.word(key.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT)));
    }
}
