package dev.naust.console.security;

import dev.naust.api.service.Audit.Event;
import dev.naust.api.store.StoreException;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Problems;
import dev.naust.console.web.RequestId;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes every changing request in the audit log: who asked, for what, and how it ended, but nothing of what was sent. While
 * the log cannot be written, no further change is let in. Safe for use by several threads.
 */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final Services services;
    private volatile boolean broken;

    public AuditTrail(Services services) {
        this.services = services;
    }

    /**
     * A request to be noted.
     *
     * @param action the route's name
     * @param target the address, without keys of records, which may be personal data
     */
    public record Noted(String action, String target) {}

    /** Does what a request asks, and notes it. */
    public void follow(Context request, Noted noted, Handler work) throws Exception {
        if (broken) {
            append(new Event("system", "audit.resume", "audit", "ok", new JsonObject().document()));
        }
        try {
            work.handle(request);
        } catch (Exception e) {
            noteFailure(request, noted, e);
            throw e;
        }
        note(request, noted, request.statusCode() < 400 ? "ok" : "refused", request.statusCode());
    }

    /** The failure itself is what the caller is told, even when it cannot be noted. */
    private void noteFailure(Context request, Noted noted, Exception failure) {
        var problem = Problems.of(failure).orElseGet(Problems::unforeseen);
        try {
            note(request, noted, problem.code(), problem.status());
        } catch (ProblemException e) {
            LOG.warn("{} of {} failed and could not be noted in the audit log", noted.action(), noted.target());
        }
    }

    private void note(Context request, Noted noted, String outcome, int status) {
        Optional<Caller> caller = Caller.of(request);
        // Strangers could fill the log; of them only who tried to sign in is noted, and that is slowed down.
        if (caller.isEmpty()
                && !noted.action().startsWith("session")
                && !noted.action().startsWith("sign-in")) {
            return;
        }
        append(new Event(
                caller.map(Caller::actor).orElse("nobody"),
                noted.action(),
                noted.target(),
                outcome,
                new JsonObject()
                        .put("method", request.req().getMethod())
                        .put("status", status)
                        .put("requestId", RequestId.of(request))
                        .document()));
    }

    private void append(Event event) {
        try {
            services.audit().append(event);
            broken = false;
        } catch (StoreException | ProblemException e) {
            broken = true;
            LOG.error("The audit log cannot be written, so no further change is let in: {}", e.getMessage());
            throw new ProblemException(
                    503,
                    "audit.unavailable",
                    "The audit log cannot be written, so this was not noted and no further change is let in. What was asked"
                            + " for may have been done: look, then try again. The server's log says what keeps the audit log.");
        }
    }
}
