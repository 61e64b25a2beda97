package dev.naust.registry.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Follows a document and its schema together and notes secrets, paths and hosts. Every branch that could apply counts, also
 * those of a document that is not valid: a secret in a broken configuration is still a secret.
 */
final class SchemaWalk {
    /** A schema may refer to itself; beyond this depth nothing more is noted. */
    private static final int DEEPEST = 64;

    static final List<String> BRANCH_LISTS = List.of("allOf", "anyOf", "oneOf");
    static final List<String> BRANCHES = List.of("if", "then", "else");

    private final JsonNode root;
    private final Findings findings = new Findings();

    private SchemaWalk(JsonNode root) {
        this.root = root;
    }

    static Findings walk(JsonNode schema, Value value, String pointer) {
        SchemaWalk walk = new SchemaWalk(schema);
        walk.visit(schema, value, pointer, 0);
        return walk.findings;
    }

    private void visit(JsonNode schema, Value value, String pointer, int depth) {
        if (!schema.isObject() || depth > DEEPEST) {
            return;
        }
        if (!isMisplaced(schema, value)) {
            findings.know(pointer);
        }
        note(schema, pointer);
        branches(schema, value, pointer, depth + 1);
        if (value instanceof Document document) {
            fields(schema, document, pointer, depth + 1);
        } else if (value instanceof Value.Array array) {
            items(schema, array, pointer, depth + 1);
        }
    }

    /** A text where none belongs may be anything, also a password in the wrong field. */
    private static boolean isMisplaced(JsonNode schema, Value value) {
        JsonNode type = schema.path("type");
        boolean takesText = type.isMissingNode() || type.toString().contains("\"string\"");
        return value instanceof Text && !takesText;
    }

    private void note(JsonNode schema, String pointer) {
        if (schema.path("writeOnly").asBoolean(false)) {
            findings.secret(pointer);
        }
        String format = schema.path("format").asText("");
        if (format.equals("naust-path")) {
            findings.path(pointer);
        } else if (format.equals("naust-host")) {
            findings.host(pointer);
        } else if (format.equals("naust-uri")) {
            findings.uri(pointer);
        }
        schema.path("properties").fieldNames().forEachRemaining(name -> findings.name(pointer, name));
    }

    private void branches(JsonNode schema, Value value, String pointer, int depth) {
        String reference = schema.path("$ref").asText("");
        if (reference.equals("#")) {
            visit(root, value, pointer, depth);
        } else if (reference.startsWith("#/")) {
            visit(root.at(reference.substring(1)), value, pointer, depth);
        }
        for (String list : BRANCH_LISTS) {
            schema.path(list).forEach(branch -> visit(branch, value, pointer, depth));
        }
        for (String branch : BRANCHES) {
            visit(schema.path(branch), value, pointer, depth);
        }
        schema.path("dependentSchemas").forEach(branch -> visit(branch, value, pointer, depth));
    }

    private void fields(JsonNode schema, Document document, String pointer, int depth) {
        for (Map.Entry<String, Value> field : document.toMap().entrySet()) {
            String name = field.getKey();
            String at = Pointers.child(pointer, name);
            boolean described = schema.path("properties").has(name);
            visit(schema.path("properties").path(name), field.getValue(), at, depth);
            for (Map.Entry<String, JsonNode> pattern :
                    schema.path("patternProperties").properties()) {
                if (Pattern.compile(pattern.getKey()).matcher(name).find()) {
                    described = true;
                    visit(pattern.getValue(), field.getValue(), at, depth);
                }
            }
            if (!described) {
                visit(schema.path("additionalProperties"), field.getValue(), at, depth);
                visit(schema.path("unevaluatedProperties"), field.getValue(), at, depth);
            }
        }
    }

    private void items(JsonNode schema, Value.Array array, String pointer, int depth) {
        JsonNode first = schema.path("prefixItems");
        for (int i = 0; i < array.items().size(); i++) {
            String at = Pointers.child(pointer, i);
            JsonNode item = i < first.size() ? first.get(i) : schema.path("items");
            visit(item, array.items().get(i), at, depth);
            visit(schema.path("contains"), array.items().get(i), at, depth);
        }
    }
}
