package dev.naust.backup;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.backup.catalogue.Fields;
import java.util.List;

/** Plans and reports of restores as documents that are kept with their runs. */
final class Plans {
    private Plans() {}

    static Document document(MigrationPlan plan) {
        return new Fields()
                .put("dryRun", true)
                .put("target", plan.target())
                .put("canProceed", plan.canProceed())
                .put("records", plan.records())
                .put(
                        "collections",
                        new Value.Array(plan.collections().stream()
                                .<Value>map(each -> new Fields()
                                        .put("source", each.source().toString())
                                        .put("target", each.target().toString())
                                        .put("records", each.records())
                                        .document())
                                .toList()))
                .put(
                        "steps",
                        new Value.Array(plan.steps().stream()
                                .<Value>map(each -> new Fields()
                                        .put("name", each.name())
                                        .put("statement", each.statement())
                                        .document())
                                .toList()))
                .put("notCarried", texts(plan.notCarried()))
                .put("warnings", texts(plan.warnings()))
                .put("blockers", texts(plan.blockers()))
                .document();
    }

    static Document document(MigrationReport report) {
        return new Fields()
                .put("target", report.target())
                .put("succeeded", report.succeeded())
                .put("validated", report.validated())
                .put("read", report.read())
                .put("written", report.written())
                .put("rejected", report.rejected())
                .put(
                        "collections",
                        new Value.Array(report.collections().stream()
                                .<Value>map(each -> new Fields()
                                        .put("source", each.source())
                                        .put("target", each.target())
                                        .put("read", each.read())
                                        .put("written", each.written())
                                        .put("rejected", each.rejected())
                                        .put("verdict", each.verdict().name())
                                        .document())
                                .toList()))
                .put("notCarried", texts(report.notCarried()))
                .put("warnings", texts(report.warnings()))
                .put("errors", texts(report.errors()))
                .put("left", report.left())
                .document();
    }

    private static Value.Array texts(List<String> texts) {
        return new Value.Array(texts.stream().<Value>map(Value::text).toList());
    }
}
