package dev.naust.console.form;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Decides which branch of a schema a value takes. It knows the rules that people write conditions with and takes any other for
 * kept: the form only chooses what to show by it, and the registry judges.
 */
final class Conditions {
    private static final int DEEPEST = 16;

    private Conditions() {}

    /** Whether a value keeps the rules of a schema. */
    static boolean hold(Shape schema, Value value) {
        return hold(schema, value, 0);
    }

    private static boolean hold(Shape schema, Value value, int depth) {
        if (depth > DEEPEST) {
            return true;
        }
        return schema.member("const").map(wanted -> same(wanted, value)).orElse(true)
                && schema.list("enum")
                        .map(allowed -> allowed.stream().anyMatch(one -> same(one, value)))
                        .orElse(true)
                && hasType(schema, value)
                && hasFields(schema, value, depth)
                && hasForm(schema, value)
                && combined(schema, value, depth);
    }

    private static boolean hasType(Shape schema, Value value) {
        List<String> types = schema.types();
        return types.isEmpty() || types.stream().anyMatch(type -> isOf(type, value));
    }

    private static boolean isOf(String type, Value value) {
        return switch (type) {
            case "object" -> value instanceof Document;
            case "array" -> value instanceof Value.Array;
            case "string" -> value instanceof Text;
            case "boolean" -> value instanceof Value.Bool;
            case "integer" -> value instanceof Value.Int64;
            case "number" -> value instanceof Value.Int64 || value instanceof Value.Decimal;
            case "null" -> value == Value.ofNull();
            default -> true;
        };
    }

    private static boolean hasFields(Shape schema, Value value, int depth) {
        if (!(value instanceof Document document)) {
            return true;
        }
        if (schema.texts("required").stream()
                .anyMatch(name -> document.get(name).isEmpty())) {
            return false;
        }
        for (Map.Entry<String, Shape> property : schema.members("properties").entrySet()) {
            Optional<Value> field = document.get(property.getKey());
            if (field.isPresent() && !hold(property.getValue(), field.get(), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasForm(Shape schema, Value value) {
        if (!(value instanceof Text text)) {
            return true;
        }
        long length = text.string().codePoints().count();
        boolean fits = schema.number("minLength")
                        .map(least -> length >= least.longValue())
                        .orElse(true)
                && schema.number("maxLength")
                        .map(most -> length <= most.longValue())
                        .orElse(true);
        return fits
                && schema.text("pattern")
                        .map(pattern -> matches(pattern, text.string()))
                        .orElse(true);
    }

    /** Whether a text matches a schema's pattern; a pattern that Java does not know counts as matched. */
    static boolean matches(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return true;
        }
    }

    private static boolean combined(Shape schema, Value value, int depth) {
        return schema.branches("allOf").stream().allMatch(branch -> hold(branch, value, depth + 1))
                && atLeastOne(schema.branches("anyOf"), value, depth)
                && atLeastOne(schema.branches("oneOf"), value, depth)
                && schema.branch("not")
                        .map(refused -> !hold(refused, value, depth + 1))
                        .orElse(true);
    }

    private static boolean atLeastOne(List<Shape> branches, Value value, int depth) {
        return branches.isEmpty() || branches.stream().anyMatch(branch -> hold(branch, value, depth + 1));
    }

    private static boolean same(Value one, Value other) {
        return one.equals(other);
    }
}
