package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.cli.Terminal;
import dev.naust.cli.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
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

/** {@code naust schema}: two stores' structures side by side, and the versions of one. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Compares the structure of stores, and takes one through its versions.")
final class SchemaCommand implements Runnable {
    private final Terminal terminal;
    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    SchemaCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    @Override
    public void run() {
        throw new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), "Say what: compare, versions, plan or run");
    }

    @Command(
            name = "compare",
            mixinStandardHelpOptions = true,
            description = "Says how TARGET's structure differs from SOURCE's; exits with 1 when it does.")
    int compare(
            @Mixin Connection connection,
            @Parameters(paramLabel = "SOURCE", description = "the store that is as it should be") String source,
            @Parameters(paramLabel = "TARGET", description = "the store that is to become like it") String target,
            @Option(names = "--sql", description = "print the statements that make them the same") boolean sql,
            @Option(names = "--destructive", description = "with statements that lose something live")
                    boolean destructive)
            throws InterruptedException {
        Map<String, Value> body = new LinkedHashMap<>();
        body.put("source", Value.text(source));
        body.put("target", Value.text(target));
        body.put("destructive", Value.Bool.of(destructive));
        Document answer =
                connection.server(environment).send("POST", "/schema/compare", Optional.of(Document.of(body)));
        if (sql) {
            Fields.verbatim(answer, "sql").forEach(terminal.out()::print);
        } else {
            List<Document> differences = documents(answer, "differences");
            connection.print(terminal.out(), differences, this::differences);
        }
        // Beside the script or the list, which others read: what they say nothing of.
        Fields.lines(answer, "notes").forEach(line -> terminal.err().println("Note: " + line));
        return documents(answer, "differences").isEmpty() ? 0 : 1;
    }

    private void differences(List<Document> differences) {
        if (differences.isEmpty()) {
            terminal.out().println("Nothing differs.");
            return;
        }
        TextTable table = new TextTable("collection", "what", "name", "change", "property", "source", "target");
        for (Document each : differences) {
            for (Document property : documents(each, "properties")) {
                table.row(
                        Fields.text(each, "collection"),
                        Fields.text(each, "thing"),
                        Fields.text(each, "name"),
                        Fields.text(each, "change"),
                        Fields.text(property, "name"),
                        Fields.text(property, "source"),
                        Fields.text(property, "target"));
            }
        }
        table.print(terminal.out());
    }

    @Command(
            name = "versions",
            mixinStandardHelpOptions = true,
            description = "Lists the versions of a store's structure, and how each stands.")
    int versions(@Mixin Connection connection, @Parameters(paramLabel = "STORE") String store)
            throws InterruptedException {
        Document answer = connection.server(environment).get(path(store));
        connection.print(terminal.out(), documents(answer, "versions"), this::versions);
        return 0;
    }

    private void versions(List<Document> versions) {
        TextTable table = new TextTable("version", "description", "state", "script", "run on");
        for (Document each : versions) {
            table.row(
                    Fields.optional(each, "version").orElse("repeatable"),
                    Fields.text(each, "description"),
                    Fields.text(each, "state"),
                    Fields.text(each, "script"),
                    Fields.text(each, "installedOn"));
        }
        table.print(terminal.out());
    }

    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = "Shows what would be run; exits with 1 when something speaks against it.")
    int plan(@Mixin Connection connection, @Parameters(paramLabel = "STORE") String store, @Mixin Wanted wanted)
            throws InterruptedException {
        Document answer =
                connection.server(environment).send("POST", path(store) + "/plan", Optional.of(wanted.body()));
        connection.print(terminal.out(), documents(answer, "steps"), steps -> {
            for (Document step : steps) {
                terminal.out().println("-- " + Fields.text(step, "script") + "  " + Fields.text(step, "note"));
                Fields.verbatim(step, "statements")
                        .forEach(each -> terminal.out().println(each + ";"));
            }
        });
        Fields.lines(answer, "warnings").forEach(line -> terminal.err().println("Warning: " + line));
        Fields.lines(answer, "blockers").forEach(line -> terminal.err().println("Blocked: " + line));
        return Fields.text(answer, "canProceed").equals("yes") ? 0 : 1;
    }

    @Command(name = "run", mixinStandardHelpOptions = true, description = "Runs what is due and waits for it.")
    int run(@Mixin Connection connection, @Parameters(paramLabel = "STORE") String store, @Mixin Wanted wanted)
            throws InterruptedException {
        Server server = connection.server(environment);
        RunWatch.Ended ended = RunWatch.follow(server, path(store) + "/run", wanted.body());
        connection.print(
                terminal.out(),
                ended.run(),
                ended.succeeded()
                        ? "Done (run " + ended.id() + "): " + store + " stands at "
                                + Fields.optional(server.get(path(store)), "current")
                                        .map(version -> "version " + version)
                                        .orElse("no version")
                                + "."
                        : ended.failure());
        return ended.succeeded() ? 0 : 1;
    }

    /** What a plan or a run is about. */
    static final class Wanted {
        @Option(names = "--target", paramLabel = "VERSION", description = "up to this version, or back to it")
        private @Nullable String target;

        @Option(names = "--undo", description = "take versions back")
        private boolean undo;

        @Option(names = "--out-of-order", description = "run late files below the current version too")
        private boolean outOfOrder;

        Document body() {
            Map<String, Value> body = new LinkedHashMap<>();
            body.put("action", Value.text(undo ? "UNDO" : "MIGRATE"));
            String version = target;
            if (version != null) {
                body.put("target", Value.text(version));
            }
            body.put("outOfOrder", Value.Bool.of(outOfOrder));
            return Document.of(body);
        }
    }

    private static String path(String store) {
        return "/stores/" + Server.encoded(store) + "/schema-versions";
    }

    private static List<Document> documents(Document object, String name) {
        return object.get(name).orElse(Value.ofNull()) instanceof Value.Array array
                ? array.items().stream().map(item -> (Document) item).toList()
                : List.of();
    }
}
