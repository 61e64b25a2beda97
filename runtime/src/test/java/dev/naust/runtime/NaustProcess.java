package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The packaged {@code bin/naust} in a process of its own. */
final class NaustProcess implements AutoCloseable {
    static final String TOKEN = "test-token-0123456789abcdef0123456789";
    private static final String READY = "Naust is ready at ";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What is compiled again for speed pays only where a server runs for long, and takes a third of the time of its start. */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    /** One for all questions: each has connections that stay open, and a server takes only so many of them. */
    private final HttpClient client = HttpClient.newHttpClient();

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private NaustProcess(Process process) {
        this.process = process;
        this.readers = List.of(
                read(process.getInputStream(), output, "output"), read(process.getErrorStream(), errors, "errors"));
    }

    /** The distribution that the build has just made. */
    static Path distribution() {
        return Path.of(System.getProperty("naust.distribution"));
    }

    /** Starts the script with arguments in a folder. */
    static NaustProcess run(Path workingFolder, Map<String, String> variables, String... arguments) throws IOException {
        return run(distribution().resolve("bin").resolve("naust"), workingFolder, variables, arguments);
    }

    static NaustProcess run(Path script, Path workingFolder, Map<String, String> variables, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(workingFolder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("NAUST_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(variables);
        return new NaustProcess(builder.start());
    }

    /** Starts a server on any free port; its home is a folder. */
    static NaustProcess serve(Path home) throws IOException {
        return serve(home, SHORT_LIVED);
    }

    /** The same with other options for Java, separated by spaces. */
    static NaustProcess serve(Path home, String options) throws IOException {
        return run(
                home.getParent(),
                Map.of(
                        "NAUST_HOME",
                        home.toString(),
                        "NAUST_PORT",
                        "0",
                        "NAUST_API_TOKEN",
                        TOKEN,
                        "NAUST_JAVA_OPTS",
                        options),
                "start");
    }

    /** Waits for the line that says where it serves. */
    URI address() {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> ready() != null || !process.isAlive());
        assertThat(ready()).as("ready line; errors: %s", errors).isNotNull();
        return URI.create(ready().substring(READY.length()));
    }

    private String ready() {
        return output.stream()
                .filter(line -> line.startsWith(READY))
                .findFirst()
                .orElse(null);
    }

    /** Asks the server with the token of its first start. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address().resolve(path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Asks the server to change something, with the token of its first start. */
    HttpResponse<String> send(String method, String path, byte[] jar) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(jar));
        if (jar.length > 0) {
            request.header("Content-Type", "application/java-archive");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends JSON to the server with the same token. */
    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address().resolve(path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Sends SIGKILL, and waits until it has worked. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Sends SIGKILL at a moment that nothing in it decides, and waits until it has worked. */
    void killAfter(Duration time) {
        CompletableFuture.runAsync(
                        process::destroyForcibly,
                        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS))
                .join();
        process.onExit().join();
    }

    /** Sends SIGTERM, and unlike {@link Process#destroy} goes on listening. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Waits for the end and answers the exit code. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as("ended")
                .isTrue();
        for (Thread reader : readers) {
            reader.join(LIMIT.toMillis());
        }
        return process.exitValue();
    }

    /** The server's own process: the script has become Java. */
    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it wrote to its output so far. */
    List<String> output() {
        return List.copyOf(output);
    }

    /** What it wrote to its error stream so far, in one piece. */
    String errors() {
        return String.join("\n", errors);
    }

    private static Thread read(InputStream stream, List<String> lines, String name) {
        Thread reader = new Thread(
                () -> new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                        .lines()
                        .forEach(lines::add),
                "naust-" + name);
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    @Override
    public void close() {
        terminate();
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
