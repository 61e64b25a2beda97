package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigOverride;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.StoreDefinition;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Values of stores' configurations that the server's environment sets: {@code NAUST_STORES_SHOP_CONNECTION_HOST} is the host in
 * the connection of store {@code shop}. They are laid over what a file says when it is read, and never written. Thread-safe.
 */
public final class Overrides {
    private static final String PREFIX = "NAUST_STORES_";

    private final Map<String, String> environment;
    private final Definitions definitions;
    private final JsonValues json = new JsonValues();

    /** Overrides of an environment. */
    public Overrides(Map<String, String> environment, Definitions definitions) {
        this.environment = environment;
        this.definitions = definitions;
    }

    /**
     * A definition with its overrides.
     *
     * @param definition what counts
     * @param overrides what was laid over, secrets in clear
     * @param warnings variables that mean no value of the store
     */
    public record Applied(StoreDefinition definition, List<ConfigOverride> overrides, List<ConfigProblem> warnings) {
        @Override
        public String toString() {
            return "Applied[" + definition.id() + "]";
        }
    }

    /**
     * Lays the environment over a definition.
     *
     * @param schemas the connections' schema of a type, as far as it is known
     * @param ids of all stores: {@code NAUST_STORES_SHOP_EU_TYPE} is of {@code shop-eu} where there is one, not of {@code shop}
     */
    public Applied apply(
            StoreDefinition definition, Function<String, Optional<ConnectionSchema>> schemas, Set<String> ids) {
        Map<String, String> variables = variables(definition.id(), ids);
        if (variables.isEmpty()) {
            return new Applied(definition, List.of(), List.of());
        }
        Optional<ConnectionSchema> schema =
                schemas.apply(variables.getOrDefault(prefix(definition.id()) + "TYPE", definition.type()));
        Document document = definitions.document(definition);
        List<ConfigOverride> overrides = new ArrayList<>();
        List<ConfigProblem> warnings = new ArrayList<>();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            List<String> words = List.of(variable.getKey()
                    .substring(prefix(definition.id()).length())
                    .split("_+"));
            Optional<SchemaPlaces.Place> place = place(words, schema);
            if (place.isEmpty()) {
                warnings.add(new ConfigProblem(
                        "",
                        "is not set by the variable " + variable.getKey() + ", which names no value of this store"));
                continue;
            }
            Value value = value(variable.getValue(), place.get().types());
            List<String> path = place.get().path();
            document = (Document) with(document, path, value);
            overrides.add(new ConfigOverride("/" + String.join("/", path), variable.getKey(), value));
        }
        StoreDefinition result = definitions.of(definition.id(), document).orElse(definition);
        return new Applied(result, List.copyOf(overrides), List.copyOf(warnings));
    }

    private Map<String, String> variables(String id, Set<String> ids) {
        Map<String, String> variables = new TreeMap<>();
        environment.forEach((name, value) -> {
            boolean ofLonger = ids.stream()
                    .anyMatch(other -> prefix(other).length() > prefix(id).length() && name.startsWith(prefix(other)));
            if (name.startsWith(prefix(id)) && name.length() > prefix(id).length() && !ofLonger) {
                variables.put(name, value);
            }
        });
        return variables;
    }

    private static String prefix(String id) {
        return PREFIX + id.replace('-', '_').toUpperCase(Locale.ROOT) + "_";
    }

    private Optional<SchemaPlaces.Place> place(List<String> words, Optional<ConnectionSchema> schema) {
        List<String> rest = words.subList(1, words.size());
        if (words.get(0).equals("CONNECTION") && !rest.isEmpty()) {
            return schema.flatMap(known -> known.places().find(rest)).map(place -> under(List.of("connection"), place));
        }
        boolean isFailover = words.get(0).equals("FAILOVER")
                && words.size() > 2
                && words.get(1).matches("[0-9]{1,3}");
        if (isFailover) {
            return schema.flatMap(known -> known.places().find(words.subList(2, words.size())))
                    .map(place -> under(List.of("failover", words.get(1)), place));
        }
        return definitions.places().find(words).filter(place -> !place.path().equals(List.of("id")));
    }

    private static SchemaPlaces.Place under(List<String> parent, SchemaPlaces.Place place) {
        List<String> path = new ArrayList<>(parent);
        path.addAll(place.path());
        return new SchemaPlaces.Place(path, place.types());
    }

    /** What a variable's text means where a value of the given types belongs; a text that means none is left to be judged. */
    private Value value(String text, Set<String> types) {
        if (types.isEmpty() || types.contains("string")) {
            return Text.of(text);
        }
        try {
            return json.read(text.strip());
        } catch (MalformedJsonException notOfTheseTypes) {
            return Text.of(text);
        }
    }

    private static Value with(Value into, List<String> path, Value value) {
        if (path.isEmpty()) {
            return value;
        }
        String name = path.get(0);
        List<String> rest = path.subList(1, path.size());
        if (into instanceof Value.Array array) {
            List<Value> items = new ArrayList<>(array.items());
            int index = Math.min(Integer.parseInt(name), items.size());
            if (index == items.size()) {
                items.add(Document.empty());
            }
            items.set(index, with(items.get(index), rest, value));
            return new Value.Array(items);
        }
        boolean listed = !rest.isEmpty() && rest.get(0).matches("[0-9]{1,3}");
        Map<String, Value> fields =
                new LinkedHashMap<>(into instanceof Document document ? document.toMap() : Map.of());
        Value inner = fields.getOrDefault(name, listed ? new Value.Array(List.of()) : Document.empty());
        fields.put(name, with(inner, rest, value));
        return Document.of(fields);
    }
}
