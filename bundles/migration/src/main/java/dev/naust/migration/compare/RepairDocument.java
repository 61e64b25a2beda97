package dev.naust.migration.compare;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.RepairReport;
import dev.naust.api.service.RepairReport.Action;
import dev.naust.api.service.RepairReport.Change;
import dev.naust.api.service.RepairReport.Leftover;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.RepairRequest.Side;
import java.time.Instant;

/** A repair's report as the document that is kept, and back. */
final class RepairDocument {
    private RepairDocument() {}

    static Document of(RepairReport report) {
        return new Fields()
                .put("comparison", report.comparison())
                .put("from", report.from())
                .put("into", report.into())
                .put("towards", report.request().towards().name())
                .put("deleteExtra", report.request().deleteExtra())
                .put("dryRun", report.request().dryRun())
                .put("startedAt", report.startedAt().toString())
                .seconds("seconds", report.seconds())
                .put("rounds", report.rounds())
                .put("succeeded", report.succeeded())
                .put("inserted", report.inserted())
                .put("replaced", report.replaced())
                .put("deleted", report.deleted())
                .put("left", report.left())
                .put("changes", report.changes(), RepairDocument::change)
                .put("leftovers", report.leftovers(), RepairDocument::leftover)
                .put("after", ComparisonDocument.of(report.after()))
                .document();
    }

    static RepairReport read(Document document) {
        return new RepairReport(
                Fields.text(document, "comparison"),
                Fields.text(document, "from"),
                Fields.text(document, "into"),
                new RepairRequest(
                        Side.valueOf(Fields.text(document, "towards")),
                        Fields.truth(document, "deleteExtra"),
                        Fields.truth(document, "dryRun")),
                Instant.parse(Fields.text(document, "startedAt")),
                Fields.seconds(document, "seconds"),
                Math.toIntExact(Fields.number(document, "rounds")),
                Fields.truth(document, "succeeded"),
                Fields.number(document, "inserted"),
                Fields.number(document, "replaced"),
                Fields.number(document, "deleted"),
                Fields.number(document, "left"),
                Fields.list(
                        document,
                        "changes",
                        each -> new Change(
                                Fields.text(each, "collection"),
                                Action.valueOf(Fields.text(each, "action")),
                                Fields.inner(each, "key"),
                                Fields.text(each, "before"))),
                Fields.list(
                        document,
                        "leftovers",
                        each -> new Leftover(
                                Fields.text(each, "collection"),
                                Fields.inner(each, "key"),
                                Fields.text(each, "reason"))),
                ComparisonDocument.read(Fields.inner(document, "after")));
    }

    private static Value change(Change each) {
        return new Fields()
                .put("collection", each.collection())
                .put("action", each.action().name())
                .put("key", each.key())
                .put("before", each.before())
                .document();
    }

    private static Value leftover(Leftover each) {
        return new Fields()
                .put("collection", each.collection())
                .put("key", each.key())
                .put("reason", each.reason())
                .document();
    }
}
