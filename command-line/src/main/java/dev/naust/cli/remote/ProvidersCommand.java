package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.cli.Terminal;
import dev.naust.cli.TextTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code naust providers}: what a server can open. */
@Command(
        name = "providers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the providers of a running server.")
final class ProvidersCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Map<String, String> environment;

    @Mixin
    private Connection connection;

    @Option(names = "--capability", paramLabel = "NAME", description = "only those that can do this, such as SQL")
    private @Nullable String capability;

    ProvidersCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
        this.connection = new Connection();
    }

    @Override
    public Integer call() throws InterruptedException {
        String wanted = capability == null ? "" : "?capability=" + Server.encoded(capability);
        connection.print(terminal.out(), connection.server(environment).list("/providers" + wanted), this::table);
        return 0;
    }

    private void table(List<Document> providers) {
        TextTable table = new TextTable("id", "version", "state", ">stores", "capabilities", "description");
        for (Document each : providers) {
            table.row(
                    Fields.text(each, "id"),
                    Fields.text(each, "version"),
                    Fields.text(each, "state"),
                    Fields.text(each, "instances"),
                    Fields.text(each, "capabilities"),
                    Fields.optional(each, "problem").orElse(Fields.text(each, "description")));
        }
        table.print(terminal.out());
    }
}
