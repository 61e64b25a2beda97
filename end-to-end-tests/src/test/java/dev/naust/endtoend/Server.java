package dev.naust.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The packaged server in a process of its own, with a home of its own, on any free port. */
final class Server implements AutoCloseable {
    static final String PASSWORD = "a quiet harbour in the fog";

    private static final String READY = "Naust is ready at ";

    /** How many lines are told of a server that did not start. */
    private static final int LAST = 60;

    /**
     * What is compiled again for speed pays only where a server runs for long, and takes a third of the time of its start; with the
     * soak tests servers run as they do for people.
     */
    private static final String OPTIONS = Integer.getInteger("naust.kills", 2) > 2 ? "" : "-XX:TieredStopAtLevel=1";

    private final Process process;
    private final URI address;

    private Server(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it and waits until it serves. */
    static Server start(Path home) throws Exception {
        return start(home, "");
    }

    /** Starts it with an API token of the administrator. */
    static Server start(Path home, String token) throws Exception {
        return start(home, token, Map.of());
    }

    /** Starts it with more variables in its environment. */
    static Server start(Path home, String token, Map<String, String> variables) throws Exception {
        Path script = Path.of(System.getProperty("naust.distribution"), "bin", "naust");
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "start")
                .redirectError(home.resolve("errors.txt").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("NAUST_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("NAUST_HOME", home.toString());
        builder.environment().put("NAUST_PORT", "0");
        builder.environment().put("NAUST_JAVA_OPTS", OPTIONS);
        builder.environment().put("NAUST_ADMIN_PASSWORD", PASSWORD);
        if (!token.isEmpty()) {
            builder.environment().put("NAUST_API_TOKEN", token);
        }
        builder.environment().putAll(variables);
        Process process = builder.start();
        CompletableFuture<URI> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, home, ready), "naust-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return new Server(process, ready.get(180, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    "The server was not ready in time\nIts log:\n" + end(home.resolve("logs/naust.log")), e);
        }
    }

    private static void read(Process process, Path home, CompletableFuture<URI> ready) {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(last, line);
                if (line.startsWith(READY)) {
                    ready.complete(URI.create(line.substring(READY.length())));
                }
            }
            if (!ready.isDone()) {
                ready.completeExceptionally(new IllegalStateException("The server ended before it was ready, with "
                        + process.onExit().join().exitValue()
                        + "\nWhat it said last:\n" + String.join("\n", last)
                        + "\nIts errors:\n" + end(home.resolve("errors.txt"))
                        + "\nIts log:\n" + end(home.resolve("logs/naust.log"))));
            }
        } catch (IOException e) {
            ready.completeExceptionally(new UncheckedIOException(e));
        }
    }

    private static void add(Deque<String> last, String line) {
        if (last.size() == LAST) {
            last.removeFirst();
        }
        last.add(line);
    }

    private static String end(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        Deque<String> last = new ArrayDeque<>();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            lines.forEach(line -> add(last, line));
        }
        return String.join("\n", last);
    }

    /** The URL of a path. */
    String url(String path) {
        return address.resolve(path).toString();
    }

    /** Ends it as a power cut would. */
    void kill() {
        process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Ends it as a power cut would, at a moment that nothing in it decides; complete when it is gone. */
    CompletableFuture<Void> killAfter(Duration time) {
        Executor later = CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(this::kill, later);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(35, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
