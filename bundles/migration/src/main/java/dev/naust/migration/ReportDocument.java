package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationReport.Reject;
import dev.naust.api.service.MigrationReport.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A report as the document that is kept with its run, and back. */
final class ReportDocument {
    private ReportDocument() {}

    static Document of(MigrationReport report) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("source", Value.text(report.source()));
        fields.put("target", Value.text(report.target()));
        fields.put("succeeded", Value.Bool.of(report.succeeded()));
        fields.put("validated", Value.Bool.of(report.validated()));
        fields.put("startedAt", Value.text(report.startedAt().toString()));
        fields.put("seconds", seconds(report.seconds()));
        fields.put("read", Value.int64(report.read()));
        fields.put("written", Value.int64(report.written()));
        fields.put("rejected", Value.int64(report.rejected()));
        fields.put("collections", array(report.collections(), ReportDocument::collection));
        fields.put("rejects", array(report.rejects(), ReportDocument::reject));
        fields.put("notCarried", array(report.notCarried(), Value::text));
        fields.put("warnings", array(report.warnings(), Value::text));
        fields.put("errors", array(report.errors(), Value::text));
        fields.put("left", Value.text(report.left()));
        return Document.of(fields);
    }

    static MigrationReport read(Document document) {
        return new MigrationReport(
                text(document, "source"),
                text(document, "target"),
                truth(document, "succeeded"),
                truth(document, "validated"),
                Instant.parse(text(document, "startedAt")),
                decimal(document, "seconds"),
                list(document, "collections").stream()
                        .map(each -> readCollection((Document) each))
                        .toList(),
                list(document, "rejects").stream()
                        .map(each -> readReject((Document) each))
                        .toList(),
                texts(document, "notCarried"),
                texts(document, "warnings"),
                texts(document, "errors"),
                text(document, "left"));
    }

    private static Value collection(CollectionReport each) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("source", Value.text(each.source()));
        fields.put("target", Value.text(each.target()));
        fields.put("read", Value.int64(each.read()));
        fields.put("written", Value.int64(each.written()));
        fields.put("rejected", Value.int64(each.rejected()));
        fields.put("bytes", Value.int64(each.bytes()));
        fields.put("seconds", seconds(each.seconds()));
        fields.put("sourceHash", Value.text(each.sourceHash()));
        fields.put("targetHash", Value.text(each.targetHash()));
        fields.put("verdict", Value.text(each.verdict().name()));
        fields.put("skipped", Value.int64(each.skipped()));
        fields.put("why", Value.text(each.why()));
        return Document.of(fields);
    }

    private static CollectionReport readCollection(Document each) {
        return new CollectionReport(
                text(each, "source"),
                text(each, "target"),
                integer(each, "read"),
                integer(each, "written"),
                integer(each, "rejected"),
                integer(each, "bytes"),
                decimal(each, "seconds"),
                text(each, "sourceHash"),
                text(each, "targetHash"),
                Verdict.valueOf(text(each, "verdict")),
                // Reports of earlier versions have none.
                each.get("skipped").map(value -> ((Value.Int64) value).number()).orElse(0L),
                each.get("why").isPresent() ? text(each, "why") : "");
    }

    private static Value reject(Reject each) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("collection", Value.text(each.collection()));
        fields.put("key", Value.text(each.key()));
        fields.put("field", Value.text(each.field()));
        fields.put("value", Value.text(each.value()));
        fields.put("reason", Value.text(each.reason()));
        return Document.of(fields);
    }

    private static Reject readReject(Document each) {
        return new Reject(
                text(each, "collection"),
                text(each, "key"),
                text(each, "field"),
                text(each, "value"),
                text(each, "reason"));
    }

    private static Value seconds(double seconds) {
        return new Value.Decimal(BigDecimal.valueOf(Math.round(seconds * 1000), 3));
    }

    private static <T> Value array(List<T> items, Function<T, Value> form) {
        return new Value.Array(items.stream().map(form).toList());
    }

    private static List<Value> list(Document document, String name) {
        return ((Value.Array) document.get(name).orElseThrow()).items();
    }

    private static List<String> texts(Document document, String name) {
        return list(document, name).stream().map(each -> ((Text) each).string()).toList();
    }

    private static String text(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }

    private static boolean truth(Document document, String name) {
        return ((Value.Bool) document.get(name).orElseThrow()).isTrue();
    }

    private static long integer(Document document, String name) {
        return ((Value.Int64) document.get(name).orElseThrow()).number();
    }

    /** A kept number may have come back as a whole one. */
    private static double decimal(Document document, String name) {
        Value value = document.get(name).orElseThrow();
        return value instanceof Value.Int64 whole
                ? whole.number()
                : ((Value.Decimal) value).number().doubleValue();
    }
}
