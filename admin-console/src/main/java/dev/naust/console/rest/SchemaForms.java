package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Value;
import dev.naust.api.service.SchemaComparisons.Comparison;
import dev.naust.api.service.SchemaComparisons.Difference;
import dev.naust.api.service.SchemaComparisons.Script;
import dev.naust.api.service.SchemaComparisons.Step;
import dev.naust.api.service.SchemaComparisons.Suggestion;
import dev.naust.console.web.JsonObject;
import java.util.Locale;

/** Structures and comparisons as JSON. */
final class SchemaForms {
    private SchemaForms() {}

    static Document of(Comparison comparison) {
        return new JsonObject()
                .put("source", comparison.source())
                .put("target", comparison.target())
                .put("equal", comparison.isEqual())
                .put(
                        "differences",
                        comparison.differences().stream().map(SchemaForms::of).toList())
                .put(
                        "suggestions",
                        comparison.suggestions().stream().map(SchemaForms::of).toList())
                .put("script", comparison.script().<Value>map(SchemaForms::of).orElse(Value.ofNull()))
                .putText("sql", comparison.script().map(Script::text))
                .putTexts("notes", comparison.notes())
                .document();
    }

    private static Document of(Difference difference) {
        return new JsonObject()
                .put("thing", difference.thing().name())
                .put("change", difference.change().name())
                .put("collection", difference.collection())
                .put("name", difference.name())
                .put(
                        "properties",
                        difference.properties().stream()
                                .map(property -> new JsonObject()
                                        .put("name", property.name())
                                        .put("source", property.source())
                                        .put("target", property.target())
                                        .document())
                                .toList())
                .document();
    }

    private static Document of(Suggestion suggestion) {
        return new JsonObject()
                .put("collection", suggestion.rename().collection())
                .put("from", suggestion.rename().from())
                .put("to", suggestion.rename().to())
                .put("likeness", suggestion.likeness())
                .put("reason", suggestion.reason())
                .document();
    }

    private static Document of(Script script) {
        return new JsonObject()
                .put("dialect", script.dialect())
                .put("steps", script.steps().stream().map(SchemaForms::of).toList())
                .document();
    }

    private static Document of(Step step) {
        return new JsonObject()
                .put("title", step.title())
                .put("effect", step.effect().name())
                .putTexts("statements", step.statements())
                .put("note", step.note())
                .document();
    }

    static Document of(Structure structure) {
        return new JsonObject()
                .put("technology", structure.technology())
                .put("tables", structure.tables().stream().map(SchemaForms::of).toList())
                .put(
                        "views",
                        structure.views().stream()
                                .map(view -> new JsonObject()
                                        .put("name", view.id().toString())
                                        .put("stored", view.stored())
                                        .put("definition", view.definition())
                                        .document())
                                .toList())
                .put(
                        "sequences",
                        structure.sequences().stream()
                                .map(each -> new JsonObject()
                                        .put("name", each.id().toString())
                                        .put("settings", each.settings())
                                        .document())
                                .toList())
                .put(
                        "enums",
                        structure.enums().stream()
                                .map(each -> new JsonObject()
                                        .put("name", each.id().toString())
                                        .putTexts("labels", each.labels())
                                        .document())
                                .toList())
                .putTexts("notes", structure.notes())
                .document();
    }

    private static Document of(Structure.Table table) {
        return new JsonObject()
                .put("name", table.id().toString())
                .put("columns", table.columns().stream().map(SchemaForms::of).toList())
                .put(
                        "constraints",
                        table.constraints().stream()
                                .map(rule -> new JsonObject()
                                        .put("rule", rule.rule().name().toLowerCase(Locale.ROOT))
                                        .put("name", rule.name())
                                        .putTexts("columns", rule.columns())
                                        .put("definition", rule.definition())
                                        .document())
                                .toList())
                .put("indexes", table.indexes().stream().map(SchemaForms::of).toList())
                .put(
                        "triggers",
                        table.triggers().stream()
                                .map(each -> new JsonObject()
                                        .put("name", each.name())
                                        .put("definition", each.definition())
                                        .document())
                                .toList())
                .putTexts("options", table.options())
                .document();
    }

    private static Document of(Structure.Column column) {
        return new JsonObject()
                .put("name", column.name())
                .put("type", column.type())
                .put("nullable", column.nullable())
                .putText("default", column.defaultValue())
                .putText("generated", column.generated())
                .putText("identity", column.identity())
                .putText("collation", column.collation())
                .document();
    }

    private static Document of(Structure.Index index) {
        return new JsonObject()
                .put("name", index.name())
                .put("unique", index.unique())
                .put("method", index.method())
                .putTexts("parts", index.parts())
                .putText("condition", index.condition())
                .put("definition", index.definition())
                .document();
    }
}
