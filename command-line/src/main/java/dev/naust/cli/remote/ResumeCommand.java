package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.cli.Terminal;
import dev.naust.cli.TextTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code naust resume}: lets a migration of a server go on, and shows how far it is. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lets a migration go on that failed, was cancelled or is paused at a server, and waits until it ends or follows",
            "its source. Without RUN it lists those that can go on."
        },
        footer = {
            "",
            "What \"naust migrate\" does in its own process is not a server's run and cannot go on: run it again.",
            "",
            "Exit code: 0 it ended well, follows, or was only started; 1 otherwise, and what is said tells why."
        })
final class ResumeCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Map<String, String> environment;

    @Mixin
    private Connection connection;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "the migration's id")
    private @Nullable String run;

    @Option(names = "--detach", description = "do not wait: the run goes on at the server in any case")
    private boolean detach;

    ResumeCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
        this.connection = new Connection();
    }

    @Override
    public Integer call() throws InterruptedException {
        Server server = connection.server(environment);
        String id = run;
        if (id == null) {
            list(server);
            return 0;
        }
        String path = "/migrations/" + Server.encoded(id);
        Document now = server.get(path);
        // After its server was killed a run goes on by itself, perhaps before anybody asks.
        if (RunWatch.isOver(now) || isTrue(now, "paused")) {
            now = server.send("POST", path + "/resume", Optional.empty());
        } else {
            terminal.err().println("Run " + id + " goes on already.");
        }
        if (!detach) {
            try (RunLine line = new RunLine(terminal)) {
                now = RunWatch.await(server, path, line::show);
            }
        }
        connection.print(terminal.out(), now, sentence(id, now));
        return detach || RunWatch.isWell(now) ? 0 : 1;
    }

    private void list(Server server) throws InterruptedException {
        List<Document> waiting = server.list("/migrations").stream()
                .filter(each -> isTrue(each, "resumable") || isTrue(each, "paused"))
                .toList();
        connection.print(terminal.out(), waiting, this::table);
    }

    private static boolean isTrue(Document run, String field) {
        return run.get(field).filter(Value.Bool.TRUE::equals).isPresent();
    }

    private void table(List<Document> waiting) {
        if (waiting.isEmpty()) {
            terminal.out().println("No migration waits for going on.");
            return;
        }
        TextTable table = new TextTable("run", "migration", "state", "started", "why");
        for (Document each : waiting) {
            table.row(
                    Fields.text(each, "id"),
                    Fields.text(each, "title"),
                    isTrue(each, "paused") ? "PAUSED" : Fields.text(each, "state"),
                    Fields.text(each, "startedAt"),
                    Fields.text(each, "errors"));
        }
        table.print(terminal.out());
    }

    private static String sentence(String id, Document now) {
        String begin = "Run " + id + ": ";
        return RunWatch.isOver(now)
                ? begin
                        + (RunWatch.isWell(now)
                                ? "done, " + RunLine.count(now) + "."
                                : Fields.text(now, "state") + ". " + Fields.text(now, "errors"))
                : begin + RunLine.of(now) + ". It goes on at the server.";
    }
}
