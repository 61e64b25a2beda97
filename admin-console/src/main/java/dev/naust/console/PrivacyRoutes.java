package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.DPO;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;
import static io.javalin.http.HandlerType.PUT;

import dev.naust.console.page.PrivacyPages;
import dev.naust.console.rest.PersonalDataResource;
import dev.naust.console.rest.PrivacyResource;
import java.util.List;

/** The URLs about personal data. What people ask about themselves is for data-protection officers, not for operators. */
final class PrivacyRoutes implements RouteGroup {
    private static final String ONE = "/privacy/requests/{id}";

    private final PrivacyResource requests;
    private final PersonalDataResource data;
    private final PrivacyPages pages;

    PrivacyRoutes(PrivacyResource requests, PersonalDataResource data, PrivacyPages pages) {
        this.requests = requests;
        this.data = data;
        this.pages = pages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(GET, "/privacy/requests", DPO, requests::list, "People's requests, the soonest due first")
                        .query("limit", "cursor")
                        .answers(200, "PrivacyRequest[]"),
                api(POST, "/privacy/requests", DPO, requests::create, "Enter a request; takes Idempotency-Key")
                        .takes("NewPrivacyRequest")
                        .answers(201, "PrivacyRequest"),
                api(GET, ONE, DPO, requests::get, "One request").answers(200, "PrivacyRequest"),
                api(
                                POST,
                                ONE + "/verify",
                                DPO,
                                requests::verify,
                                "Note how the person proved who they are, and look in all stores, changing nothing")
                        .takes("Verification")
                        .answers(200, "PrivacyRequest"),
                api(
                                POST,
                                ONE + "/approve",
                                DPO,
                                requests::approve,
                                "Approve what the scope says; an erasure needs a second person who has signed in")
                        .takes("Reason")
                        .answers(200, "PrivacyRequest"),
                api(POST, ONE + "/reject", DPO, requests::reject, "End a request without doing what it asks")
                        .takes("Reason")
                        .answers(200, "PrivacyRequest"),
                api(POST, ONE + "/extend", DPO, requests::extend, "Take two more months for the answer, once")
                        .takes("Reason")
                        .answers(200, "PrivacyRequest"),
                api(
                                POST,
                                ONE + "/execute",
                                DPO,
                                requests::execute,
                                "Do what was approved; a package's password is shown this once")
                        .answers(202, "PrivacyRun"),
                api(GET, ONE + "/package", DPO, requests::download, "The encrypted package (ZIP with AES-256)")
                        .answers(200, "Package"),
                api(GET, "/privacy/map", VIEWER, data::map, "Where personal data is; its ETag is its revision")
                        .answers(200, "PrivacyMap"),
                api(PUT, "/privacy/map", DPO, data::replace, "Replace the map; takes If-Match")
                        .takes("PrivacyMap")
                        .answers(200, "PrivacyMap"),
                api(GET, "/privacy/map/schema", VIEWER, data::schema, "The JSON Schema of the map")
                        .answers(200, "JsonSchema"),
                api(POST, "/privacy/map/scan", DPO, data::scan, "Propose entries from samples, with evidence")
                        .takes("Stores")
                        .answers(200, "PrivacyScan"),
                api(GET, "/privacy/consents", DPO, data::consents, "What people have agreed to, the newest first")
                        .query("limit", "cursor")
                        .answers(200, "Consent[]"),
                api(POST, "/privacy/consents", DPO, data::consent, "Note a consent; takes Idempotency-Key")
                        .takes("NewConsent")
                        .answers(201, "Consent"),
                api(POST, "/privacy/consents/{id}/withdraw", DPO, data::withdraw, "The person agrees no more")
                        .answers(200, "Consent"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/privacy", DPO, pages::overview),
                page(POST, "/privacy", DPO, pages::create),
                page(GET, "/privacy/requests/{request}", DPO, pages::request),
                page(POST, "/privacy/requests/{request}/verify", DPO, pages::verify),
                page(POST, "/privacy/requests/{request}/approve", DPO, pages::approve),
                page(POST, "/privacy/requests/{request}/reject", DPO, pages::reject),
                page(POST, "/privacy/requests/{request}/extend", DPO, pages::extend),
                page(POST, "/privacy/requests/{request}/execute", DPO, pages::execute),
                page(GET, "/privacy/map", DPO, pages::map),
                page(POST, "/privacy/map", DPO, pages::saveMap),
                page(POST, "/privacy/map/scan", DPO, pages::scan),
                page(GET, "/privacy/consents", DPO, pages::consents),
                page(POST, "/privacy/consents", DPO, pages::giveConsent),
                page(POST, "/privacy/consents/{consent}/withdraw", DPO, pages::withdraw));
    }
}
