package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.cli.Refusal;
import dev.naust.cli.Terminal;
import dev.naust.cli.TextTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code naust privacy}: people's requests about their data, on a running server. */
@Command(
        name = "privacy",
        mixinStandardHelpOptions = true,
        description = "Requests about personal data: list, show, request, verify, approve, reject, extend, execute,"
                + " package, scan.",
        footer = {
            "",
            "The token must be of a dpo or an admin. An erasure is approved by a second person who has signed in to the",
            "console; no token can.",
            "Exit code: 0 done, 1 it is not and the message says why, 2 wrong usage."
        })
final class PrivacyCommand implements Runnable {
    private static final String REQUESTS = "/privacy/requests";

    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Path workingFolder;

    @Spec
    private CommandSpec spec;

    PrivacyCommand(Terminal terminal, Map<String, String> environment, Path workingFolder) {
        this.terminal = terminal;
        this.environment = environment;
        this.workingFolder = workingFolder;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: naust privacy list");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "All requests, the soonest due first.")
    int list(@Mixin Connection connection) throws InterruptedException {
        connection.print(terminal.out(), connection.server(environment).list(REQUESTS), requests -> {
            TextTable table = new TextTable("id", "type", "state", "subject", "due", ">days left", "problem");
            for (Document each : requests) {
                table.row(
                        Fields.text(each, "id"),
                        Fields.text(each, "type"),
                        Fields.text(each, "state"),
                        Fields.text(each, "subject"),
                        Fields.text(each, "due"),
                        Fields.text(each, "daysLeft"),
                        Fields.text(each, "problem"));
            }
            table.print(terminal.out());
        });
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "What is held about the person, and what becomes of it.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) throws InterruptedException {
        shown(connection, connection.server(environment).get(path(id)));
        return 0;
    }

    @Command(
            name = "request",
            mixinStandardHelpOptions = true,
            description = "Enters a request: access, rectification, erasure, restriction, portability or objection.")
    int request(
            @Mixin Connection connection,
            @Parameters(paramLabel = "TYPE") String type,
            @Option(
                            names = "--subject",
                            required = true,
                            paramLabel = "NAME=VALUE",
                            description = "what the person is known by, such as email=kari@example.no")
                    Map<String, String> subject,
            @Option(
                            names = "--received",
                            paramLabel = "TIME",
                            description = "when it came in, such as 2026-01-31T12:00:00Z")
                    String received,
            @Option(names = "--correct", paramLabel = "FIELD=VALUE", description = "the new value of a wrong field")
                    Map<String, String> corrections,
            @Option(names = "--purpose", paramLabel = "TEXT", description = "what an objection is to") String purpose,
            @Option(names = "--note", paramLabel = "TEXT") String note)
            throws InterruptedException {
        Map<String, Value> body = new LinkedHashMap<>();
        body.put("type", Text.of(type.toUpperCase(Locale.ROOT)));
        body.put("subject", texts(subject));
        if (corrections != null) {
            body.put("corrections", texts(corrections));
        }
        put(body, "receivedAt", received);
        put(body, "purpose", purpose);
        put(body, "note", note);
        Document made = connection.server(environment).send("POST", REQUESTS, Optional.of(Document.of(body)));
        connection.print(
                terminal.out(),
                made,
                "Request " + Fields.text(made, "id") + " is due on " + Fields.text(made, "due") + ".");
        return 0;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Notes how the person proved who they are, and looks in all stores, changing nothing.")
    int verify(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--method", required = true, paramLabel = "TEXT", description = "such as BankID")
                    String method,
            @Option(names = "--evidence", paramLabel = "TEXT", description = "what was seen; not a copy of it")
                    String evidence)
            throws InterruptedException {
        Map<String, Value> body = new LinkedHashMap<>();
        put(body, "method", method);
        put(body, "evidence", evidence);
        Document scoped =
                connection.server(environment).send("POST", path(id) + "/verify", Optional.of(Document.of(body)));
        shown(connection, scoped);
        return Fields.text(scoped, "state").equals("SCOPED") ? 0 : 1;
    }

    @Command(name = "approve", mixinStandardHelpOptions = true, description = "Approves what the scope says.")
    int approve(@Mixin Connection connection, @Mixin Reason reason, @Parameters(paramLabel = "ID") String id)
            throws InterruptedException {
        return step(connection, id, "approve", reason);
    }

    @Command(name = "reject", mixinStandardHelpOptions = true, description = "Ends a request without doing it.")
    int reject(@Mixin Connection connection, @Mixin Reason reason, @Parameters(paramLabel = "ID") String id)
            throws InterruptedException {
        return step(connection, id, "reject", reason);
    }

    @Command(name = "extend", mixinStandardHelpOptions = true, description = "Takes two more months, once.")
    int extend(@Mixin Connection connection, @Mixin Reason reason, @Parameters(paramLabel = "ID") String id)
            throws InterruptedException {
        return step(connection, id, "extend", reason);
    }

    @Command(
            name = "execute",
            mixinStandardHelpOptions = true,
            description = "Does what was approved and waits for it; the password of a package is shown this once.")
    int execute(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) throws InterruptedException {
        RunWatch.Ended ended = RunWatch.follow(connection.server(environment), path(id) + "/execute", Document.empty());
        Optional<String> password = Fields.optional(ended.begun(), "packagePassword");
        Document answer = password.map(text -> ended.run().with("packagePassword", Text.of(text)))
                .orElse(ended.run());
        connection.print(
                terminal.out(),
                answer,
                ended.succeeded()
                        ? "Done (run " + ended.id() + ")."
                                + password.map(text -> "\nThe package's password, shown this once: " + text)
                                        .orElse("")
                        : ended.failure());
        return ended.succeeded() ? 0 : 1;
    }

    @Command(name = "package", mixinStandardHelpOptions = true, description = "Fetches the encrypted package.")
    int fetch(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--to", required = true, paramLabel = "FILE") Path file)
            throws InterruptedException {
        Path to = workingFolder.resolve(file);
        if (Files.exists(to)) {
            throw Refusal.failed(file + " is there already: name another file.");
        }
        connection.server(environment).download(path(id) + "/package", to);
        terminal.out().println("The package is in " + file + ", as encrypted as it was.");
        return 0;
    }

    @Command(
            name = "scan",
            mixinStandardHelpOptions = true,
            description = "Looks for personal data that the map does not have, in all stores or some.")
    int scan(@Mixin Connection connection, @Parameters(paramLabel = "STORE", arity = "0..*") List<String> stores)
            throws InterruptedException {
        List<Value> names = Optional.ofNullable(stores).orElse(List.of()).stream()
                .<Value>map(Text::of)
                .toList();
        Document found = connection
                .server(environment)
                .send("POST", "/privacy/map/scan", Optional.of(Document.of(Map.of("stores", new Value.Array(names)))));
        connection.print(terminal.out(), objects(found, "proposals"), proposals -> {
            TextTable table = new TextTable("store", "collection", "in the map", "field", "looks like", ">of", ">fit");
            for (Document proposal : proposals) {
                for (Document evidence : objects(proposal, "evidence")) {
                    table.row(
                            Fields.text(proposal, "store"),
                            Fields.text(proposal, "collection"),
                            Fields.text(proposal, "mapped"),
                            Fields.text(evidence, "field"),
                            Fields.text(evidence, "category"),
                            Fields.text(evidence, "sampled"),
                            Fields.text(evidence, "matches"));
                }
            }
            table.print(terminal.out());
        });
        return 0;
    }

    /** Why something is done, for the request's history. */
    static final class Reason {
        @Option(names = "--reason", paramLabel = "TEXT", description = "for the request's history")
        private @Nullable String text;
    }

    private int step(Connection connection, String id, String verb, Reason reason) throws InterruptedException {
        Map<String, Value> body = new LinkedHashMap<>();
        put(body, "reason", reason.text);
        Document answer =
                connection.server(environment).send("POST", path(id) + "/" + verb, Optional.of(Document.of(body)));
        connection.print(
                terminal.out(),
                answer,
                "Request " + id + " is " + Fields.text(answer, "state") + ", due on " + Fields.text(answer, "due")
                        + ".");
        return 0;
    }

    private void shown(Connection connection, Document request) {
        connection.print(
                terminal.out(),
                request,
                Fields.text(request, "type") + " of " + Fields.text(request, "subject") + ": "
                        + Fields.text(request, "state") + ", due on " + Fields.text(request, "due"));
        if (connection.isJson()) {
            return;
        }
        request.get("scope").filter(Document.class::isInstance).ifPresent(scope -> {
            TextTable table = new TextTable("store", "collection", ">records", "becomes", "because");
            objects((Document) scope, "found")
                    .forEach(each -> table.row(
                            Fields.text(each, "store"),
                            Fields.text(each, "collection"),
                            Fields.text(each, "records"),
                            Fields.text(each, "action"),
                            Fields.text(each, "reason")));
            table.print(terminal.out());
            Fields.optional((Document) scope, "errors")
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> terminal.out().println("To be put right first: " + text));
        });
        Fields.optional(request, "problem").ifPresent(text -> terminal.out().println("Problem: " + text));
        Fields.optional(request, "remarks")
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> terminal.out().println("To know: " + text));
    }

    private static List<Document> objects(Document from, String name) {
        return from.get(name).stream()
                .filter(Value.Array.class::isInstance)
                .flatMap(array -> ((Value.Array) array).items().stream())
                .map(Document.class::cast)
                .toList();
    }

    private static Document texts(Map<String, String> from) {
        Map<String, Value> fields = new LinkedHashMap<>();
        from.forEach((name, value) -> fields.put(name, Text.of(value)));
        return Document.of(fields);
    }

    private static void put(Map<String, Value> body, String name, @Nullable String text) {
        if (text != null) {
            body.put(name, Text.of(text));
        }
    }

    private static String path(String id) {
        return REQUESTS + "/" + Server.encoded(id);
    }
}
