package dev.naust.registry.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.naust.api.service.ConfigProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Says in plain words what a validator found. Words are made from the schema alone, never from a value, which may be secret. */
final class PlainWords {
    private static final String WRONG_TYPE = "must be given as ";

    private PlainWords() {}

    static List<ConfigProblem> of(List<Error> errors, Findings findings, String at) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (Error error : errors) {
            ConfigProblem problem = problem(error, findings, at);
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
        }
        return problems;
    }

    private static ConfigProblem problem(Error error, Findings findings, String at) {
        String place = at + error.getInstanceLocation();
        String keyword = error.getKeyword();
        String name = error.getProperty();
        if (name != null) {
            String child = Pointers.child(place, name);
            return switch (keyword) {
                case "required" -> new ConfigProblem(child, "is missing");
                case "dependentRequired" -> dependent(place, name, error);
                case "propertyNames" -> new ConfigProblem(child, "has a name that is not allowed here");
                default -> new ConfigProblem(child, "is not known here" + meant(name, findings.namesAt(place)));
            };
        }
        return new ConfigProblem(place, message(keyword, error.getSchemaNode()));
    }

    /** The error is said of the field that is there, and is about the one that is not. */
    private static ConfigProblem dependent(String place, String name, Error error) {
        Object[] arguments = error.getArguments();
        return arguments == null || arguments.length == 0
                ? new ConfigProblem(Pointers.child(place, name), "needs another field beside it")
                : new ConfigProblem(
                        Pointers.child(place, String.valueOf(arguments[0])), "is missing; " + name + " needs it");
    }

    /** Whether a problem is that a value is of the wrong kind. */
    static boolean isOfType(ConfigProblem problem) {
        return problem.message().startsWith(WRONG_TYPE);
    }

    private static String meant(String name, Collection<String> known) {
        String hint = Similar.hint(name, known);
        return hint.isEmpty() && !known.isEmpty() ? "; known are " + String.join(", ", known) : hint;
    }

    private static String message(String keyword, JsonNode rule) {
        return switch (keyword) {
            case "type" -> WRONG_TYPE + types(rule);
            case "enum" -> "must be one of " + list(rule);
            case "const" -> "must be " + rule.asText();
            case "minimum" -> "must be at least " + rule.asText();
            case "maximum" -> "must be at most " + rule.asText();
            case "exclusiveMinimum" -> "must be more than " + rule.asText();
            case "exclusiveMaximum" -> "must be less than " + rule.asText();
            case "multipleOf" -> "must be a multiple of " + rule.asText();
            case "minLength" -> rule.asInt() == 1 ? "must not be empty" : "must have at least " + rule + " characters";
            case "maxLength" -> "must have at most " + rule.asText() + " characters";
            case "minItems", "minProperties" -> "must have at least " + rule.asText() + " entries";
            case "maxItems", "maxProperties" -> "must have at most " + rule.asText() + " entries";
            case "uniqueItems" -> "must not hold an entry twice";
            case "pattern" -> pattern(rule.asText());
            case "format" -> "is not a valid " + rule.asText();
            case "oneOf" -> "must match exactly one of the forms that are allowed here";
            case "anyOf" -> "must match one of the forms that are allowed here";
            default -> "breaks the rule \"" + keyword + "\" of the provider's schema";
        };
    }

    private static String pattern(String pattern) {
        boolean isDuration = pattern.contains("ms") && pattern.contains("|");
        return (isDuration ? "must be a number and its unit, such as 30s or 5m" : "does not have the right form")
                + "; it must match " + pattern;
    }

    private static String types(JsonNode rule) {
        if (!rule.isArray()) {
            return type(rule.asText());
        }
        List<String> words = new ArrayList<>();
        rule.forEach(one -> words.add(type(one.asText())));
        return String.join(" or ", words);
    }

    private static String type(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "object" -> "an object, in braces";
            case "array" -> "a list, in brackets";
            default -> name;
        };
    }

    private static String list(JsonNode rule) {
        List<String> words = new ArrayList<>();
        rule.forEach(one -> words.add(one.asText()));
        return String.join(", ", new TreeSet<>(words));
    }
}
