package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.cli.Refusal;
import dev.naust.cli.Terminal;
import dev.naust.cli.TextTable;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code naust stores}: the stores of a server and their configuration. */
@Command(
        name = "stores",
        mixinStandardHelpOptions = true,
        description = "The stores of a running server: list, show, validate, test, create, delete.",
        footer = {
            "",
            "FILE is a store's configuration as JSON, {\"id\": …, \"type\": …, \"connection\": {…}}; - is the input.",
            "Exit code: 0 done, 1 the server refused and says why, 2 wrong usage."
        })
final class StoresCommand implements Runnable {
    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Path workingFolder;
    private final JsonValues json = new JsonValues();

    @Spec
    private CommandSpec spec;

    StoresCommand(Terminal terminal, Map<String, String> environment, Path workingFolder) {
        this.terminal = terminal;
        this.environment = environment;
        this.workingFolder = workingFolder;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: naust stores list");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The configured stores.")
    int list(@Mixin Connection connection) throws InterruptedException {
        connection.print(terminal.out(), connection.server(environment).list("/stores"), this::table);
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "One store as JSON; secrets are masked.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) throws InterruptedException {
        terminal.out().println(json.writePretty(connection.server(environment).get(path(id))));
        return 0;
    }

    @Command(name = "validate", mixinStandardHelpOptions = true, description = "Judges a configuration, saves nothing.")
    int validate(@Mixin Connection connection, @Parameters(paramLabel = "FILE") String file)
            throws InterruptedException {
        Document answer = connection.server(environment).send("POST", "/stores/validate", Optional.of(read(file)));
        connection.print(terminal.out(), answer, "The configuration is valid.");
        return 0;
    }

    @Command(name = "test", mixinStandardHelpOptions = true, description = "Opens a store and sees whether it answers.")
    int test(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) throws InterruptedException {
        Document answer = connection.server(environment).send("POST", path(id) + "/test", Optional.empty());
        connection.print(terminal.out(), answer, "The store " + id + " answers.");
        return 0;
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Configures a store.")
    int create(@Mixin Connection connection, @Parameters(paramLabel = "FILE") String file) throws InterruptedException {
        Document answer = connection.server(environment).send("POST", "/stores", Optional.of(read(file)));
        connection.print(terminal.out(), answer, "The store " + Fields.text(answer, "id") + " is configured.");
        return 0;
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Removes a store's configuration; its data stays.")
    int delete(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) throws InterruptedException {
        Document answer = connection.server(environment).send("DELETE", path(id), Optional.empty());
        connection.print(terminal.out(), answer, "The store " + id + " is no longer configured; its data stays.");
        return 0;
    }

    private void table(List<Document> stores) {
        TextTable table = new TextTable("id", "type", "state", "default", "capabilities", "problem");
        for (Document each : stores) {
            table.row(
                    Fields.text(each, "id"),
                    Fields.text(each, "type"),
                    Fields.text(each, "state"),
                    Fields.text(each, "default"),
                    Fields.text(each, "capabilities"),
                    Fields.text(each, "problem"));
        }
        table.print(terminal.out());
    }

    private static String path(String id) {
        return "/stores/" + Server.encoded(id);
    }

    private Document read(String file) {
        try {
            byte[] bytes =
                    file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(workingFolder.resolve(file));
            return json.readObject(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Refusal.failed("The file " + file + " cannot be read: " + e.getMessage() + ".");
        } catch (MalformedJsonException e) {
            throw Refusal.failed("The file " + file + " is no JSON object: " + e.getMessage() + ".");
        }
    }
}
