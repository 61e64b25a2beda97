package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.HealthPages;
import dev.naust.console.rest.HealthResource;
import java.util.List;

/** The URLs of the stores' health. */
final class HealthRoutes implements RouteGroup {
    private final HealthResource health;
    private final HealthPages pages;

    HealthRoutes(HealthResource health, HealthPages pages) {
        this.health = health;
        this.pages = pages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(GET, "/health", VIEWER, health::all, "How all stores are").answers(200, "HealthOfAll"),
                api(POST, "/health/start", OPERATOR, health::startAll, "Watch all stores")
                        .answers(200, "HealthOfAll"),
                api(POST, "/health/stop", OPERATOR, health::stopAll, "Stop watching all stores until they are started")
                        .answers(200, "HealthOfAll"),
                api(GET, "/stores/{id}/health", VIEWER, health::get, "How a store is, where it is, and how it was")
                        .answers(200, "Health"),
                api(POST, "/stores/{id}/health/check", OPERATOR, health::check, "Check a store now")
                        .answers(200, "Health"),
                api(POST, "/stores/{id}/health/start", OPERATOR, health::start, "Watch a store again")
                        .answers(200, "Health"),
                api(POST, "/stores/{id}/health/stop", OPERATOR, health::stop, "Stop watching a store")
                        .answers(200, "Health"),
                api(
                                POST,
                                "/stores/{id}/reconnect",
                                OPERATOR,
                                health::reconnect,
                                "Open a store anew, or move it to one of its endpoints or back to its own connection")
                        .takes("Reconnect")
                        .answers(200, "Health"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(POST, "/stores/{store}/health/check", OPERATOR, pages::check),
                page(POST, "/stores/{store}/reconnect", OPERATOR, pages::reconnect),
                page(POST, "/stores/{store}/move", OPERATOR, pages::move));
    }
}
