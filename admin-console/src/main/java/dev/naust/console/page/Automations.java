package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.console.view.Automation;
import dev.naust.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what a script would do for what a person did on a page. Safe for use by several threads. */
final class Automations {
    private static final Options DEFAULTS = Options.defaults();

    private final JsonValues json;

    Automations(JsonValues json) {
        this.json = json;
    }

    /**
     * @param serverUrl where a script reaches this server
     */
    Automation of(MigrationForm form, String serverUrl) {
        String curl = "curl -H \"Authorization: Bearer $NAUST_API_TOKEN\" -H 'Content-Type: application/json' \\\n  -d "
                + quoted(json.write(body(form))) + " \\\n  " + serverUrl + "/api/v1/migrations";
        return new Automation(curl, commandLine(form));
    }

    private static Document body(MigrationForm form) {
        Map<String, Value> body = new LinkedHashMap<>();
        body.put("source", Text.of(form.source()));
        body.put("target", Text.of(form.target()));
        if (!form.all()) {
            List<Value> names = form.collections().stream().<Value>map(Text::of).toList();
            body.put("collections", new Value.Array(names));
        }
        Map<String, Value> options = new LinkedHashMap<>();
        if (form.conflict() != DEFAULTS.conflict()) {
            options.put("conflict", Text.of(form.conflict().name()));
        }
        if (form.validate() != DEFAULTS.validate()) {
            options.put("validate", Value.Bool.of(form.validate()));
        }
        if (form.continueOnError() != DEFAULTS.continueOnError()) {
            options.put("continueOnError", Value.Bool.of(form.continueOnError()));
        }
        if (!options.isEmpty()) {
            body.put("options", Document.of(options));
        }
        return Document.of(body);
    }

    private static String commandLine(MigrationForm form) {
        List<String> words = new ArrayList<>(
                List.of("bin/naust", "migrate", "--from", quoted(form.source()), "--to", quoted(form.target())));
        form.collections().forEach(name -> words.addAll(List.of("--collections", quoted(name))));
        if (form.conflict() != DEFAULTS.conflict()) {
            words.addAll(List.of("--conflict", form.conflict().name()));
        }
        if (form.continueOnError()) {
            words.add("--continue-on-error");
        }
        if (!form.validate()) {
            words.add("--no-validate");
        }
        return String.join(" ", words);
    }

    /** As a shell takes it for one word: in single quotes, unless no character of it means anything to a shell. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_.-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
