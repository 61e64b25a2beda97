package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.service.Health;
import dev.naust.api.service.Health.Report;
import dev.naust.api.service.Health.Sample;
import dev.naust.api.service.StoreEndpoints.Endpoint;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import java.time.Duration;
import java.util.List;

/** The health of stores as JSON. */
final class HealthForm {
    private HealthForm() {}

    /** What a store's own form says of its health. */
    static Document brief(Services services, String store) {
        try {
            return services.health()
                    .find(store)
                    .map(monitor -> base(monitor.status()).document())
                    .orElseGet(HealthForm::unknown);
        } catch (ProblemException absent) {
            // A store is described also while nobody watches it.
            return unknown();
        }
    }

    private static Document unknown() {
        return new JsonObject()
                .put("status", Health.Status.UNKNOWN.name())
                .put("consecutiveFailures", 0)
                .document();
    }

    /** A report without the history. */
    static Document of(Report report) {
        return base(report).document();
    }

    /** A report with the history, the oldest check first. */
    static Document of(Report report, boolean isWatched, List<Sample> history) {
        return base(report)
                .put("monitoring", isWatched)
                .put("history", history.stream().map(HealthForm::sample).toList())
                .document();
    }

    private static JsonObject base(Report report) {
        JsonObject json = new JsonObject()
                .put("store", report.store())
                .put("status", report.status().name())
                .put("result", report.result().name())
                .put("since", report.since())
                .putTime("checkedAt", report.checkedAt());
        report.latency()
                .ifPresentOrElse(
                        latency -> json.put("latencyMs", millis(latency)), () -> json.putKnown("latencyMs", -1));
        return json.put("consecutiveFailures", report.consecutiveFailures())
                .putText("lastError", report.lastError())
                .putText("activeEndpoint", report.activeEndpoint())
                .put(
                        "endpoints",
                        report.endpoints().stream().map(HealthForm::endpoint).toList())
                .putText("failover", report.failover())
                .put("abandonedChecks", report.abandonedChecks());
    }

    private static double millis(Duration latency) {
        return latency.toNanos() / 1e6;
    }

    private static Document endpoint(Endpoint endpoint) {
        return new JsonObject()
                .put("name", endpoint.name())
                .put("primary", endpoint.isPrimary())
                .put("active", endpoint.isActive())
                .put("fenced", endpoint.isFenced())
                .putText("residency", endpoint.residency())
                .document();
    }

    private static Document sample(Sample sample) {
        JsonObject json = new JsonObject()
                .put("at", sample.at())
                .put("status", sample.status().name());
        sample.latency()
                .ifPresentOrElse(
                        latency -> json.put("latencyMs", millis(latency)), () -> json.putKnown("latencyMs", -1));
        return json.document();
    }
}
