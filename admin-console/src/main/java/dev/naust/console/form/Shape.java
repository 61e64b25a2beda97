package dev.naust.console.form;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a JSON Schema says of one place, its references followed. Immutable. */
public final class Shape {
    /** A schema may refer to itself; longer chains of references are not followed. */
    private static final int LONGEST = 16;

    /** Branches of branches that are looked into. */
    private static final int DEEPEST = 5;

    private final Document root;
    private final Document node;

    /** Fields whose schemas have other roots. */
    private final Map<String, Shape> others;

    private Shape(Document root, Document node) {
        this(root, node, Map.of());
    }

    private Shape(Document root, Document node, Map<String, Shape> others) {
        this.root = root;
        this.node = node;
        this.others = others;
    }

    /** The shape that a whole schema describes. */
    public static Shape of(Document schema) {
        return new Shape(schema, schema).followed();
    }

    /** How a value is written into a form. */
    enum Kind {
        GROUP,
        LIST,
        MAP,
        CONSTANT,
        CHOICE,
        SWITCH,
        NUMBER,
        SECRET,
        TEXT,
        JSON
    }

    private Shape followed() {
        Document at = node;
        for (int step = 0; step < LONGEST; step++) {
            Optional<String> reference = text(at, "$ref");
            if (reference.isEmpty() || !reference.get().startsWith("#")) {
                break;
            }
            Value target = Pointer.find(root, reference.get().substring(1)).orElse(Document.empty());
            at = merge(target instanceof Document found ? found : Document.empty(), at.without("$ref"));
        }
        return new Shape(root, at);
    }

    /** This place where another schema speaks of it as well; what the other says comes first. */
    Shape and(Shape other) {
        // References in a branch are followed already, so that one root is as good as the other for what is left.
        return new Shape(other.root, merge(node, other.node));
    }

    private static Document merge(Document base, Document over) {
        Map<String, Value> fields = base.toMap();
        over.toMap().forEach((name, value) -> {
            Value known = fields.get(name);
            boolean both = known instanceof Document && value instanceof Document;
            fields.put(name, both ? merge((Document) known, (Document) value) : value);
        });
        return Document.of(fields);
    }

    Optional<Value> member(String name) {
        return node.get(name);
    }

    Optional<String> text(String name) {
        return text(node, name);
    }

    private static Optional<String> text(Document node, String name) {
        return node.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    Optional<Number> number(String name) {
        return node.get(name).flatMap(value -> {
            if (value instanceof Value.Int64 whole) {
                return Optional.of(whole.number());
            }
            return value instanceof Value.Decimal decimal ? Optional.of(decimal.number()) : Optional.empty();
        });
    }

    Optional<List<Value>> list(String name) {
        return node.get(name).filter(Value.Array.class::isInstance).map(value -> ((Value.Array) value).items());
    }

    List<String> texts(String name) {
        return list(name).orElse(List.of()).stream()
                .filter(Text.class::isInstance)
                .map(value -> ((Text) value).string())
                .toList();
    }

    /** The schema under this name. */
    Optional<Shape> branch(String name) {
        return node.get(name).filter(Document.class::isInstance).map(this::at);
    }

    /** The schemas in the list under this name. */
    List<Shape> branches(String name) {
        return list(name).orElse(List.of()).stream()
                .filter(Document.class::isInstance)
                .map(this::at)
                .toList();
    }

    /** The schemas in the object under this name. */
    Map<String, Shape> members(String name) {
        Map<String, Shape> members = new LinkedHashMap<>(name.equals("properties") ? others : Map.of());
        if (node.get(name).orElse(Document.empty()) instanceof Document document) {
            document.toMap().forEach((key, value) -> {
                if (value instanceof Document) {
                    members.put(key, at(value));
                }
            });
        }
        return members;
    }

    private Shape at(Value value) {
        return new Shape(root, (Document) value).followed();
    }

    /** An object of these fields, each with a schema of its own. */
    public static Shape object(Map<String, Shape> fields) {
        Document node = Document.of(Map.of("type", Text.of("object")));
        return new Shape(Document.empty(), node, fields);
    }

    /** The same as a list of such entries, whose references lead into another schema. */
    public Shape listing(Document schema, Document item) {
        return new Shape(schema, node.with("items", item));
    }

    /** The fields that are described here, without a look at conditions. */
    public Map<String, Shape> fields() {
        return members("properties");
    }

    /** Every field that the schema describes for this place, whatever its conditions. */
    Map<String, Shape> everything() {
        Map<String, Shape> all = new LinkedHashMap<>();
        collect(all, 0);
        return all;
    }

    private void collect(Map<String, Shape> all, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        members("properties").forEach(all::putIfAbsent);
        List<Shape> inner = new ArrayList<>(members("dependentSchemas").values());
        for (String list : List.of("allOf", "anyOf", "oneOf")) {
            inner.addAll(branches(list));
        }
        for (String one : List.of("then", "else", "items", "additionalProperties")) {
            branch(one).ifPresent(inner::add);
        }
        inner.forEach(branch -> branch.collect(all, depth + 1));
    }

    List<String> types() {
        return text("type").map(List::of).orElseGet(() -> texts("type"));
    }

    boolean isSecret() {
        return member("writeOnly").equals(Optional.of(Value.Bool.TRUE));
    }

    /** What stands where nothing is set. */
    Optional<Value> preset() {
        return member("default");
    }

    /** What may be chosen. */
    List<Value> choices() {
        return list("enum").orElse(List.of());
    }

    Kind kind() {
        if (node.get("const").isPresent()) {
            return Kind.CONSTANT;
        }
        if (!choices().isEmpty()) {
            return Kind.CHOICE;
        }
        List<String> types = types();
        boolean object = types.isEmpty() || types.contains("object");
        if (object && (!members("properties").isEmpty() || hasBranchesWithFields())) {
            return Kind.GROUP;
        }
        if (types.equals(List.of("object"))) {
            return branch("additionalProperties").isPresent() ? Kind.MAP : Kind.JSON;
        }
        if (types.equals(List.of("array"))) {
            return branch("items").isPresent() ? Kind.LIST : Kind.JSON;
        }
        if (isSecret()) {
            return Kind.SECRET;
        }
        if (types.contains("string")) {
            return Kind.TEXT;
        }
        return switch (types.isEmpty() ? "" : types.get(0)) {
            case "boolean" -> Kind.SWITCH;
            case "integer", "number" -> Kind.NUMBER;
            default -> Kind.JSON;
        };
    }

    private boolean hasBranchesWithFields() {
        List<Shape> inner = new ArrayList<>(branches("allOf"));
        inner.addAll(branches("oneOf"));
        inner.addAll(branches("anyOf"));
        return inner.stream().anyMatch(branch -> branch.kind() == Kind.GROUP);
    }

    /** How people call this place. */
    String label(String key) {
        return text("title").orElseGet(() -> words(key));
    }

    /** {@code maxRetries} as {@code Max retries}. */
    static String words(String key) {
        String spaced =
                key.replaceAll("([a-z0-9])([A-Z])", "$1 $2").replace('_', ' ').replace('-', ' ');
        String lower = spaced.equals(key.toUpperCase(Locale.ROOT)) ? spaced : spaced.toLowerCase(Locale.ROOT);
        return lower.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }
}
