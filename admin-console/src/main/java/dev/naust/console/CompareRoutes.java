package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.ComparePages;
import dev.naust.console.rest.ComparisonsResource;
import dev.naust.console.rest.RunsResource;
import java.util.List;

/**
 * The URLs about comparing two stores. A report shows values of records, and comparing reads all of both stores, so starting
 * one is for operators.
 */
final class CompareRoutes implements RouteGroup {
    private final ComparisonsResource comparisons;
    private final RunsResource runs;
    private final ComparePages pages;

    CompareRoutes(ComparisonsResource comparisons, RunsResource runs, ComparePages pages) {
        this.comparisons = comparisons;
        this.runs = runs;
        this.pages = pages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(
                                POST,
                                "/compare",
                                OPERATOR,
                                comparisons::start,
                                "Find the records that differ between two stores; takes Idempotency-Key")
                        .takes("NewComparison")
                        .answers(202, "Run"),
                api(GET, "/compare", VIEWER, comparisons::list, "Comparisons, the newest first")
                        .query("limit", "cursor")
                        .answers(200, "Run[]"),
                api(GET, "/compare/{id}", VIEWER, comparisons::get, "A comparison or a repair, with its report")
                        .answers(200, "Compared"),
                api(
                                GET,
                                "/compare/{id}/report",
                                VIEWER,
                                runs::report,
                                "The report alone, byte for byte what its SHA-256 in the audit log is of")
                        .answers(200, "ComparisonReport"),
                api(
                                POST,
                                "/compare/{id}/repair",
                                OPERATOR,
                                comparisons::repair,
                                "Put right only the records that a comparison found; takes Idempotency-Key")
                        .takes("NewRepair")
                        .answers(202, "Run"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/compare", VIEWER, pages::list),
                page(POST, "/compare", OPERATOR, pages::start),
                page(GET, "/compare/{run}", VIEWER, pages::run),
                page(GET, "/compare/{run}/live", VIEWER, pages::live),
                page(POST, "/compare/{run}/repair", OPERATOR, pages::repair));
    }
}
