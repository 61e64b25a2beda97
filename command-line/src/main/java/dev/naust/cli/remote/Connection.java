package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.cli.Refusal;
import dev.naust.json.JsonValues;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command to a server has. */
final class Connection {
    private static final String USUAL = "http://127.0.0.1:7070";

    @Option(names = "--url", paramLabel = "URL", description = "where the server is (NAUST_URL, or " + USUAL + ")")
    private @Nullable String url;

    @Option(names = "--token", paramLabel = "TOKEN", description = "an API token (NAUST_API_TOKEN)")
    private @Nullable String token;

    @Option(names = "--json", description = "print the server's answer as JSON")
    private boolean json;

    /** The server that the options or the variables name. */
    Server server(Map<String, String> environment) {
        String address = Optional.ofNullable(url)
                .or(() -> variable(environment, "NAUST_URL"))
                .orElse(USUAL);
        try {
            URI base = URI.create(address.replaceFirst("/+$", "") + "/");
            if (base.getHost() == null || !List.of("http", "https").contains(base.getScheme())) {
                throw new IllegalArgumentException("no host");
            }
            return new Server(base, Optional.ofNullable(token).or(() -> variable(environment, "NAUST_API_TOKEN")));
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("\"" + address + "\" is no address of a server: give one such as " + USUAL + ".");
        }
    }

    /** Whether answers are printed as the server gave them. */
    boolean isJson() {
        return json;
    }

    /** Prints a list as JSON, or otherwise as the caller does. */
    void print(PrintStream out, List<Document> items, Consumer<List<Document>> table) {
        if (json) {
            out.println(
                    new JsonValues().writePretty(Document.of(Map.of("items", new Value.Array(List.copyOf(items))))));
        } else {
            table.accept(items);
        }
    }

    /** Prints an object as JSON, or otherwise a sentence. */
    void print(PrintStream out, Document answer, String sentence) {
        out.println(json ? new JsonValues().writePretty(answer) : sentence);
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
