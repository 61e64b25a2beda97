package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest;
import dev.naust.console.view.Automation;
import dev.naust.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes what a script would do for what a person did on a page. Safe for use by several threads. */
final class Automations {
    private final JsonValues json;

    Automations(JsonValues json) {
        this.json = json;
    }

    /**
     * @param serverUrl where a script reaches this server
     */
    Automation of(MigrationForm form, String serverUrl) {
        Map<String, Value> body = new LinkedHashMap<>();
        body.put("source", Text.of(form.source()));
        body.put("target", Text.of(form.target()));
        if (!form.all()) {
            body.put(
                    "collections",
                    new Value.Array(
                            form.collections().stream().<Value>map(Text::of).toList()));
        }
        Document options = options(form);
        if (options.size() > 0) {
            body.put("options", options);
        }
        return new Automation(curl(serverUrl, Document.of(body)), commandLine(form));
    }

    /** For a migration that has been run; empty when its parameters do not name two stores. */
    Optional<Automation> of(Document parameters, String serverUrl) {
        Optional<String> source = text(parameters, "source");
        Optional<String> target = text(parameters, "target");
        if (source.isEmpty() || target.isEmpty()) {
            return Optional.empty();
        }
        String command = command(source.get(), target.get(), names(parameters));
        return Optional.of(new Automation(curl(serverUrl, parameters), command));
    }

    private static Document options(MigrationForm form) {
        MigrationRequest.Options defaults = MigrationRequest.Options.defaults();
        Map<String, Value> options = new LinkedHashMap<>();
        if (form.conflict() != defaults.conflict()) {
            options.put("conflict", Text.of(form.conflict().name()));
        }
        if (form.validate() != defaults.validate()) {
            options.put("validate", Value.Bool.of(form.validate()));
        }
        if (form.continueOnError() != defaults.continueOnError()) {
            options.put("continueOnError", Value.Bool.of(form.continueOnError()));
        }
        return Document.of(options);
    }

    private String curl(String serverUrl, Document body) {
        return "curl -H \"Authorization: Bearer $NAUST_API_TOKEN\" -H 'Content-Type: application/json' \\\n  -d "
                + quoted(json.write(body)) + " \\\n  " + serverUrl + "/api/v1/migrations";
    }

    private static String commandLine(MigrationForm form) {
        return command(form.source(), form.target(), form.collections());
    }

    private static String command(String source, String target, List<String> collections) {
        StringBuilder line = new StringBuilder("bin/naust migrate --from ")
                .append(source)
                .append(" --to ")
                .append(target);
        collections.forEach(name -> line.append(" --collection ").append(quoted(name)));
        return line.toString();
    }

    private static Optional<String> text(Document parameters, String name) {
        return parameters.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    private static List<String> names(Document parameters) {
        return parameters
                .get("collections")
                .filter(Value.Array.class::isInstance)
                .map(value -> ((Value.Array) value).items())
                .orElse(List.of())
                .stream()
                .filter(Text.class::isInstance)
                .map(value -> ((Text) value).string())
                .toList();
    }

    /** In single quotes, as shells take everything between them as it is. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
