package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configured stores. A configuration's revision is its ETag, so that nobody overwrites what they have not seen. */
public final class StoresResource {
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);

    private final Services services;
    private final Idempotency idempotency;

    public StoresResource(Services services, Idempotency idempotency) {
        this.services = services;
        this.idempotency = idempotency;
    }

    public void list(Context request) {
        Answers.page(request, services.stores().stores(), StoreView::id, StoresResource::form);
    }

    public void get(Context request) {
        StoreView store = find(request);
        String tag = tag(store);
        request.header("ETag", tag);
        if (tag.equals(request.header("If-None-Match"))) {
            request.status(304);
        } else {
            Answers.send(request, form(store));
        }
    }

    public void create(Context request) throws Exception {
        idempotency.once(request, () -> {
            JsonBody body = JsonBody.of(request);
            String id = body.required("id");
            StoreView store = services.stores().create(definition(id, body));
            request.header("Location", "/api/v1/stores/" + store.id()).header("ETag", tag(store));
            Answers.send(request, 201, form(store));
        });
    }

    public void replace(Context request) {
        StoreView current = find(request);
        String expected = requireMatch(request, current, true);
        JsonBody body = JsonBody.of(request);
        body.text("id").filter(id -> !id.equals(current.id())).ifPresent(id -> body.wrong("id", "cannot be changed"));
        StoreView store = services.stores().replace(definition(current.id(), body), expected);
        request.header("ETag", tag(store));
        Answers.send(request, form(store));
    }

    public void delete(Context request) {
        StoreView store = find(request);
        requireMatch(request, store, false);
        services.stores().delete(store.id());
        request.status(204);
    }

    public void validate(Context request) {
        JsonBody body = JsonBody.of(request);
        StoreDefinition definition = definition(body.required("id"), body);
        var problems = services.stores().validate(definition);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        Answers.send(request, new JsonObject().put("valid", true).document());
    }

    public void test(Context request) {
        long begin = System.nanoTime();
        try (StoreLease lease = services.stores().lease(find(request).id())) {
            lease.store().check(CHECK_LIMIT);
        }
        double millis = (System.nanoTime() - begin) / 1e6;
        Answers.send(
                request,
                new JsonObject().put("ok", true).put("latencyMs", millis).document());
    }

    /** Makes a store the one that is used where none is named. */
    public void chooseDefault(Context request) {
        Answers.send(request, form(services.stores().chooseDefault(find(request).id())));
    }

    private StoreView find(Context request) {
        String id = request.pathParam("id");
        return services.stores().find(id).orElseThrow(() -> notFound(id));
    }

    static ProblemException notFound(String id) {
        return new ProblemException(
                404, "store.not_found", "There is no store \"" + id + "\". GET /api/v1/stores lists those there are.");
    }

    private static StoreDefinition definition(String id, JsonBody body) {
        String type = body.required("type");
        Document connection = body.object("connection").orElse(Document.empty());
        Document features = body.object("features").orElse(Document.empty());
        Optional<String> classification = body.text("classification");
        Optional<String> residency = body.text("residency");
        Document rest = Document.empty();
        for (String name : List.of("health", "failover")) {
            Optional<Value> value = body.any(name);
            if (value.isPresent()) {
                rest = rest.with(name, value.get());
            }
        }
        body.done();
        return new StoreDefinition(id, type, connection, features, classification, residency, rest);
    }

    /** The revision that the request may change. */
    private static String requireMatch(Context request, StoreView current, boolean required) {
        String match = request.header("If-Match");
        if (match == null && required) {
            throw new ProblemException(
                    428,
                    "if_match.required",
                    "Send the ETag of the configuration that you have changed in the header If-Match.");
        }
        if (match != null && !match.equals("*") && !match.equals(tag(current))) {
            throw new ProblemException(Problem.of(
                    412,
                    "store.changed",
                    "The configuration of store \"" + current.id()
                            + "\" was changed since you read it. Read it again and repeat your change."));
        }
        return current.revision();
    }

    private static String tag(StoreView store) {
        return '"' + store.revision() + '"';
    }

    static Document form(StoreView store) {
        return new JsonObject()
                .put("id", store.id())
                .put("type", store.type())
                .put("state", store.state().name())
                .putText("problem", store.problem())
                .put("default", store.isDefault())
                .putText("classification", store.classification())
                .putText("residency", store.residency())
                .put("connection", store.connection())
                .putTexts("capabilities", ProvidersResource.names(store.capabilities()))
                .put("health", new JsonObject().put("status", "UNKNOWN").document())
                .put("revision", store.revision())
                .document();
    }
}
