package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.cli.Terminal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code naust status}: whether a server is ready, and what of it is not. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says whether a server is ready, and which of its plugins do not run.",
        footer = {"", "Exit code: 0 it is ready and all its plugins run, 1 otherwise."})
final class StatusCommand implements Callable<Integer> {
    private static final List<String> AS_WANTED = List.of("RUNNING", "STOPPED");

    private final Terminal terminal;
    private final Map<String, String> environment;

    @Mixin
    private Connection connection;

    StatusCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
        this.connection = new Connection();
    }

    @Override
    public Integer call() throws InterruptedException {
        Server server = connection.server(environment);
        boolean ready = server.isReady();
        List<Document> plugins = server.list("/plugins");
        List<String> broken = plugins.stream()
                .filter(plugin -> !AS_WANTED.contains(Fields.text(plugin, "state")))
                .map(plugin -> Fields.text(plugin, "file") + ": " + Fields.text(plugin, "problem"))
                .toList();
        int stores = server.list("/stores").size();
        String sentence = "The server at " + server.base() + (ready ? " is ready" : " is not ready") + ": " + stores
                + " stores, " + plugins.size() + " plugins"
                + (broken.isEmpty() ? "." : ", of which these do not run:\n  " + String.join("\n  ", broken));
        connection.print(
                terminal.out(),
                Document.of(Map.of(
                        "ready",
                        Value.Bool.of(ready),
                        "stores",
                        Value.int64(stores),
                        "plugins",
                        Value.int64(plugins.size()),
                        "notRunning",
                        new Value.Array(broken.stream().<Value>map(Value::text).toList()))),
                sentence);
        return ready && broken.isEmpty() ? 0 : 1;
    }
}
