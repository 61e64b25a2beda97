package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigChange;
import dev.naust.api.service.ConfigOverride;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.ConfigRevision;
import dev.naust.api.service.ConfigTest;
import dev.naust.api.service.StoreConfiguration;
import dev.naust.api.service.StoreDefinition;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.Stages;
import java.util.List;
import java.util.Optional;

/** How configurations, their history and their trials are told in JSON. */
final class ConfigForms {
    private ConfigForms() {}

    /** A definition as it is sent and as it stands in its file. */
    static Document definition(StoreDefinition definition) {
        JsonObject form = new JsonObject().put("type", definition.type()).put("connection", definition.connection());
        if (definition.features().size() > 0) {
            form.put("features", definition.features());
        }
        definition.classification().ifPresent(level -> form.put("classification", level));
        definition.residency().ifPresent(place -> form.put("residency", place));
        definition.rest().toMap().forEach(form::put);
        return form.document();
    }

    static Document configuration(StoreConfiguration configuration) {
        return new JsonObject()
                .put("definition", definition(configuration.definition()))
                .put("number", configuration.number())
                .put("kept", configuration.kept())
                .put("errors", problems(configuration.errors()))
                .put("warnings", problems(configuration.warnings()))
                .put(
                        "overrides",
                        configuration.overrides().stream()
                                .map(ConfigForms::override)
                                .toList())
                .document();
    }

    /** A revision without what it held. */
    static Document line(ConfigRevision revision, boolean current) {
        return line(revision).put("current", current).document();
    }

    /** A revision and what it changed. */
    static Document revision(ConfigRevision revision, int comparedWith, List<ConfigChange> changes) {
        return line(revision)
                .put("definition", definition(revision.definition()))
                .put("errors", problems(revision.errors()))
                .put("comparedWith", comparedWith)
                .put("changes", changes(changes))
                .document();
    }

    private static JsonObject line(ConfigRevision revision) {
        return new JsonObject()
                .put("number", revision.number())
                .put("author", revision.author())
                .put("time", revision.time())
                .put("kind", revision.kind().name())
                .put("valid", revision.errors().isEmpty())
                .put("revision", revision.revision());
    }

    static List<Document> changes(List<ConfigChange> changes) {
        return changes.stream()
                .map(change -> new JsonObject()
                        .put("pointer", change.pointer())
                        .put("before", change.before().orElse(Value.ofNull()))
                        .put("after", change.after().orElse(Value.ofNull()))
                        .document())
                .toList();
    }

    static List<Document> problems(List<ConfigProblem> problems) {
        return problems.stream()
                .map(problem -> new JsonObject()
                        .put("pointer", problem.pointer())
                        .put("message", problem.message())
                        .document())
                .toList();
    }

    static Document test(ConfigTest test) {
        return new JsonObject()
                .put("ok", test.isOk())
                .put("latencyMs", Stages.millis(test.took()))
                .putText("failedStep", test.failed().map(stage -> stage.step().name()))
                .put("stages", Stages.of(test))
                .document();
    }

    private static Document override(ConfigOverride override) {
        return new JsonObject()
                .put("pointer", override.pointer())
                .put("variable", override.variable())
                .put("value", override.value())
                .document();
    }

    private static Value definition(Optional<StoreDefinition> definition) {
        return definition.<Value>map(ConfigForms::definition).orElse(Value.ofNull());
    }
}
