package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;
import static io.javalin.http.HandlerType.PUT;

import dev.naust.console.page.Pages;
import dev.naust.console.rest.CollectionsResource;
import dev.naust.console.rest.RecordsResource;
import java.util.List;

/** The URLs of what is in the stores: collections and their records. */
final class RecordRoutes implements RouteGroup {
    private static final String RECORDS = "/stores/{id}/collections/{collection}/records";
    private final CollectionsResource collections;
    private final RecordsResource records;
    private final Pages pages;

    RecordRoutes(CollectionsResource collections, RecordsResource records, Pages pages) {
        this.collections = collections;
        this.records = records;
        this.pages = pages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(GET, "/stores/{id}/collections", VIEWER, collections::list, "A store's collections")
                        .query("limit", "cursor")
                        .answers(200, "Collection[]"),
                api(
                                GET,
                                "/stores/{id}/collections/{collection}/schema",
                                VIEWER,
                                collections::schema,
                                "What a store declares for a collection")
                        .answers(200, "Schema"),
                api(GET, RECORDS, VIEWER, records::list, "A collection's records, page by page")
                        .query("filter", "sort", "fields", "limit", "cursor")
                        .answers(200, "Record[]"),
                api(
                                POST,
                                RECORDS,
                                OPERATOR,
                                records::create,
                                "Add a record; makes the collection when it is not there; takes Idempotency-Key")
                        .takes("Record")
                        .answers(201, "Record"),
                api(GET, RECORDS + "/{key}", VIEWER, records::get, "One record; its ETag is its version")
                        .answers(200, "Record"),
                api(PUT, RECORDS + "/{key}", OPERATOR, records::replace, "Replace a record; takes If-Match")
                        .takes("Record")
                        .answers(200, "Record"),
                api(PATCH, RECORDS + "/{key}", OPERATOR, records::update, "Change some fields; takes If-Match")
                        .takes("Record")
                        .answers(200, "Record"),
                api(DELETE, RECORDS + "/{key}", OPERATOR, records::delete, "Remove a record; takes If-Match")
                        .answers(204),
                api(
                                GET,
                                "/stores/{id}/collections/{collection}/count",
                                VIEWER,
                                records::count,
                                "How many records there are")
                        .query("filter")
                        .answers(200, "Count"));
    }

    @Override
    public List<Route> pages() {
        return List.of(page(GET, "/stores/{store}/collection", VIEWER, pages::collection));
    }
}
