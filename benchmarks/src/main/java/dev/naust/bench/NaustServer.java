package dev.naust.bench;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution's server in a process of its own, with {@code -Xmx256m}, whose stores are {@code origin} and {@code bench}. */
final class NaustServer implements AutoCloseable {
    private static final String READY = "Naust is ready at ";
    private static final String TOKEN = "naust_bench_0123456789abcdefghijklmnopqrstuv";
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Pattern UNDER_WAY = Pattern.compile("\"state\":\"(RUNNING|QUEUED)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path script;
    private final Path home;
    private Process process;
    private URI address;
    private double spent;

    private NaustServer(Path script, Path home) {
        this.script = script;
        this.home = home;
    }

    /**
     * Starts it.
     *
     * @param folder where it may keep its files; the SQLite file lies on the same disk
     */
    static NaustServer start(Path script, Path folder, Path file, PgServer target) throws IOException {
        Path home = Files.createTempDirectory(folder, "home");
        Files.createDirectories(home.resolve("data"));
        Files.createLink(home.resolve("data/origin.db"), file);
        NaustServer server = new NaustServer(script, home);
        server.store("origin", "{\"type\":\"sqlite\",\"connection\":{\"path\":\"data/origin.db\"}}");
        server.store("bench", target.configuration("bench"));
        server.start();
        return server;
    }

    private void store(String id, String configuration) throws IOException {
        Path file = home.resolve("config/stores/" + id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, configuration);
    }

    /** Starts it, again where it was killed, and waits until it serves. */
    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "start")
                .redirectError(home.resolve("errors.txt").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("NAUST_HOME", home.toString());
        environment.put("NAUST_PORT", "0");
        environment.put("NAUST_ADMIN_PASSWORD", "a quiet harbour in the fog");
        environment.put("NAUST_API_TOKEN", TOKEN);
        environment.put("NAUST_JAVA_OPTS", "-Xmx256m");
        process = builder.start();
        BufferedReader output = process.inputReader();
        String line;
        do {
            line = output.readLine();
        } while (line != null && !line.startsWith(READY));
        if (line == null) {
            throw new IOException(
                    "The server ended before it was ready: " + Files.readString(home.resolve("errors.txt")));
        }
        address = URI.create(line.substring(READY.length()));
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        spent = processorSeconds();
        process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    /** Processor seconds until now, of the server and of those that were killed before it. */
    double processorSeconds() {
        return process.toHandle()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1e3;
    }

    /** The greatest memory that it had until now, in MiB. */
    long peakMebibytes() {
        return Contender.peakOf(process.pid());
    }

    /** Starts a migration from origin to bench; returns its id. */
    String migrate(String options) throws IOException, InterruptedException {
        return text(
                send(
                        "POST",
                        "/migrations",
                        "{\"source\":\"origin\",\"target\":\"bench\",\"options\":{" + options + "}}"),
                "id");
    }

    /** Waits until so many records of a run are done. */
    void awaitProcessed(String run, long records) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> processed(run) >= records);
    }

    private long processed(String run) throws IOException, InterruptedException {
        Matcher found = Pattern.compile("\"processed\":([0-9]+)").matcher(send("GET", "/runs/" + run, ""));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /** What the run's report says that it took, in seconds. */
    double reported(String run) throws IOException, InterruptedException {
        Matcher found =
                Pattern.compile("\"seconds\":([0-9.]+)").matcher(send("GET", "/migrations/" + run + "/report", ""));
        if (!found.find()) {
            throw new IOException("The report of run " + run + " does not say how long it took");
        }
        return Double.parseDouble(found.group(1));
    }

    /** Waits for a run's end; returns how long it took by its own clock. */
    Duration took(String run) throws IOException, InterruptedException {
        String answer = await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> send("GET", "/runs/" + run, ""),
                        now -> !UNDER_WAY.matcher(now).find());
        if (!answer.contains("\"state\":\"SUCCEEDED\"")) {
            throw new IOException("The run did not succeed: " + answer);
        }
        return Duration.between(Instant.parse(text(answer, "startedAt")), Instant.parse(text(answer, "finishedAt")));
    }

    /** Reads everything that is told of a run, until it is over, on so many threads. */
    List<Thread> watch(String run, int readers) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            Thread reader = new Thread(() -> readEvents(run), "reader-" + i);
            reader.setDaemon(true);
            reader.start();
            threads.add(reader);
        }
        return threads;
    }

    private void readEvents(String run) {
        HttpRequest request = request("/runs/" + run + "/events").GET().build();
        try (InputStream events =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            events.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve("/api/v1" + path)).header("Authorization", "Bearer " + TOKEN);
    }

    private String send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(10))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 400) {
            throw new IOException(method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static String text(String json, String name) throws IOException {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!found.find()) {
            throw new IOException("There is no " + name + " in " + json);
        }
        return found.group(1);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(35, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(home)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
