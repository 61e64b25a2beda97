package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.console.view.Automation;
import dev.naust.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes what a script would do for what a person did on a page. Safe for use by several threads. */
final class Automations {
    /** What a migration on the command line has no server for. */
    private static final Set<String> NEEDS_SERVER = Set.of("backupFirst");

    private final JsonValues json;

    Automations(JsonValues json) {
        this.json = json;
    }

    /**
     * @param asked a migration as REST takes it
     * @param serverUrl where a script reaches this server
     */
    Automation of(Document asked, String serverUrl) {
        Document body = shortest(asked);
        String curl = "curl -H \"Authorization: Bearer $NAUST_API_TOKEN\" -H 'Content-Type: application/json' \\\n  -d "
                + quoted(json.write(body)) + " \\\n  " + serverUrl + "/api/v1/migrations";
        return new Automation(curl, commandLine(body));
    }

    /** Without what a request has that does not say it. */
    private static Document shortest(Document asked) {
        Map<String, Value> body = new LinkedHashMap<>(asked.toMap());
        if (body.get("collections") instanceof Value.Array array
                && array.items().isEmpty()) {
            body.remove("collections");
        }
        Map<String, Value> options = options(asked);
        options.entrySet()
                .removeIf(option -> MigrationForm.USUAL
                        .get(option.getKey())
                        .filter(option.getValue()::equals)
                        .isPresent());
        body.remove("options");
        if (!options.isEmpty()) {
            body.put("options", Document.of(options));
        }
        return Document.of(body);
    }

    private static Map<String, Value> options(Document body) {
        return body.get("options").orElse(Document.empty()) instanceof Document options
                ? new LinkedHashMap<>(options.toMap())
                : new LinkedHashMap<>();
    }

    /** Empty where only a server can do it. */
    private String commandLine(Document body) {
        Map<String, Value> options = options(body);
        if (options.keySet().stream().anyMatch(NEEDS_SERVER::contains)
                || options.containsValue(Value.text("INTERACTIVE"))) {
            return "";
        }
        List<String> words = new ArrayList<>(List.of(
                "bin/naust",
                "migrate",
                "--from",
                quoted(text(body.get("source").orElse(Value.text("")))),
                "--to",
                quoted(text(body.get("target").orElse(Value.text(""))))));
        List<Value> collections =
                body.get("collections").orElse(Value.ofNull()) instanceof Value.Array array ? array.items() : List.of();
        boolean changed = collections.stream().anyMatch(Document.class::isInstance);
        if (!changed) {
            collections.forEach(name -> words.addAll(List.of("--collections", quoted(text(name)))));
        }
        options.forEach((name, value) -> words.addAll(flag(name, value)));
        if (changed) {
            words.add("--request /dev/stdin <<'JSON'\n"
                    + json.writePretty(Document.of(Map.of("collections", new Value.Array(collections)))) + "\nJSON");
        }
        return String.join(" ", words);
    }

    private static List<String> flag(String option, Value value) {
        String name = "--" + option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        if (value instanceof Value.Bool truth) {
            return List.of(truth.isTrue() ? name : name.replace("--", "--no-"));
        }
        return List.of(name, quoted(text(value)));
    }

    private static String text(Value value) {
        return value instanceof Text text ? text.string() : value.toString();
    }

    /** As a shell takes it for one word: in single quotes, unless no character of it means anything to a shell. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_.-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
