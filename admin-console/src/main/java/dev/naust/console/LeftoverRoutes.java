package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.LeftoverPages;
import dev.naust.console.rest.LeftoversResource;
import java.util.List;

/** The URLs about what migrations left for people to put right. */
final class LeftoverRoutes implements RouteGroup {
    private final LeftoversResource leftovers;
    private final LeftoverPages pages;

    LeftoverRoutes(LeftoversResource leftovers, LeftoverPages pages) {
        this.leftovers = leftovers;
        this.pages = pages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(
                                GET,
                                "/migrations/{id}/rejects",
                                VIEWER,
                                leftovers::rejects,
                                "The records that did not fit, each with its reason")
                        .query("limit", "cursor")
                        .answers(200, "Leftover[]"),
                api(
                                POST,
                                "/migrations/{id}/rejects/{n}/replay",
                                OPERATOR,
                                leftovers::replay,
                                "Write a rejected record again, with another value or changed fields")
                        .takes("Replay")
                        .answers(200, "Leftover"),
                api(
                                POST,
                                "/migrations/{id}/rejects/replay",
                                OPERATOR,
                                leftovers::replayAll,
                                "Write all rejected records again that are open")
                        .takes("Replay")
                        .answers(200, "Tried"),
                api(
                                GET,
                                "/migrations/{id}/conflicts",
                                VIEWER,
                                leftovers::conflicts,
                                "The pairs of records that wait for a decision, or had one")
                        .query("limit", "cursor")
                        .answers(200, "Leftover[]"),
                api(
                                POST,
                                "/migrations/{id}/conflicts/{n}/decide",
                                OPERATOR,
                                leftovers::decide,
                                "Decide about a pair of records: SKIP, OVERWRITE or MERGE")
                        .takes("Decision")
                        .answers(200, "Leftover"),
                api(
                                POST,
                                "/migrations/{id}/conflicts/decide",
                                OPERATOR,
                                leftovers::decideAll,
                                "Decide about all pairs of records that are open, alike")
                        .takes("Decision")
                        .answers(200, "Tried"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/migrations/{run}/conflicts", VIEWER, pages::conflicts),
                page(POST, "/migrations/{run}/conflicts", OPERATOR, pages::decide),
                page(GET, "/migrations/{run}/rejects", VIEWER, pages::rejects),
                page(POST, "/migrations/{run}/rejects", OPERATOR, pages::replay));
    }
}
