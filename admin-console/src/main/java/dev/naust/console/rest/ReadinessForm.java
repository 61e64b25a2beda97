package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReadiness;
import dev.naust.api.service.MigrationReadiness.CollectionSync;
import dev.naust.api.service.MigrationReadiness.Statistics;
import dev.naust.console.web.JsonObject;
import java.util.Optional;

/** Whether a migration could start, as JSON. */
final class ReadinessForm {
    private ReadinessForm() {}

    static Document of(MigrationReadiness readiness) {
        return new JsonObject()
                .put("ready", readiness.isReady())
                .put(
                        "canProceed",
                        readiness.plan().filter(MigrationPlan::canProceed).isPresent())
                .put(
                        "checks",
                        readiness.checks().stream()
                                .map(check -> new JsonObject()
                                        .put("name", check.name())
                                        .put("outcome", check.outcome().name())
                                        .putTexts("findings", check.findings())
                                        .document())
                                .toList())
                .put("source", statistics(readiness.source()))
                .put("target", statistics(readiness.target()))
                .put(
                        "sync",
                        new JsonObject()
                                .put("state", readiness.state().name())
                                .putTime("lastMigration", readiness.lastMigration())
                                .putTime("lastComparison", readiness.lastComparison())
                                .put(
                                        "collections",
                                        readiness.sync().stream()
                                                .map(ReadinessForm::of)
                                                .toList())
                                .document())
                .document();
    }

    private static Value statistics(Optional<Statistics> statistics) {
        return statistics
                .<Value>map(store -> new JsonObject()
                        .put("store", store.store())
                        .put("type", store.type())
                        .put("collections", store.collections())
                        .putKnown("records", store.records().orElse(-1))
                        .put("latencyMs", store.latencyMs())
                        .putKnown("roomBytes", store.room().orElse(-1))
                        .document())
                .orElse(Value.ofNull());
    }

    private static Document of(CollectionSync sync) {
        return new JsonObject()
                .put("source", sync.source())
                .putText("target", sync.target())
                .putKnown("sourceRecords", sync.sourceRecords().orElse(-1))
                .putKnown("targetRecords", sync.targetRecords().orElse(-1))
                .put("state", sync.state().name())
                .document();
    }
}
