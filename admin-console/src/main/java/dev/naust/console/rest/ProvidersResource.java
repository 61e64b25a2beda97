package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.StoreInstance;
import dev.naust.api.store.Capability;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The providers that are registered. */
public final class ProvidersResource {
    private final Services services;

    public ProvidersResource(Services services) {
        this.services = services;
    }

    /** All providers, or those whose stores can do all of what is asked for: {@code ?capability=SQL&capability=QUEUE} or {@code SQL,QUEUE}. */
    public void list(Context request) {
        Set<Capability> wanted = EnumSet.noneOf(Capability.class);
        request.queryParams("capability").stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .map(ProvidersResource::capability)
                .forEach(wanted::add);
        List<Listed> listed = new ArrayList<>();
        for (RegisteredProvider provider : services.providers().withCapabilities(wanted)) {
            listed.add(new Listed(provider, listed.size()));
        }
        Answers.page(request, listed, Listed::name, item -> form(item.provider()));
    }

    /** A provider in the list, where several can have one id. */
    private record Listed(RegisteredProvider provider, int index) {
        String name() {
            // Behind the id stands what no id can hold and sorts first, so that ids keep their order.
            return provider.id() + " " + String.format(Locale.ROOT, "%06d", index);
        }
    }

    public void get(Context request) {
        Answers.send(request, form(find(request)));
    }

    /** Gives an id to a bundle, where several offer it. */
    public void choose(Context request) {
        JsonBody body = JsonBody.of(request);
        String bundle = body.required("bundle");
        body.done();
        String id = request.pathParam("id");
        services.providers().choose(id, bundle);
        Answers.send(request, form(services.providers().get(id)));
    }

    public void schema(Context request) {
        request.contentType("application/schema+json").result(find(request).configSchema());
    }

    private RegisteredProvider find(Context request) {
        return services.providers().get(request.pathParam("id"));
    }

    private static Capability capability(String name) {
        try {
            return Capability.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    422,
                    "capability.unknown",
                    "capability must be one of "
                            + Arrays.stream(Capability.values())
                                    .map(Capability::name)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
    }

    private static Document form(RegisteredProvider provider) {
        return new JsonObject()
                .put("id", provider.id())
                .put("name", provider.info().name())
                .put("version", provider.version())
                .put("description", provider.info().description())
                .putTexts("capabilities", names(provider.capabilities()))
                .putTexts("missingCapabilities", names(provider.missing()))
                .putTexts("features", provider.features().stream().sorted().toList())
                .put("bundle", provider.bundle())
                .put("state", provider.state().name())
                .putText("problem", provider.problem())
                .put("instances", provider.instances().size())
                .put(
                        "stores",
                        provider.instances().stream()
                                .map(ProvidersResource::instance)
                                .toList())
                .put("registeredAt", provider.registeredAt())
                .document();
    }

    /** An open store and who has it. */
    static Document instance(StoreInstance instance) {
        return new JsonObject()
                .put("store", instance.store())
                .put("version", instance.version())
                .put("state", instance.state().name())
                .put("since", instance.since())
                .put(
                        "leases",
                        instance.borrowers().stream()
                                .map(ProvidersResource::borrower)
                                .toList())
                .put(
                        "leaks",
                        instance.leaks().stream()
                                .map(ProvidersResource::borrower)
                                .toList())
                .document();
    }

    private static Document borrower(StoreInstance.Borrower borrower) {
        return new JsonObject()
                .put("borrower", borrower.who())
                .put("since", borrower.since())
                .put("overdue", borrower.isOverdue())
                .document();
    }

    static List<String> names(Collection<Capability> capabilities) {
        return capabilities.stream().sorted().map(Capability::name).toList();
    }
}
