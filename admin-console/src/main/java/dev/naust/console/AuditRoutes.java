package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.DPO;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.AuditPage;
import dev.naust.console.rest.AuditResource;
import java.util.List;

/** The URLs of the audit log. It says who did what, so it is for those who answer for that: officers and admins. */
final class AuditRoutes implements RouteGroup {
    private final AuditResource audit;
    private final AuditPage page;

    AuditRoutes(AuditResource audit, AuditPage page) {
        this.audit = audit;
        this.page = page;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(GET, "/audit", DPO, audit::list, "Who changed what, the newest first")
                        .query("limit", "cursor")
                        .answers(200, "AuditEntry[]"),
                api(GET, "/audit/export", DPO, audit::export, "The whole log, one JSON object a line, the newest first")
                        .answers(200, "AuditEntry"),
                api(
                                POST,
                                "/audit/verify",
                                DPO,
                                audit::verify,
                                "Whether the chain of the log holds, and where it does not")
                        .answers(200, "AuditVerdict"));
    }

    @Override
    public List<Route> pages() {
        return List.of(page(GET, "/audit", DPO, page::list), page(POST, "/audit/verify", DPO, page::verify));
    }
}
