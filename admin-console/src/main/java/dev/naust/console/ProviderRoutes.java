package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.Pages;
import dev.naust.console.rest.ProvidersResource;
import java.util.List;

/** The URLs of the providers that are registered. */
final class ProviderRoutes implements RouteGroup {
    private final ProvidersResource providers;
    private final Pages pages;

    ProviderRoutes(ProvidersResource providers, Pages pages) {
        this.providers = providers;
        this.pages = pages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(GET, "/providers", VIEWER, providers::list, "Which providers are registered")
                        .query("capability", "limit", "cursor")
                        .answers(200, "Provider[]"),
                api(GET, "/providers/{id}", VIEWER, providers::get, "One provider")
                        .answers(200, "Provider"),
                api(
                                POST,
                                "/providers/{id}/bundle",
                                OPERATOR,
                                providers::choose,
                                "Give a provider's id to one of the bundles that offer it")
                        .takes("ChosenBundle")
                        .answers(200, "Provider"),
                api(
                                GET,
                                "/providers/{id}/schema",
                                VIEWER,
                                providers::schema,
                                "The JSON Schema of its stores' connection")
                        .answers(200, "JsonSchema"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/providers", VIEWER, pages::providers),
                page(POST, "/providers/{provider}/bundle", OPERATOR, pages::chooseBundle));
    }
}
