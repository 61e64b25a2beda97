package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.StoreDefinition;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the text of a store's file into a definition and back, and judges everything in it but the connection. Thread-safe. */
public final class Definitions {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final JsonValues json = new JsonValues();
    private final String text;
    private final SchemaCompiler compiler;
    private volatile @Nullable ConnectionSchema schema;

    /** Reads the schema of store files with {@code compiler} as soon as there is one to judge. */
    public Definitions(SchemaCompiler compiler) {
        this.text = resource("store.schema.json");
        this.compiler = compiler;
    }

    /** Two threads may compile it at the same time, with the same result. */
    private ConnectionSchema compiled() {
        ConnectionSchema known = schema;
        if (known == null) {
            known = compiler.compile(text);
            schema = known;
        }
        return known;
    }

    /** The schema of store files, as JSON text. */
    public String schema() {
        return text;
    }

    /**
     * What a file holds.
     *
     * @param document empty when the text is no JSON object
     * @param definition empty when the text is no JSON object or its parts are of the wrong kinds
     * @param problems everything that is wrong, the connection not looked into
     */
    public record Read(
            Optional<Document> document, Optional<StoreDefinition> definition, List<ConfigProblem> problems) {
        /** Nothing could be read; {@code problem} says why, as a sentence. */
        public static Read nothing(String problem) {
            return new Read(
                    Optional.empty(), Optional.empty(), List.of(new ConfigProblem("", "cannot be used: " + problem)));
        }
    }

    /** Reads the text of the file that is named after {@code id}. */
    public Read read(String id, String text) {
        Document document;
        try {
            document = json.readObject(text);
        } catch (MalformedJsonException e) {
            return new Read(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(new ConfigProblem("", "is not JSON: " + e.getMessage())));
        }
        List<ConfigProblem> problems = new ArrayList<>(compiled().problems(document.with("id", Text.of(id)), ""));
        text(document, "id")
                .filter(own -> !own.equals(id))
                .ifPresent(own -> problems.add(new ConfigProblem(
                        "/id",
                        "differs from the file's name, " + id + ".json, which is the store's id; leave it out")));
        Optional<StoreDefinition> definition = definition(id, document);
        definition.map(ProviderPin::problems).ifPresent(problems::addAll);
        return new Read(Optional.of(document), definition, List.copyOf(problems));
    }

    /** Everything that is wrong with a definition, the connection not looked into. */
    public List<ConfigProblem> problems(StoreDefinition definition) {
        List<ConfigProblem> problems =
                new ArrayList<>(compiled().problems(document(definition).with("id", Text.of(definition.id())), ""));
        problems.addAll(ProviderPin.problems(definition));
        return List.copyOf(problems);
    }

    /** The text of a file that holds a document. */
    public String write(Document document) {
        return json.writePretty(document) + "\n";
    }

    private static Optional<StoreDefinition> definition(String id, Document document) {
        Value connection = document.get("connection").orElse(Document.empty());
        Value features = document.get("features").orElse(Document.empty());
        Optional<String> type = text(document, "type");
        if (type.isEmpty() || !(connection instanceof Document) || !(features instanceof Document)) {
            return Optional.empty();
        }
        Document rest = document;
        for (String name : List.of("id", "type", "connection", "features", "classification", "residency")) {
            rest = rest.without(name);
        }
        return Optional.of(new StoreDefinition(
                id,
                type.get(),
                (Document) connection,
                (Document) features,
                text(document, "classification"),
                text(document, "residency"),
                rest));
    }

    /** What the schemas say of a store's document; the connection's part where its provider's schema is known. */
    public Findings find(Document document, Optional<ConnectionSchema> connectionSchema) {
        Findings findings = compiled().find(document, "");
        connectionSchema.ifPresent(known -> {
            document.get("connection")
                    .filter(Document.class::isInstance)
                    .ifPresent(connection -> findings.add(known.find((Document) connection, "/connection")));
            if (document.get("failover").orElse(Value.ofNull()) instanceof Value.Array others) {
                for (int i = 0; i < others.items().size(); i++) {
                    if (others.items().get(i) instanceof Document other) {
                        findings.add(known.find(other, "/failover/" + i));
                    }
                }
            }
        });
        return findings;
    }

    /** Whether a text may be a store's id. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** The places of a store's document, by the words of a variable's name. */
    SchemaPlaces places() {
        return compiled().places();
    }

    /** The definition that a store's document is; empty when its parts are of the wrong kinds. */
    public Optional<StoreDefinition> of(String id, Document document) {
        return definition(id, document);
    }

    /** The file's document; the id is not in it, because the file's name says it. */
    public Document document(StoreDefinition definition) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("type", Text.of(definition.type()));
        fields.put("connection", definition.connection());
        if (definition.features().size() > 0) {
            fields.put("features", definition.features());
        }
        definition.classification().ifPresent(level -> fields.put("classification", Text.of(level)));
        definition.residency().ifPresent(place -> fields.put("residency", Text.of(place)));
        definition.rest().toMap().forEach(fields::putIfAbsent);
        return Document.of(fields);
    }

    private static Optional<String> text(Document document, String name) {
        return document.get(name).filter(Text.class::isInstance).map(text -> ((Text) text).string());
    }

    private static String resource(String name) {
        try (InputStream in = Definitions.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The bundle lacks its own file " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
