package dev.naust.console;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.console.web.JsonObject;
import dev.naust.json.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Describes the REST interface as OpenAPI 3.1, made from the routes themselves so that the two cannot disagree. */
final class OpenApi {
    private static final JsonValues JSON = new JsonValues();
    private static final String SCHEMAS = "openapi-schemas.json";

    private OpenApi() {}

    /** The description of these routes as JSON. */
    static String describe(List<Route> routes) {
        Map<String, JsonObject> paths = new LinkedHashMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path().substring(Route.API.length()), path -> new JsonObject())
                    .put(route.method().name().toLowerCase(Locale.ROOT), operation(route));
        }
        JsonObject byPath = new JsonObject();
        paths.forEach((path, operations) -> byPath.put(path, operations.document()));
        return JSON.write(new JsonObject()
                .put("openapi", "3.1.0")
                .put(
                        "info",
                        new JsonObject()
                                .put("title", "Naust")
                                .put("version", "1")
                                .put("description", "Look after an organisation's data stores.")
                                .document())
                .put("servers", List.of(new JsonObject().put("url", Route.API).document()))
                .put("security", List.of(security("bearer"), security("session")))
                .put("paths", byPath.document())
                .put(
                        "components",
                        new JsonObject()
                                .put("schemas", schemas())
                                .put("securitySchemes", securitySchemes())
                                .document())
                .document());
    }

    private static Document operation(Route route) {
        JsonObject operation = new JsonObject()
                .put("summary", route.summary())
                .put("operationId", operationId(route))
                .put("x-role", route.access().name().toLowerCase(Locale.ROOT))
                .put("parameters", parameters(route));
        route.body()
                .ifPresent(schema -> operation.put(
                        "requestBody",
                        new JsonObject()
                                .put("required", true)
                                .put("content", content("application/json", reference(schema)))
                                .document()));
        if (route.takesFile()) {
            operation.put(
                    "requestBody",
                    new JsonObject()
                            .put("required", true)
                            .put("content", content("application/java-archive", Document.empty()))
                            .document());
        }
        return operation.put("responses", responses(route)).document();
    }

    private static String operationId(Route route) {
        return route.method().name().toLowerCase(Locale.ROOT)
                + route.path().substring(Route.API.length()).replaceAll("[^A-Za-z]+", "-");
    }

    private static List<Document> parameters(Route route) {
        List<Document> parameters = new ArrayList<>();
        route.variables().forEach(name -> parameters.add(parameter(name, "path", true)));
        route.query().forEach(name -> parameters.add(parameter(name, "query", false)));
        return parameters;
    }

    private static Document parameter(String name, String in, boolean required) {
        return new JsonObject()
                .put("name", name)
                .put("in", in)
                .put("required", required)
                .put(
                        "schema",
                        new JsonObject()
                                .put("type", name.equals("limit") ? "integer" : "string")
                                .document())
                .document();
    }

    private static Document responses(Route route) {
        JsonObject good = new JsonObject().put("description", route.summary());
        route.result().ifPresent(schema -> good.put("content", content(mediaType(schema), result(schema))));
        return new JsonObject()
                .put(Integer.toString(route.success()), good.document())
                .put(
                        "default",
                        new JsonObject()
                                .put("description", "A problem (RFC 9457)")
                                .put("content", content("application/problem+json", reference("Problem")))
                                .document())
                .document();
    }

    private static String mediaType(String schema) {
        return switch (schema) {
            case "Events" -> "text/event-stream";
            case "JsonSchema" -> "application/schema+json";
            default -> "application/json";
        };
    }

    private static Document result(String schema) {
        if (!schema.endsWith("[]")) {
            return reference(schema);
        }
        Document items = new JsonObject()
                .put("type", "array")
                .put("items", reference(schema.substring(0, schema.length() - 2)))
                .document();
        Document cursor = new JsonObject()
                .put("type", new Value.Array(List.of(Value.text("string"), Value.text("null"))))
                .document();
        return new JsonObject()
                .put("type", "object")
                .put(
                        "properties",
                        new JsonObject()
                                .put("items", items)
                                .put("nextCursor", cursor)
                                .document())
                .document();
    }

    private static Document content(String type, Document schema) {
        return new JsonObject()
                .put(type, new JsonObject().put("schema", schema).document())
                .document();
    }

    private static Document reference(String schema) {
        return new JsonObject().put("$ref", "#/components/schemas/" + schema).document();
    }

    private static Document security(String scheme) {
        return new JsonObject().put(scheme, List.of()).document();
    }

    private static Document securitySchemes() {
        return new JsonObject()
                .put(
                        "bearer",
                        new JsonObject()
                                .put("type", "http")
                                .put("scheme", "bearer")
                                .document())
                .put(
                        "session",
                        new JsonObject()
                                .put("type", "apiKey")
                                .put("in", "cookie")
                                .put("name", "naust_session")
                                .put("description", "Changing requests also carry the session's X-CSRF-Token.")
                                .document())
                .document();
    }

    private static Document schemas() {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream(SCHEMAS), SCHEMAS)) {
            return JSON.readObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
