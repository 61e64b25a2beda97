package dev.naust.registry.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigProblem;
import dev.naust.json.JsonValues;
import java.util.List;

/** A provider's JSON Schema, compiled. Safe for use by several threads; holds nothing of the provider's bundle. */
public final class ConnectionSchema {
    private final Schema schema;
    private final JsonNode node;
    private final ObjectMapper mapper;
    private final JsonValues json;

    ConnectionSchema(Schema schema, JsonNode node, ObjectMapper mapper, JsonValues json) {
        this.schema = schema;
        this.node = node;
        this.mapper = mapper;
        this.json = json;
    }

    /** Everything in {@code document} that the schema does not allow; pointers begin with {@code at}. */
    List<ConfigProblem> problems(Document document, String at) {
        Findings findings = find(document, at);
        return PlainWords.of(schema.validate(tree(document)), findings, at);
    }

    /** What the schema says of the document's places; pointers begin with {@code at}. */
    public Findings find(Document document, String at) {
        return SchemaWalk.walk(node, document, at);
    }

    /** Finds places of the schema by the words of a variable's name. */
    SchemaPlaces places() {
        return new SchemaPlaces(node);
    }

    private JsonNode tree(Document document) {
        try {
            return mapper.readTree(json.write(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A document was written as JSON that cannot be read", e);
        }
    }
}
