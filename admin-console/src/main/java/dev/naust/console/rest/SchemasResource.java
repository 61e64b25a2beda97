package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Request;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What stores declare, and how that differs. */
public final class SchemasResource {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Problem TOO_SLOW = Problem.of(
                    503,
                    "schema.timeout",
                    "The stores took more than " + LIMIT.toSeconds()
                            + " seconds to say what they declare. Name some collections, or try again later.")
            .retryAfter(Duration.ofSeconds(30));

    private final Services services;
    private final Deadlines deadlines;

    public SchemasResource(Services services, Deadlines deadlines) {
        this.services = services;
        this.deadlines = deadlines;
    }

    public void structure(Context request) throws Exception {
        String id = StoreWork.store(services, request.pathParam("id")).id();
        Answers.send(
                request,
                SchemaForms.of(deadlines.within(
                        "Reading structures",
                        LIMIT,
                        TOO_SLOW,
                        () -> services.schemas().extract(new Endpoint.StoreId(id)))));
    }

    public void compare(Context request) throws Exception {
        Request wanted = read(JsonBody.of(request));
        Answers.send(
                request,
                SchemaForms.of(deadlines.within(
                        "Comparing structures",
                        LIMIT,
                        TOO_SLOW,
                        () -> services.schemas().compare(wanted))));
    }

    private Request read(JsonBody body) {
        Endpoint source = store(body, "source");
        Endpoint target = store(body, "target");
        List<String> collections = body.texts("collections");
        List<Rename> renames = renames(body);
        var dialect = body.text("dialect").filter(text -> !text.isEmpty());
        boolean destructive = body.truth("destructive", false);
        boolean suggest = body.truth("suggest", true);
        body.done();
        return new Request(source, target, collections, renames, dialect, destructive, suggest);
    }

    private static Endpoint store(JsonBody body, String name) {
        String id = body.required(name);
        if (!id.isEmpty() && !id.matches("[a-z][a-z0-9-]{0,62}")) {
            body.wrong(name, "must be the id of a configured store");
        }
        return new Endpoint.StoreId(id);
    }

    private static List<Rename> renames(JsonBody body) {
        List<Rename> renames = new ArrayList<>();
        body.any("renames").ifPresent(value -> {
            if (!(value instanceof Value.Array array)) {
                body.wrong("renames", "must be a list");
                return;
            }
            for (Value item : array.items()) {
                if (item instanceof Document each
                        && !text(each, "from").isEmpty()
                        && !text(each, "to").isEmpty()) {
                    renames.add(new Rename(text(each, "collection"), text(each, "from"), text(each, "to")));
                } else {
                    body.wrong("renames", "must be a list of objects with from, to and, for a column, its collection");
                }
            }
        });
        return renames;
    }

    private static String text(Document object, String name) {
        return object.get(name).orElse(Value.ofNull()) instanceof Text text ? text.string() : "";
    }
}
