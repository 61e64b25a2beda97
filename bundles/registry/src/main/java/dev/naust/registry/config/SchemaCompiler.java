package dev.naust.registry.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.naust.json.JsonValues;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Compiles JSON Schemas (2020-12) and refuses those that are none. Fetches nothing over the network. Thread-safe. */
public final class SchemaCompiler {
    private final ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private final JsonValues json = new JsonValues();
    private final SchemaRegistryConfig config = SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ENGLISH)
            .build();
    private final Optional<Schema> metaSchema;

    /** For a server, which judges every schema as a whole before anybody works with it. */
    public SchemaCompiler() {
        this(true);
    }

    /**
     * @param judges whether schemas are judged before they are used. A command is over in seconds, and judging takes a good part
     *     of one: it finds out what is wrong with a schema when it works with it.
     */
    public SchemaCompiler(boolean judges) {
        this.metaSchema = judges
                ? Optional.of(withOwnResources(() ->
                        registry().getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))))
                : Optional.empty();
    }

    /**
     * Compiles a schema.
     *
     * @throws InvalidSchemaException when the text is no JSON Schema; the message says why
     */
    public ConnectionSchema compile(String text) {
        return withOwnResources(() -> compiled(text));
    }

    private ConnectionSchema compiled(String text) {
        JsonNode node = parse(text);
        if (!node.isObject()) {
            throw new InvalidSchemaException("it must be a JSON object");
        }
        metaSchema.ifPresent(meta -> judge(meta, node));
        try {
            // A registry for each schema: two providers may use one $id, and a provider that went must leave nothing
            // behind.
            Schema schema = registry().getSchema(node);
            schema.initializeValidators();
            return new ConnectionSchema(schema, node, mapper, json);
        } catch (SchemaException e) {
            throw new InvalidSchemaException(firstLine(e));
        }
    }

    private static void judge(Schema meta, JsonNode node) {
        List<Error> errors = meta.validate(node);
        if (!errors.isEmpty()) {
            Error first = errors.get(0);
            throw new InvalidSchemaException("at " + first.getInstanceLocation() + " it " + first.getMessage());
        }
    }

    private JsonNode parse(String text) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidSchemaException("it is not JSON: " + e.getOriginalMessage());
        }
    }

    private SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config));
    }

    /** The library looks for the meta-schemas through the thread's class loader first, and they lie in this bundle. */
    private static <T> T withOwnResources(Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(SchemaCompiler.class.getClassLoader());
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String firstLine(SchemaException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
