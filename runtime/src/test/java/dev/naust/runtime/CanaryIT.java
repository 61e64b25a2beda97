package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that was given to the server once is in no answer, page, log, report or file of it, whatever is done. */
final class CanaryIT {
    private static final String CANARY = "kanarifugl-4711-synger";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String EVERYTHING = """
            <configuration>
              <contextListener class="ch.qos.logback.classic.jul.LevelChangePropagator"/>
              <appender name="file" class="ch.qos.logback.core.FileAppender">
                <file>${naust.logs}/everything.log</file>
                <encoder><pattern>%level %logger %msg%n%ex</pattern></encoder>
              </appender>
              <root level="TRACE"><appender-ref ref="file"/></root>
            </configuration>
            """;
    private static final List<String> ADDRESSES = List.of(
            "/api/v1/stores",
            "/api/v1/stores/ID",
            "/api/v1/stores/ID/revisions",
            "/api/v1/stores/ID/collections",
            "/api/v1/stores/ID/health",
            "/api/v1/backups",
            "/api/v1/audit",
            "/backups",
            "/audit",
            "/metrics",
            "/api/v1/providers",
            "/api/v1/plugins",
            "/api/v1/runs",
            "/api/v1/migrations",
            "/",
            "/stores",
            "/stores/ID",
            "/stores/ID/edit",
            "/stores/ID/edit?view=json",
            "/stores/ID/history",
            "/providers",
            "/plugins",
            "/runs",
            "/migrations/new?source=chinook&target=ID");

    @TempDir
    Path folder;

    private final Map<String, String> said = new LinkedHashMap<>();

    private void hear(String what, HttpResponse<String> answer) {
        said.put(what + " " + said.size(), answer.statusCode() + " " + answer.headers() + " " + answer.body());
    }

    private void post(NaustProcess server, String path, String json) throws Exception {
        hear("POST " + path, server.post(path, json));
    }

    private static Map<String, String> stores(int port) {
        return Map.of(
                "shop",
                "{\"host\": \"localhost\", \"port\": " + port
                        + ", \"database\": \"postgres\", \"username\": \"postgres\", \"password\": \"" + CANARY + "\"}",
                "nobody",
                "{\"host\": \"localhost\", \"port\": 1, \"database\": \"x\", \"username\": \"u\", \"password\": \""
                        + CANARY + "\"}",
                "wrong",
                "{\"host\": \"localhost\", \"port\": " + port + ", \"database\": \"none\", \"username\": \"nobody\","
                        + " \"password\": \"" + CANARY + "\"}");
    }

    @Test
    void nothingThatTheServerSaysOrWritesHoldsASecret() throws Exception {
        Path home = folder.resolve("home");
        Path everything = Files.writeString(folder.resolve("everything.xml"), EVERYTHING);
        try (EmbeddedPostgres database = EmbeddedPostgres.start();
                NaustProcess server = NaustProcess.serve(
                        home, NaustProcess.SHORT_LIVED + " -Dlogback.configurationFile=" + everything)) {
            server.address();
            for (Map.Entry<String, String> store : stores(database.getPort()).entrySet()) {
                dock(server, store.getKey(), "postgres", store.getValue());
            }
            dock(server, "cache", "redis", "{\"host\": \"localhost\", \"port\": 1, \"password\": \"" + CANARY + "\"}");
            dock(
                    server,
                    "papers",
                    "mongodb",
                    "{\"uri\": \"mongodb://me:" + CANARY + "@localhost:1/papers?serverSelectionTimeoutMS=500\"}");
            misfits(server);
            ask(server);
            migrate(server);
            backUp(server);
            commands(home, database.getPort());
            said.put("threads", threads(server.pid()));
            said.put("output", String.join("\n", server.output()) + server.errors());
        }

        assertThat(said).hasSizeGreaterThan(90);
        said.forEach((what, text) -> assertThat(text).as(what).doesNotContain(CANARY));
        assertThat(home.resolve("logs/everything.log")).content().contains("TRACE ");
        for (Path file : files(home)) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .as(file.toString())
                    .doesNotContain(CANARY);
        }
    }

    private void dock(NaustProcess server, String id, String type, String connection) throws Exception {
        String json = "{\"id\": \"" + id + "\", \"type\": \"" + type + "\", \"connection\": " + connection + "}";
        post(server, "/api/v1/stores/validate", json);
        post(server, "/api/v1/stores/test", json);
        post(server, "/api/v1/stores?test=false", json);
        post(server, "/api/v1/stores/" + id + "/test", "{}");
    }

    /** The secret in places where none belongs. */
    private void misfits(NaustProcess server) throws Exception {
        for (String connection : List.of(
                "{\"passwrod\": \"" + CANARY + "\"}",
                "{\"host\": {\"password\": \"" + CANARY + "\"}}",
                "{\"host\": \"localhost\", \"port\": \"" + CANARY + "\"}",
                "{\"password\": [\"" + CANARY + "\"]}",
                "{\"host\": \"postgresql://u:" + CANARY + "@h/d\"}")) {
            dock(server, "misfit", "postgres", connection);
        }
    }

    private void ask(NaustProcess server) throws Exception {
        for (String id : List.of("shop", "nobody", "wrong", "cache", "papers")) {
            for (String address : ADDRESSES) {
                String path = address.replace("ID", id);
                hear("GET " + path, server.get(path));
            }
        }
    }

    private void migrate(NaustProcess server) throws Exception {
        for (String target : List.of("shop", "nobody")) {
            String wanted = "{\"source\": \"chinook\", \"target\": \"" + target + "\", \"collections\": [\"Artist\"]}";
            post(server, "/api/v1/migrations/plan", wanted);
            post(server, "/api/v1/migrations", wanted);
        }
        Matcher run = Pattern.compile("\"id\":\"([^\"]+)\"")
                .matcher(server.get("/api/v1/migrations").body());
        assertThat(run.find()).isTrue();
        String path = "/api/v1/migrations/" + run.group(1);
        await().atMost(SOON)
                .until(() -> server.get(path).body().matches("(?s).*\"state\":\"(SUCCEEDED|FAILED|COMPLETED).*"));
        hear(path, server.get(path));
        hear(path, server.get(path + "/report"));
        hear(path, server.get("/runs/" + run.group(1)));
    }

    /** A passphrase is a secret of whoever types it, also a wrong one. */
    private void backUp(NaustProcess server) throws Exception {
        post(server, "/api/v1/backups", "{\"store\": \"nobody\"}");
        post(
                server,
                "/api/v1/backups",
                "{\"store\": \"chinook\", \"collections\": [\"Artist\"], \"passphrase\": \"" + CANARY + "\"}");
        Matcher backup = Pattern.compile("\"id\":\"([^\"]+)\",\"store\":\"chinook\"")
                .matcher(server.get("/api/v1/backups").body());
        assertThat(backup.find()).isTrue();
        String path = "/api/v1/backups/" + backup.group(1);
        await().atMost(SOON).until(() -> server.get(path).body().contains("\"state\":\"SUCCEEDED\""));
        HttpResponse<String> tried = server.post(path + "/verify", "{\"passphrase\": \"" + CANARY + " not\"}");
        String run = "/api/v1/runs/" + id(tried);
        await().atMost(SOON).until(() -> server.get(run).body().contains("\"state\":\"FAILED\""));
        hear(run, server.get(run));
        hear(path, server.get(path));
        hear(path, server.get("/backups/" + backup.group(1)));
    }

    private static String id(HttpResponse<String> started) {
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(started.body());
        assertThat(id.find()).as(started.body()).isTrue();
        return id.group(1);
    }

    private void commands(Path home, int port) throws Exception {
        String reachable = "postgresql://postgres:" + CANARY + "@localhost:" + port + "/postgres";
        for (String target : List.of(
                reachable,
                "postgresql://nobody:" + CANARY + "@localhost:" + port + "/none",
                "postgresql://u:" + CANARY + "@localhost:1/x",
                "postgresql://u:" + CANARY + "@localhost:no-port/x")) {
            try (NaustProcess command = NaustProcess.run(
                    folder,
                    Map.of("NAUST_HOME", home.toString()),
                    "migrate",
                    "--from",
                    "sqlite:" + home.resolve("data/demo/chinook.db"),
                    "--to",
                    target)) {
                command.exitCode();
                said.put("command " + said.size(), String.join("\n", command.output()) + "\n" + command.errors());
            }
        }
    }

    private static String threads(long pid) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(tool.toString(), Long.toString(pid), "Thread.print")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    private static List<Path> files(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return new ArrayList<>(all.filter(Files::isRegularFile).toList());
        }
    }
}
