package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.service.Plugins.Plugin;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.store.Capability;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Providers, and the plugins that bring them. */
public final class ProvidersResource {
    private final Services services;

    public ProvidersResource(Services services) {
        this.services = services;
    }

    public void list(Context request) {
        Optional<Capability> wanted =
                Optional.ofNullable(request.queryParam("capability")).map(ProvidersResource::capability);
        List<RegisteredProvider> providers = services.providers().providers().stream()
                .filter(provider ->
                        wanted.isEmpty() || provider.info().capabilities().contains(wanted.get()))
                .toList();
        Answers.page(request, providers, RegisteredProvider::id, ProvidersResource::form);
    }

    public void get(Context request) {
        Answers.send(request, form(find(request)));
    }

    public void schema(Context request) {
        request.contentType("application/schema+json").result(find(request).configSchema());
    }

    public void plugins(Context request) {
        Answers.page(request, services.plugins().plugins(), Plugin::file, ProvidersResource::form);
    }

    private RegisteredProvider find(Context request) {
        String id = request.pathParam("id");
        return services.providers()
                .find(id)
                .orElseThrow(() -> new ProblemException(
                        404,
                        "provider.not_found",
                        "There is no provider \"" + id + "\" now. GET /api/v1/providers lists those there are."));
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
                .putTexts("capabilities", names(provider.info().capabilities()))
                .put("bundle", provider.bundle())
                .put("state", provider.state().name())
                .putText("problem", provider.problem())
                .put("instances", provider.instances())
                .put("registeredAt", provider.registeredAt())
                .document();
    }

    private static Document form(Plugin plugin) {
        return new JsonObject()
                .put("id", plugin.file())
                .put("file", plugin.file())
                .put("name", plugin.name())
                .put("version", plugin.version())
                .put("state", plugin.state().name())
                .putTexts("providers", plugin.providers())
                .putText("problem", plugin.problem())
                .document();
    }

    static List<String> names(Collection<Capability> capabilities) {
        return capabilities.stream().sorted().map(Capability::name).toList();
    }
}
