package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.RollbackPlan;
import dev.naust.console.web.JsonObject;
import java.time.Duration;

/** Plans and reports as JSON. */
final class MigrationForms {
    private MigrationForms() {}

    static Document of(MigrationPlan plan) {
        return new JsonObject()
                .put("source", plan.source())
                .put("target", plan.target())
                .put("canProceed", plan.canProceed())
                .put("records", plan.records())
                .put(
                        "collections",
                        plan.collections().stream().map(MigrationForms::of).toList())
                .put(
                        "steps",
                        plan.steps().stream()
                                .map(step -> new JsonObject()
                                        .put("phase", step.phase().name())
                                        .put("collection", step.schema().id().toString())
                                        .put("name", step.name())
                                        .put("statement", step.statement())
                                        .document())
                                .toList())
                .putTexts("notCarried", plan.notCarried())
                .putTexts("warnings", plan.warnings())
                .putTexts("blockers", plan.blockers())
                .putTexts("recommendations", plan.recommendations())
                .put("bytes", plan.bytes())
                .putKnown(
                        "estimatedSeconds",
                        plan.estimate().map(Duration::toSeconds).orElse(-1L))
                .document();
    }

    private static Document of(MigrationPlan.CollectionPlan collection) {
        return new JsonObject()
                .put("source", collection.source().toString())
                .put("target", collection.target().toString())
                .put("records", collection.records())
                .put("bytes", collection.bytes())
                .put("chunks", collection.chunks())
                .put("existing", collection.there().isPresent())
                .put(
                        "fields",
                        collection.fields().stream()
                                .map(field -> of(collection, field))
                                .toList())
                .document();
    }

    private static Document of(MigrationPlan.CollectionPlan collection, MigrationPlan.FieldPlan field) {
        return new JsonObject()
                .put("source", field.source())
                .put("sourceType", field.sourceType())
                .put("target", field.target())
                .put("targetType", field.targetType())
                .put("fidelity", field.fidelity().name())
                .put("note", field.note())
                .put("forecast", field.forecast().<Value>map(MigrationForms::of).orElse(Value.ofNull()))
                .put(
                        "choices",
                        collection.choices(field).stream()
                                .map(choice -> new JsonObject()
                                        .put("choice", choice.name())
                                        .put("effect", choice.effect())
                                        .put("change", MigrationRequestForm.write(choice.change()))
                                        .document())
                                .toList())
                .document();
    }

    private static Document of(MigrationPlan.Forecast forecast) {
        return new JsonObject()
                .put("count", forecast.count())
                .put("looked", forecast.looked())
                .put("example", forecast.example())
                .put("becomes", forecast.becomes())
                .put("rejected", forecast.rejected())
                .document();
    }

    static Document of(RollbackPlan plan) {
        return new JsonObject()
                .put("migration", plan.runId())
                .put("target", plan.target())
                .put("canProceed", plan.canProceed())
                .put(
                        "changes",
                        plan.changes().stream()
                                .map(change -> new JsonObject()
                                        .put("collection", change.collection())
                                        .put("dropped", change.dropped())
                                        .put("restored", change.restored())
                                        .put("removed", change.removed())
                                        .put("gone", change.gone())
                                        .putTexts("numbering", change.numbering())
                                        .document())
                                .toList())
                .putTexts("blockers", plan.blockers())
                .document();
    }

    static Document of(MigrationReport report) {
        return new JsonObject()
                .put("source", report.source())
                .put("target", report.target())
                .put("succeeded", report.succeeded())
                .put("validated", report.validated())
                .put("startedAt", report.startedAt())
                .put("seconds", report.seconds())
                .put("read", report.read())
                .put("written", report.written())
                .put("rejected", report.rejected())
                .put(
                        "collections",
                        report.collections().stream().map(MigrationForms::of).toList())
                .put(
                        "rejects",
                        report.rejects().stream().map(MigrationForms::of).toList())
                .putTexts("notCarried", report.notCarried())
                .putTexts("warnings", report.warnings())
                .putTexts("errors", report.errors())
                .put("left", report.left())
                .document();
    }

    private static Document of(MigrationReport.CollectionReport collection) {
        return new JsonObject()
                .put("source", collection.source())
                .put("target", collection.target())
                .put("read", collection.read())
                .put("written", collection.written())
                .put("skipped", collection.skipped())
                .put("rejected", collection.rejected())
                .put("bytes", collection.bytes())
                .put("seconds", collection.seconds())
                .put("sourceHash", collection.sourceHash())
                .put("targetHash", collection.targetHash())
                .put("verdict", collection.verdict().name())
                .document();
    }

    private static Document of(MigrationReport.Reject reject) {
        return new JsonObject()
                .put("collection", reject.collection())
                .put("key", reject.key())
                .put("field", reject.field())
                .put("value", reject.value())
                .put("reason", reject.reason())
                .document();
    }

    /** How a migration stands that follows its source. */
    static Document of(Migrations.Following now) {
        return new JsonObject()
                .put("stage", now.stage().name())
                .put("behind", now.behind())
                .put("lagSeconds", now.seconds())
                .put("applied", now.applied())
                .put("primary", now.since().isPresent() ? "target" : "source")
                .putTime("since", now.since())
                .put("noReturn", now.noReturn())
                .putTexts("open", now.open())
                .put("openRecords", now.openRecords())
                .put("isMoreOpen", now.isMoreOpen())
                .put(
                        "unverified",
                        now.unverified().entrySet().stream()
                                .map(each -> new JsonObject()
                                        .put("collection", each.getKey())
                                        .put("reason", each.getValue())
                                        .document())
                                .toList())
                .document();
    }
}
