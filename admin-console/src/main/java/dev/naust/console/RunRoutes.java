package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.Pages;
import dev.naust.console.rest.RunsResource;
import java.util.List;

/** The URLs of runs, which is anything long, and of the events that tell of them. */
final class RunRoutes implements RouteGroup {
    private final RunsResource runs;
    private final Pages pages;

    RunRoutes(RunsResource runs, Pages pages) {
        this.runs = runs;
        this.pages = pages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(GET, "/runs", VIEWER, runs::list, "Anything long, the newest first")
                        .query("kind", "limit", "cursor")
                        .answers(200, "Run[]"),
                api(GET, "/runs/{id}", VIEWER, runs::get, "How a run stands").answers(200, "Run"),
                api(GET, "/runs/{id}/report", VIEWER, runs::report, "What a run that is over found out or did")
                        .answers(200, "RunReport"),
                api(
                                GET,
                                "/runs/{id}/events",
                                VIEWER,
                                runs::events,
                                "A run's changes as they happen (server-sent events)")
                        .query("intervalMs")
                        .answers(200, "Events"),
                api(
                                GET,
                                "/events",
                                VIEWER,
                                runs::allEvents,
                                "The changes of all runs and of all stores' health as they happen (server-sent events)")
                        .query("intervalMs")
                        .answers(200, "Events"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/runs", VIEWER, pages::runs),
                page(GET, "/runs/{run}", VIEWER, pages::run),
                page(GET, "/runs/{run}/live", VIEWER, pages::liveRun),
                page(POST, "/runs/{run}/cancel", OPERATOR, pages::cancelRun),
                page(POST, "/runs/{run}/resume", OPERATOR, pages::resumeRun));
    }
}
