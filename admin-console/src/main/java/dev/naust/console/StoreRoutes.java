package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;
import static io.javalin.http.HandlerType.PUT;

import dev.naust.console.page.Pages;
import dev.naust.console.page.StoreEditPages;
import dev.naust.console.page.StoreHistoryPages;
import dev.naust.console.page.StorePages;
import dev.naust.console.rest.QueriesResource;
import dev.naust.console.rest.RevisionsResource;
import dev.naust.console.rest.StoresResource;
import java.util.List;

/** The URLs of the configured stores: their configuration and its history, and questions in their own language. */
final class StoreRoutes implements RouteGroup {
    private final StoresResource stores;
    private final RevisionsResource revisions;
    private final QueriesResource queries;
    private final Pages pages;
    private final StorePages storePages;
    private final StoreEditPages storeEditPages;
    private final StoreHistoryPages storeHistoryPages;

    StoreRoutes(
            StoresResource stores,
            RevisionsResource revisions,
            QueriesResource queries,
            Pages pages,
            StorePages storePages,
            StoreEditPages storeEditPages,
            StoreHistoryPages storeHistoryPages) {
        this.stores = stores;
        this.revisions = revisions;
        this.queries = queries;
        this.pages = pages;
        this.storePages = storePages;
        this.storeEditPages = storeEditPages;
        this.storeHistoryPages = storeHistoryPages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(
                                GET,
                                "/schemas/store",
                                VIEWER,
                                stores::schema,
                                "The JSON Schema of a store's file, but for its connection")
                        .answers(200, "JsonSchema"),
                api(GET, "/stores", VIEWER, stores::list, "The configured stores")
                        .query("limit", "cursor")
                        .answers(200, "Store[]"),
                api(POST, "/stores", OPERATOR, stores::create, "Configure a store")
                        .takes("NewStore")
                        .answers(201, "Store"),
                api(POST, "/stores/validate", OPERATOR, stores::validate, "Judge a configuration without saving it")
                        .takes("NewStore")
                        .answers(200, "Valid"),
                api(POST, "/stores/test", OPERATOR, stores::testDraft, "Try a configuration without saving it")
                        .takes("NewStore")
                        .answers(200, "Tested"),
                api(GET, "/stores/{id}", VIEWER, stores::get, "One store; its ETag is the configuration's revision")
                        .answers(200, "Store"),
                api(
                                PUT,
                                "/stores/{id}",
                                OPERATOR,
                                stores::replace,
                                "Replace a store's configuration; takes If-Match, and tries it first unless test=false")
                        .query("test")
                        .takes("NewStore")
                        .answers(200, "Store"),
                api(DELETE, "/stores/{id}", OPERATOR, stores::delete, "Remove a store's configuration; its data stays")
                        .answers(204),
                api(
                                POST,
                                "/stores/{id}/test",
                                OPERATOR,
                                stores::test,
                                "Try a store's configuration, or the one that is sent for it, and say how far it comes")
                        .answers(200, "Tested"),
                api(
                                GET,
                                "/stores/{id}/revisions",
                                VIEWER,
                                revisions::list,
                                "The configuration's history, the newest first")
                        .query("limit", "cursor")
                        .answers(200, "RevisionLine[]"),
                api(
                                GET,
                                "/stores/{id}/revisions/{number}",
                                VIEWER,
                                revisions::get,
                                "One revision, and what changed since the one before or another")
                        .query("compare")
                        .answers(200, "Revision"),
                api(
                                POST,
                                "/stores/{id}/revisions/{number}/restore",
                                OPERATOR,
                                revisions::restore,
                                "Save what a revision held; takes If-Match, and tries it first unless test=false")
                        .query("test")
                        .answers(200, "Store"),
                api(
                                POST,
                                "/stores/{id}/default",
                                OPERATOR,
                                stores::chooseDefault,
                                "Make a store the one that is used where none is named")
                        .answers(200, "Store"),
                api(
                                POST,
                                "/stores/{id}/query",
                                OPERATOR,
                                queries::query,
                                "Ask in the store's SQL; cannot change anything")
                        .takes("Question")
                        .answers(200, "Answer"),
                api(POST, "/stores/{id}/explain", OPERATOR, queries::explain, "How the store would answer")
                        .takes("Question")
                        .answers(200, "Explanation"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/stores", VIEWER, pages::stores),
                page(POST, "/stores", OPERATOR, storePages::create),
                page(GET, "/stores/new", OPERATOR, storePages::newStore),
                page(POST, "/stores/new", OPERATOR, storePages::redrawNew),
                page(GET, "/stores/{store}", VIEWER, storePages::store),
                page(POST, "/stores/{store}", OPERATOR, storeEditPages::save),
                page(POST, "/stores/{store}/test", OPERATOR, storePages::test),
                page(POST, "/stores/{store}/remove", OPERATOR, storePages::remove),
                page(GET, "/stores/{store}/edit", OPERATOR, storeEditPages::edit),
                page(POST, "/stores/{store}/edit", OPERATOR, storeEditPages::redraw),
                page(POST, "/stores/{store}/review", OPERATOR, storeEditPages::review),
                page(POST, "/stores/{store}/merge", OPERATOR, storeEditPages::merge),
                page(GET, "/stores/{store}/revisions", VIEWER, storeHistoryPages::list),
                page(GET, "/stores/{store}/revisions/{number}", OPERATOR, storeHistoryPages::review),
                page(POST, "/stores/{store}/revisions/{number}/restore", OPERATOR, storeHistoryPages::restore),
                page(POST, "/stores/{store}/default", OPERATOR, pages::chooseDefault));
    }
}
