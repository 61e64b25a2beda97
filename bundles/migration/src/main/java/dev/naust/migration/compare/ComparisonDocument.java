package dev.naust.migration.compare;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Collection;
import dev.naust.api.service.ComparisonReport.ComparedField;
import dev.naust.api.service.ComparisonReport.Difference;
import dev.naust.api.service.ComparisonReport.FieldDifference;
import dev.naust.api.service.ComparisonReport.Kind;
import dev.naust.api.service.ComparisonReport.Verdict;
import java.time.Instant;

/** A comparison's report as the document that is kept, and back. */
final class ComparisonDocument {
    private ComparisonDocument() {}

    static Document of(ComparisonReport report) {
        return new Fields()
                .put("source", report.source())
                .put("target", report.target())
                .put("verdict", report.verdict().name())
                .put("startedAt", report.startedAt().toString())
                .seconds("seconds", report.seconds())
                .put("differing", report.differing())
                .put("collections", report.collections(), ComparisonDocument::collection)
                .document();
    }

    static ComparisonReport read(Document document) {
        return new ComparisonReport(
                Fields.text(document, "source"),
                Fields.text(document, "target"),
                Verdict.valueOf(Fields.text(document, "verdict")),
                Instant.parse(Fields.text(document, "startedAt")),
                Fields.seconds(document, "seconds"),
                Fields.list(document, "collections", ComparisonDocument::readCollection));
    }

    private static Value collection(Collection each) {
        return new Fields()
                .put("source", each.source())
                .put("target", each.target())
                .put("verdict", each.verdict().name())
                .put("reason", each.reason())
                .put("sourceRecords", each.sourceRecords())
                .put("targetRecords", each.targetRecords())
                .put("sourceHash", each.sourceHash())
                .put("targetHash", each.targetHash())
                .put("key", each.key(), Value::text)
                .put("fields", each.fields(), ComparisonDocument::field)
                .put("missing", each.missing())
                .put("extra", each.extra())
                .put("different", each.different())
                .put("differences", each.differences(), ComparisonDocument::difference)
                .document();
    }

    private static Collection readCollection(Document each) {
        return new Collection(
                Fields.text(each, "source"),
                Fields.text(each, "target"),
                Verdict.valueOf(Fields.text(each, "verdict")),
                Fields.text(each, "reason"),
                Fields.number(each, "sourceRecords"),
                Fields.number(each, "targetRecords"),
                Fields.text(each, "sourceHash"),
                Fields.text(each, "targetHash"),
                Fields.texts(each, "key"),
                Fields.list(
                        each,
                        "fields",
                        field -> new ComparedField(
                                Fields.text(field, "source"),
                                Fields.text(field, "target"),
                                Fields.text(field, "comparedAs"))),
                Fields.number(each, "missing"),
                Fields.number(each, "extra"),
                Fields.number(each, "different"),
                Fields.list(each, "differences", ComparisonDocument::readDifference));
    }

    private static Value field(ComparedField each) {
        return new Fields()
                .put("source", each.source())
                .put("target", each.target())
                .put("comparedAs", each.comparedAs())
                .document();
    }

    private static Value difference(Difference each) {
        return new Fields()
                .put("kind", each.kind().name())
                .put("key", each.key())
                .put("id", each.id())
                .put("sourceHash", each.sourceHash())
                .put("targetHash", each.targetHash())
                .put("fields", each.fields(), ComparisonDocument::fieldDifference)
                .put("note", each.note())
                .document();
    }

    private static Difference readDifference(Document each) {
        return new Difference(
                Kind.valueOf(Fields.text(each, "kind")),
                Fields.inner(each, "key"),
                Fields.text(each, "id"),
                Fields.text(each, "sourceHash"),
                Fields.text(each, "targetHash"),
                Fields.list(
                        each,
                        "fields",
                        field -> new FieldDifference(
                                Fields.text(field, "field"),
                                Fields.text(field, "source"),
                                Fields.text(field, "target"),
                                Fields.text(field, "note"))),
                Fields.text(each, "note"));
    }

    private static Value fieldDifference(FieldDifference each) {
        return new Fields()
                .put("field", each.field())
                .put("source", each.source())
                .put("target", each.target())
                .put("note", each.note())
                .document();
    }
}
