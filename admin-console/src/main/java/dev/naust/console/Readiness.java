package dev.naust.console;

import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Tells machines whether the server is ready to serve, and if not, why; nothing of it names a store. */
final class Readiness {
    private final Services services;

    Readiness(Services services) {
        this.services = services;
    }

    /** Answers with one line, and one more for each reason. Public, so that it says nothing of stores. */
    void answer(Context request) {
        List<String> reasons = reasons();
        request.contentType("text/plain; charset=utf-8").header("Cache-Control", "no-store");
        if (reasons.isEmpty()) {
            request.result("ready\n");
            return;
        }
        request.status(503).result("not ready\n- " + String.join("\n- ", reasons) + "\n");
    }

    private List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        List<Supplier<?>> needed = List.of(
                services::providers,
                services::stores,
                services::configurations,
                services::storage,
                services::plugins,
                services::runs,
                services::migrations,
                services::accounts,
                services::metrics,
                services::audit,
                services::health);
        for (Supplier<?> each : needed) {
            try {
                each.get();
            } catch (ProblemException e) {
                reasons.add(e.problem().detail());
            }
        }
        if (reasons.isEmpty() && !services.complete()) {
            reasons.add("A part of the server is not running yet; its log says which.");
        }
        if (reasons.isEmpty()) {
            reasons.addAll(services.health().unready());
        }
        return reasons;
    }
}
