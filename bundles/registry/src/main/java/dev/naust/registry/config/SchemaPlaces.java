package dev.naust.registry.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The places of a schema, whether or not a document has them, found by the words of an environment variable's name:
 * {@code POOL_MAX} is {@code pool}, {@code max}, and {@code CONNECT_TIMEOUT} is {@code connectTimeout}.
 */
final class SchemaPlaces {
    /** A schema may refer to itself; no variable's name is deeper. */
    private static final int DEEPEST = 16;

    private final JsonNode root;

    SchemaPlaces(JsonNode root) {
        this.root = root;
    }

    /**
     * A place.
     *
     * @param path the names and numbers that lead there
     * @param types the JSON types that its value may have; empty when any
     */
    record Place(List<String> path, Set<String> types) {}

    /** The place that the words mean; empty when the schema has none. */
    Optional<Place> find(List<String> words) {
        return find(List.of(root), words, new ArrayList<>());
    }

    /** Whether two names are the same but for capitals, hyphens and underscores. */
    static boolean isSame(String name, List<String> words) {
        return plain(name).equals(plain(String.join("", words)));
    }

    private Optional<Place> find(List<JsonNode> schemas, List<String> words, List<String> path) {
        List<JsonNode> all = branches(schemas);
        if (words.isEmpty()) {
            return Optional.of(new Place(List.copyOf(path), types(all)));
        }
        if (path.size() >= DEEPEST) {
            return Optional.empty();
        }
        return property(all, words, path).or(() -> item(all, words, path)).or(() -> free(all, words, path));
    }

    private Optional<Place> property(List<JsonNode> all, List<String> words, List<String> path) {
        Map<String, List<JsonNode>> properties = new LinkedHashMap<>();
        for (JsonNode schema : all) {
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                properties
                        .computeIfAbsent(property.getKey(), name -> new ArrayList<>())
                        .add(property.getValue());
            }
        }
        for (int used = words.size(); used > 0; used--) {
            for (Map.Entry<String, List<JsonNode>> property : properties.entrySet()) {
                if (isSame(property.getKey(), words.subList(0, used))) {
                    Optional<Place> found = find(
                            property.getValue(), words.subList(used, words.size()), longer(path, property.getKey()));
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Place> item(List<JsonNode> all, List<String> words, List<String> path) {
        List<JsonNode> items = all.stream()
                .map(schema -> schema.path("items"))
                .filter(JsonNode::isObject)
                .toList();
        return items.isEmpty() || !words.get(0).matches("[0-9]{1,3}")
                ? Optional.empty()
                : find(items, words.subList(1, words.size()), longer(path, words.get(0)));
    }

    /** A name that the schema leaves to the operator. */
    private Optional<Place> free(List<JsonNode> all, List<String> words, List<String> path) {
        List<JsonNode> others = all.stream()
                .map(schema -> schema.path("additionalProperties"))
                .filter(JsonNode::isObject)
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : find(others, List.of(), longer(path, String.join("_", words).toLowerCase(Locale.ROOT)));
    }

    private List<JsonNode> branches(List<JsonNode> schemas) {
        List<JsonNode> all = new ArrayList<>();
        schemas.forEach(schema -> collect(schema, all, new HashSet<>()));
        return all;
    }

    private void collect(JsonNode schema, List<JsonNode> all, Set<String> followed) {
        if (!schema.isObject()) {
            return;
        }
        all.add(schema);
        String reference = schema.path("$ref").asText("");
        if (reference.startsWith("#") && followed.add(reference)) {
            collect(reference.equals("#") ? root : root.at(reference.substring(1)), all, followed);
        }
        for (String list : SchemaWalk.BRANCH_LISTS) {
            schema.path(list).forEach(branch -> collect(branch, all, followed));
        }
        for (String branch : SchemaWalk.BRANCHES) {
            collect(schema.path(branch), all, followed);
        }
        schema.path("dependentSchemas").forEach(branch -> collect(branch, all, followed));
    }

    private static Set<String> types(List<JsonNode> all) {
        Set<String> types = new HashSet<>();
        for (JsonNode schema : all) {
            JsonNode type = schema.path("type");
            if (type.isTextual()) {
                types.add(type.asText());
            }
            type.forEach(one -> types.add(one.asText()));
        }
        return Set.copyOf(types);
    }

    private static List<String> longer(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private static String plain(String name) {
        return name.replaceAll("[^a-zA-Z0-9]", "").toLowerCase(Locale.ROOT);
    }
}
