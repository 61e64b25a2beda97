package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's bundle in a running server hears through EventAdmin of health, backups and requests, by the documented names. */
final class EventsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final String MAP = """
            {"collections": [{"store": "chinook", "collection": "Customer", "category": "contact", "purpose": "sales",
              "legalBasis": "contract", "subject": {"keys": {"email": "Email"}}, "erasure": {"policy": "delete"}}],
             "exempt": [{"store": "gone", "reason": "it never was"}]}
            """;

    @TempDir
    private Path folder;

    private Path home;
    private NaustProcess server;

    @Test
    void aBundleHearsOfHealthBackupsAndRequests() throws Exception {
        home = folder.resolve("home");
        try (NaustProcess started = NaustProcess.serve(home)) {
            server = started;
            server.address();
            PluginJar.drop(PluginJar.listener(), home.resolve("plugins"), "listener.jar");
            // A plugin is listed before it is started: it hears as soon as its file is there.
            until(() -> assertThat(home.resolve("data/events-seen")).exists());
            hearsOfHealth();
            hearsOfABackup();
            hearsOfARequest();
        }
    }

    private void hearsOfHealth() throws Exception {
        sent(201, "/api/v1/stores", "{\"id\": \"spare\", \"type\": \"memory\", \"connection\": {}}");
        sent(200, "/api/v1/stores/spare/health/check", "{}");
        heard(
                "dev/naust/health/onHealthChange ",
                "store=spare",
                "status=HEALTHY",
                "success=true",
                "type=healthChanged");
        sent(200, "/api/v1/stores/spare/reconnect", "{}");
        heard(
                "dev/naust/health/onReconnect ",
                "store=spare",
                "success=true",
                "type=reconnected",
                "consecutiveFailures=0");

        sent(
                201,
                "/api/v1/stores",
                "{\"id\": \"gone\", \"type\": \"redis\", \"connection\": {\"host\": \"127.0.0.1\", \"port\": 1},"
                        + " \"health\": {\"maxRetries\": 1, \"retryDelay\": \"100ms\"}}");
        heard(
                "dev/naust/health/onHealthChange ",
                "store=gone",
                "status=UNHEALTHY",
                "lastError=",
                "activeEndpoint=127.0.0.1:1");
        server.post("/api/v1/stores/gone/reconnect", "{}");
        heard("dev/naust/health/onReconnect ", "store=gone", "success=false", "type=reconnectFailed");
    }

    private void hearsOfABackup() throws Exception {
        String id = id(sent(202, "/api/v1/backups", "{\"store\": \"chinook\"}"));
        heard("dev/naust/run/backup ", "run.id=" + id, "type=backupStarted");
        heard(
                "dev/naust/run/backup ",
                "run.id=" + id,
                "type=backupCompleted",
                "run.state=SUCCEEDED",
                "run.percentage=100");
    }

    private void hearsOfARequest() throws Exception {
        Files.createDirectories(home.resolve("config/policies"));
        Files.writeString(home.resolve("config/policies/privacy-map.json"), MAP);
        String request = "/api/v1/privacy/requests/"
                + id(sent(
                        201,
                        "/api/v1/privacy/requests",
                        "{\"type\": \"ACCESS\", \"subject\": {\"email\": \"bjorn.hansen@yahoo.no\"}}"));
        sent(200, request + "/verify", "{\"method\": \"BankID\", \"evidence\": \"seen\"}");
        sent(200, request + "/approve", "{\"reason\": \"fine\"}");
        String run = id(sent(202, request + "/execute", "{}"));
        heard("dev/naust/run/privacy ", "run.id=" + run, "type=privacyCompleted", "run.state=SUCCEEDED");
        assertThat(events())
                .as("what a person is known by is told to nobody")
                .noneMatch(line -> line.contains("hansen"));
    }

    private String sent(int status, String path, String body) throws Exception {
        HttpResponse<String> answer = server.post(path, body);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(status);
        return answer.body();
    }

    private static String id(String answer) {
        Matcher found = ID.matcher(answer);
        assertThat(found.find()).as(answer).isTrue();
        return found.group(1);
    }

    private void heard(String topic, String... parts) {
        until(() -> assertThat(events())
                .anySatisfy(line -> assertThat(line).startsWith(topic).contains(parts)));
    }

    private List<String> events() throws Exception {
        Path file = home.resolve("data/events-seen");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static void until(ThrowingRunnable shown) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).untilAsserted(shown);
    }
}
