package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run's changes reach whoever watches, and the watching ends when it should. */
@Timeout(20)
class EventsTest {
    private final TestConsole console = new TestConsole();
    private final Client viewer = console.client().as(Role.VIEWER);

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void aRunIsToldFromWhereItStandsToItsEnd() throws Exception {
        console.runs().put("r1", Run.State.RUNNING, 10);
        CompletableFuture<List<String>> lines = read(viewer, "/api/v1/runs/r1/events");
        await().until(() -> console.runs().listeners() == 1);
        console.runs().put("other", Run.State.RUNNING, 1);
        console.runs().put("r1", Run.State.RUNNING, 60);
        console.runs().put("r1", Run.State.SUCCEEDED, 100);
        List<String> told = lines.get(10, TimeUnit.SECONDS);
        assertThat(told).filteredOn(line -> line.startsWith("event:")).hasSizeBetween(2, 3);
        assertThat(told).filteredOn(line -> line.startsWith("event:")).first().isEqualTo("event: state");
        assertThat(told).filteredOn(line -> line.startsWith("event:")).last().isEqualTo("event: runCompleted");
        assertThat(told).filteredOn(line -> line.startsWith("id:")).last().isEqualTo("id: 4");
        assertThat(told)
                .filteredOn(line -> line.startsWith("data:"))
                .allSatisfy(line -> assertThat(line).contains("\"id\":\"r1\"", "\"percentage\":"));
        await().until(() -> console.runs().listeners() == 0);
    }

    @Test
    void aFinishedRunIsToldOnceAndABrowserIsToldNotToComeBack() throws Exception {
        console.runs().put("r1", Run.State.FAILED, 10);
        List<String> told = read(viewer, "/api/v1/runs/r1/events").get(10, TimeUnit.SECONDS);
        assertThat(told).filteredOn(line -> line.startsWith("event:")).containsExactly("event: state");
        assertThat(viewer.with("Last-Event-ID", "1")
                        .get("/api/v1/runs/r1/events")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aSilentStreamShowsThatItLives() throws Exception {
        console.runs().put("r1", Run.State.RUNNING, 10);
        HttpResponse<InputStream> stream = viewer.stream("/api/v1/runs/r1/events");
        assertThat(stream.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        try (BufferedReader reader = reader(stream)) {
            String line = reader.readLine();
            while (!line.startsWith(": ")) {
                line = reader.readLine();
            }
            assertThat(line).isEqualTo(": alive");
        }
        await().until(() -> console.runs().listeners() == 0);
    }

    @Test
    void aStreamEndsSoonAfterItsReaderSignedOut() throws Exception {
        console.runs().put("r1", Run.State.RUNNING, 10);
        Client person = console.client().signedIn(Role.VIEWER);
        CompletableFuture<List<String>> lines = read(person, "/api/v1/runs/r1/events");
        await().until(() -> console.runs().listeners() == 1);
        assertThat(person.delete("/api/v1/session").status()).isEqualTo(204);
        assertThat(lines.get(10, TimeUnit.SECONDS)).isNotEmpty();
    }

    @Test
    void allRunsCanBeWatchedAtOnce() throws Exception {
        console.runs().put("old", Run.State.SUCCEEDED, 100);
        console.runs().put("r1", Run.State.RUNNING, 10);
        CompletableFuture<List<String>> lines = read(viewer, "/api/v1/events");
        await().until(() -> console.runs().listeners() == 1);
        console.runs().put("r2", Run.State.RUNNING, 1);
        console.runs().put("r2", Run.State.SUCCEEDED, 100);
        await().pollDelay(Duration.ofMillis(300)).until(() -> !lines.isDone());
        console.routes().close();
        List<String> told = lines.get(10, TimeUnit.SECONDS);
        assertThat(String.join("\n", told)).contains("\"r1\"", "\"r2\"").doesNotContain("\"old\"");
    }

    @Test
    void onlySoManyStreamsAreOpen() throws Exception {
        console.runs().put("r1", Run.State.RUNNING, 10);
        List<CompletableFuture<List<String>>> streams = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            streams.add(read(viewer, "/api/v1/runs/r1/events"));
        }
        await().until(() -> console.runs().listeners() == 40);
        Client.Answer refused = viewer.get("/api/v1/runs/r1/events");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("events.too_many");
        assertThat(viewer.get("/api/v1/runs/r1").status()).isEqualTo(200);
        console.runs().put("r1", Run.State.SUCCEEDED, 100);
        for (CompletableFuture<List<String>> stream : streams) {
            stream.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void anUnknownRunHasNoEvents() {
        assertThat(viewer.get("/api/v1/runs/none/events").code()).isEqualTo("run.not_found");
        assertThat(console.runs().find("none")).isEqualTo(Optional.empty());
    }

    private static CompletableFuture<List<String>> read(Client client, String path) throws Exception {
        HttpResponse<InputStream> stream = client.stream(path);
        return CompletableFuture.supplyAsync(
                () -> {
                    try (BufferedReader reader = reader(stream)) {
                        return reader.lines().toList();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> {
                    Thread thread = new Thread(task, "event-reader");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    private static BufferedReader reader(HttpResponse<InputStream> stream) {
        return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
    }
}
