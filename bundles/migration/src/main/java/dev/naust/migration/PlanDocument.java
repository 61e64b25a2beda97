package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.store.SchemaStep;
import dev.naust.json.SchemaDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A plan as a document and back: a run that goes on does what was planned, and not what would be planned now. */
final class PlanDocument {
    private PlanDocument() {}

    static Document of(MigrationPlan plan) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("source", Value.text(plan.source()));
        fields.put("target", Value.text(plan.target()));
        fields.put("collections", array(plan.collections(), PlanDocument::collection));
        fields.put("steps", array(plan.steps(), step -> step(plan, step)));
        fields.put("notCarried", array(plan.notCarried(), Value::text));
        fields.put("warnings", array(plan.warnings(), Value::text));
        return Document.of(fields);
    }

    static MigrationPlan read(Document document) {
        List<CollectionPlan> collections = list(document, "collections", (Document each) -> collection(each));
        return new MigrationPlan(
                text(document, "source"),
                text(document, "target"),
                collections,
                list(document, "steps", (Document step) -> step(collections, step)),
                texts(document, "notCarried"),
                texts(document, "warnings"),
                List.of());
    }

    private static Value collection(CollectionPlan each) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("source", array(each.source().path(), Value::text));
        fields.put("target", array(each.target().path(), Value::text));
        fields.put("records", Value.int64(each.records()));
        fields.put("readAs", SchemaDocument.of(each.readAs()));
        fields.put("writeAs", SchemaDocument.of(each.writeAs()));
        fields.put("fields", array(each.fields(), PlanDocument::field));
        each.there().ifPresent(there -> fields.put("there", SchemaDocument.of(there)));
        return Document.of(fields);
    }

    private static CollectionPlan collection(Document each) {
        return new CollectionPlan(
                new DatasetId(texts(each, "source")),
                new DatasetId(texts(each, "target")),
                number(each, "records"),
                SchemaDocument.schema((Document) each.get("readAs").orElseThrow()),
                SchemaDocument.schema((Document) each.get("writeAs").orElseThrow()),
                list(each, "fields", (Value field) -> field(field)),
                each.get("there").map(there -> SchemaDocument.schema((Document) there)),
                0);
    }

    private static Value field(FieldPlan each) {
        return array(
                List.of(
                        each.source(),
                        each.sourceType(),
                        each.target(),
                        each.targetType(),
                        each.fidelity().name(),
                        each.note()),
                Value::text);
    }

    private static FieldPlan field(Value each) {
        List<String> parts = ((Value.Array) each)
                .items().stream().map(part -> ((Text) part).string()).toList();
        return new FieldPlan(
                parts.get(0), parts.get(1), parts.get(2), parts.get(3), Fidelity.valueOf(parts.get(4)), parts.get(5));
    }

    /** A step's schema is one of the plan's in most plans, and is then named by its place there. */
    private static Value step(MigrationPlan plan, SchemaStep step) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("phase", Value.text(step.phase().name()));
        fields.put("name", Value.text(step.name()));
        fields.put("statement", Value.text(step.statement()));
        fields.put("rule", Value.Bool.of(step.rule()));
        int place = plan.collections().stream()
                .map(CollectionPlan::writeAs)
                .toList()
                .indexOf(step.schema());
        fields.put("schema", place >= 0 ? Value.int64(place) : SchemaDocument.of(step.schema()));
        return Document.of(fields);
    }

    private static SchemaStep step(List<CollectionPlan> collections, Document step) {
        Value schema = step.get("schema").orElseThrow();
        Schema made = schema instanceof Value.Int64 place
                ? collections.get((int) place.number()).writeAs()
                : SchemaDocument.schema((Document) schema);
        String name = text(step, "name");
        // Plans of servers before 2026-11-23 say it by the name alone.
        boolean rule = step.get("rule")
                .map(told -> told == Value.Bool.TRUE)
                .orElse(name.startsWith("primary key ") || name.startsWith("unique rule "));
        return new SchemaStep(SchemaStep.Phase.valueOf(text(step, "phase")), made, name, text(step, "statement"), rule);
    }

    private static <T> Value array(List<T> items, Function<T, Value> form) {
        return new Value.Array(items.stream().map(form).toList());
    }

    @SuppressWarnings("unchecked")
    private static <V extends Value, T> List<T> list(Document document, String name, Function<V, T> form) {
        return ((Value.Array) document.get(name).orElseThrow())
                .items().stream().map(item -> form.apply((V) item)).toList();
    }

    private static List<String> texts(Document document, String name) {
        return list(document, name, (Text text) -> text.string());
    }

    private static String text(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }

    private static long number(Document document, String name) {
        return ((Value.Int64) document.get(name).orElseThrow()).number();
    }
}
