package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.console.form.Shape;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a store's configuration may hold, part by part: the connection as its provider describes it, and what all stores have. */
final class StoreShape {
    /** What has a place of its own on the page, or comes from the provider. */
    private static final List<String> OWN = List.of("id", "type", "connection");

    private final Services services;
    private final JsonValues json;

    StoreShape(Services services, JsonValues json) {
        this.services = services;
        this.json = json;
    }

    /**
     * The shapes of a definition's parts, by name, in the order in which people fill them in.
     *
     * @param type the provider's id; where there is no such provider, nothing is known of the connection
     */
    Map<String, Shape> parts(String type) {
        Map<String, Shape> parts = new LinkedHashMap<>();
        Optional<Document> connection = services.providers()
                .find(type)
                .map(RegisteredProvider::configSchema)
                .filter(schema -> !schema.isEmpty())
                .map(json::readObject);
        connection.ifPresent(schema -> parts.put("connection", Shape.of(schema.with("title", Text.of("Connection")))));
        Shape.of(json.readObject(services.configurations().schema())).fields().forEach((name, shape) -> {
            if (!OWN.contains(name)) {
                parts.putIfAbsent(name, shape);
            }
        });
        connection.ifPresent(schema -> parts.computeIfPresent("failover", (name, shape) -> endpoints(shape, schema)));
        return parts;
    }

    /** All of a definition, for whoever asks what in it may be seen. */
    Shape whole(String type) {
        Map<String, Shape> parts = parts(type);
        Map<String, Shape> all =
                Shape.of(json.readObject(services.configurations().schema())).fields();
        parts.put("type", all.getOrDefault("type", Shape.of(Document.empty())));
        return Shape.object(parts);
    }

    /** Each place to fail over to is a connection that says only what differs: what it leaves open is no default. */
    private static Shape endpoints(Shape shape, Document schema) {
        Document item = withoutDefaults(schema);
        for (String demand : List.of("required", "oneOf", "anyOf", "if", "then", "else", "description")) {
            item = item.without(demand);
        }
        return shape.listing(schema, item.with("title", Text.of("Endpoint")));
    }

    private static Document withoutDefaults(Document schema) {
        Map<String, Value> fields = new LinkedHashMap<>();
        schema.without("default").toMap().forEach((name, value) -> {
            if (name.equals("properties") && value instanceof Document properties) {
                Map<String, Value> members = new LinkedHashMap<>();
                properties
                        .toMap()
                        .forEach((member, shape) -> members.put(
                                member, shape instanceof Document document ? withoutDefaults(document) : shape));
                fields.put(name, Document.of(members));
            } else {
                fields.put(name, value);
            }
        });
        return Document.of(fields);
    }
}
