package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.cli.Terminal;
import dev.naust.cli.TextTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code naust plugins}: the jars in a server's plugins folder. */
@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the jars in the plugins folder of a running server, and why each does or does not run.")
final class PluginsCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Map<String, String> environment;

    @Mixin
    private Connection connection;

    PluginsCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
        this.connection = new Connection();
    }

    @Override
    public Integer call() throws InterruptedException {
        connection.print(terminal.out(), connection.server(environment).list("/plugins"), this::table);
        return 0;
    }

    private void table(List<Document> plugins) {
        TextTable table = new TextTable("file", "version", "state", "providers", "problem");
        for (Document each : plugins) {
            table.row(
                    Fields.text(each, "file"),
                    Fields.text(each, "version"),
                    Fields.text(each, "state"),
                    Fields.text(each, "providers"),
                    Fields.text(each, "problem"));
        }
        table.print(terminal.out());
    }
}
