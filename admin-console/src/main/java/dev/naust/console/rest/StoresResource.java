package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigTest;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.StoreConfiguration;
import dev.naust.api.service.StoreConfigurations.Saving;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreView;
import dev.naust.console.security.Caller;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Configured stores. A configuration's revision is its ETag, so that nobody overwrites what they have not seen. */
public final class StoresResource {
    private final Services services;
    private final Idempotency idempotency;

    public StoresResource(Services services, Idempotency idempotency) {
        this.services = services;
        this.idempotency = idempotency;
    }

    public void list(Context request) {
        Answers.page(request, services.stores().stores(), StoreView::id, this::form);
    }

    public void schema(Context request) {
        request.contentType("application/schema+json")
                .result(services.configurations().schema());
    }

    public void get(Context request) {
        StoreView store = find(services, request);
        String tag = tag(store);
        request.header("ETag", tag);
        if (tag.equals(request.header("If-None-Match"))) {
            request.status(304);
            return;
        }
        Document form = form(store);
        Optional<StoreConfiguration> configuration = services.configurations().find(store.id());
        Answers.send(
                request,
                configuration
                        .map(known -> form.with("configuration", ConfigForms.configuration(known)))
                        .orElse(form));
    }

    public void create(Context request) throws Exception {
        idempotency.once(request, () -> {
            JsonBody body = JsonBody.of(request);
            String id = body.required("id");
            StoreView store = services.configurations().create(definition(id, body), Caller.nameIn(request));
            request.header("Location", "/api/v1/stores/" + store.id()).header("ETag", tag(store));
            Answers.send(request, 201, form(store));
        });
    }

    public void replace(Context request) {
        StoreView current = find(services, request);
        String expected = requireMatch(request, current, true);
        StoreDefinition changed = changed(current.id(), JsonBody.of(request));
        StoreView store = services.configurations().replace(changed, expected, Caller.nameIn(request), saving(request));
        request.header("ETag", tag(store));
        Answers.send(request, form(store));
    }

    public void delete(Context request) {
        StoreView store = find(services, request);
        requireMatch(request, store, false);
        services.configurations().delete(store.id(), Caller.nameIn(request));
        request.status(204);
    }

    /** Judges a configuration; where a store has its id, tells what saving it would change. */
    public void validate(Context request) {
        StoreDefinition definition = draft(request);
        var problems = services.configurations().validate(definition);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        Answers.send(
                request,
                new JsonObject()
                        .put("valid", true)
                        .put(
                                "changes",
                                ConfigForms.changes(services.configurations().changes(definition)))
                        .document());
    }

    /** Makes a store the one that is used where none is named. */
    public void chooseDefault(Context request) {
        Answers.send(
                request,
                form(services.stores().chooseDefault(find(services, request).id())));
    }

    /** Tries a configuration that is not saved. */
    public void testDraft(Context request) {
        Answers.send(request, ConfigForms.test(services.configurations().test(draft(request))));
    }

    /** Tries what a store uses now or, where the request brings one, another configuration for it. */
    public void test(Context request) {
        String id = find(services, request).id();
        boolean saved = request.bodyAsBytes().length == 0;
        ConfigTest test = saved
                ? services.configurations().test(id)
                : services.configurations().test(changed(id, JsonBody.of(request)));
        Answers.send(request, ConfigForms.test(test));
    }

    private static StoreDefinition draft(Context request) {
        JsonBody body = JsonBody.of(request);
        return definition(body.required("id"), body);
    }

    private static StoreDefinition changed(String id, JsonBody body) {
        body.text("id").filter(other -> !other.equals(id)).ifPresent(other -> body.wrong("id", "cannot be changed"));
        return definition(id, body);
    }

    /** Whether a change is tried before it is saved: yes, unless the request says {@code ?test=false}. */
    static Saving saving(Context request) {
        String text = Optional.ofNullable(request.queryParam("test")).orElse("true");
        return switch (text) {
            case "true" -> Saving.TESTED;
            case "false" -> Saving.UNTESTED;
            default -> throw new ProblemException(422, "test.invalid", "test must be true or false.");
        };
    }

    static StoreView find(Services services, Context request) {
        return StoreWork.store(services, request.pathParam("id"));
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
        for (String name : List.of("provider", "health", "failover")) {
            Optional<Value> value = body.any(name);
            if (value.isPresent()) {
                rest = rest.with(name, value.get());
            }
        }
        body.done();
        return new StoreDefinition(id, type, connection, features, classification, residency, rest);
    }

    /** The revision that the request may change. */
    static String requireMatch(Context request, StoreView current, boolean required) {
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

    static String tag(StoreView store) {
        return '"' + store.revision() + '"';
    }

    private Document form(StoreView store) {
        return form(services, store);
    }

    static Document form(Services services, StoreView store) {
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
                .put("health", HealthForm.brief(services, store.id()))
                .putTexts("incompleteCollections", incomplete(services, store.id()))
                .put("servedElsewhere", servedElsewhere(services, store.id()))
                .put("revision", store.revision())
                .put("errors", ConfigForms.problems(store.errors()))
                .document();
    }

    /** Collections that another store serves since a migration's cutover. */
    private static List<Document> servedElsewhere(Services services, String store) {
        return services.primaries().of(store).stream()
                .map(each -> new JsonObject()
                        .put("collection", each.collection().toString())
                        .put("store", each.to())
                        .put("as", each.as().toString())
                        .put("migration", each.run())
                        .put("since", each.since())
                        .document())
                .toList();
    }

    /** Collections of which there is only a part, because a restore was broken off. */
    private static List<String> incomplete(Services services, String store) {
        return services.brokenRestores().stream()
                .filter(each -> each.target().equals(store))
                .flatMap(each -> each.collections().stream())
                .toList();
    }
}
