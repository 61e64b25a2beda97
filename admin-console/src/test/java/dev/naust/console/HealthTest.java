package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Health.Status;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How stores are, as programs and people hear of it. */
@Timeout(20)
final class HealthTest {
    private final TestConsole console = new TestConsole();
    private final Client viewer = console.client().as(Role.VIEWER);

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void a_store_says_how_it_is_where_it_is_and_how_it_was() {
        console.health().set("chinook", Status.UNHEALTHY, "Nothing answers at db-2.");
        assertThat(viewer.get("/api/v1/stores/chinook/health").body())
                .contains(
                        "\"status\":\"UNHEALTHY\"",
                        "\"lastError\":\"Nothing answers at db-2.\"",
                        "\"consecutiveFailures\":4",
                        "\"activeEndpoint\":\"db-2:5432\"",
                        "\"latencyMs\":2.5",
                        "\"history\":[");
        assertThat(viewer.get("/api/v1/stores/chinook").body()).contains("\"health\":{", "\"status\":\"UNHEALTHY\"");
        assertThat(viewer.get("/api/v1/health").body()).contains("\"UNHEALTHY\":1");
        assertThat(viewer.get("/api/v1/stores/nothing/health").status()).isEqualTo(404);
    }

    @Test
    void only_an_operator_reconnects() {
        console.health().set("chinook", Status.UNHEALTHY, "Down.");
        assertThat(viewer.post("/api/v1/stores/chinook/reconnect").status()).isEqualTo(403);
        Client operator = console.client().as(Role.OPERATOR);
        assertThat(operator.post("/api/v1/stores/chinook/reconnect", "{\"failback\": true}")
                        .body())
                .contains("\"HEALTHY\"");
        assertThat(operator.post("/api/v1/stores/chinook/reconnect", "{\"failback\": true, \"endpoint\": \"db-1\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void all_stores_are_watched_or_not_at_once() {
        console.health().set("chinook", Status.HEALTHY, "");
        assertThat(viewer.post("/api/v1/health/stop").status()).isEqualTo(403);
        Client operator = console.client().as(Role.OPERATOR);
        assertThat(operator.post("/api/v1/health/start").body()).contains("\"store\":\"chinook\"");
        assertThat(operator.post("/api/v1/health/stop").body()).contains("\"items\":[]");
    }

    @Test
    void the_overview_names_a_schedule_whose_backup_could_not_begin() {
        console.backups().scheduleFailed("nightly", "There is no location cellar.");
        assertThat(console.client().signedIn(Role.OPERATOR).get("/").body())
                .contains("Backup schedule nightly", "There is no location cellar.");
    }

    @Test
    void who_asks_whether_the_server_is_ready_hears_why_not_and_no_name_of_a_store() {
        assertThat(console.client().get("/readyz").body()).isEqualTo("ready\n");
        console.health().notReady("The server's own state cannot be reached.");
        Client.Answer answer = console.client().get("/readyz");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("not ready\n- The server's own state cannot be reached.\n");
    }

    @Test
    void the_stream_of_everything_tells_of_health() throws Exception {
        CompletableFuture<String> told = CompletableFuture.supplyAsync(() -> {
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(viewer.stream("/api/v1/events").body(), StandardCharsets.UTF_8))) {
                return lines.lines()
                        .filter(line -> line.equals("event: healthChanged"))
                        .findFirst()
                        .orElse("");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> console.health().listeners() == 1);
        console.health().set("chinook", Status.DEGRADED, "Slow.");
        assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("event: healthChanged");
    }

    @Test
    void the_overview_names_an_unhealthy_store_first_and_its_page_draws_the_checks() {
        console.health().set("chinook", Status.UNHEALTHY, "Nothing answers at db-2.");
        Client.Answer overview = console.client().signedIn(Role.OPERATOR).get("/");
        assertThat(overview.body())
                .contains(
                        "Needs a look", "Store chinook", "Nothing answers at db-2.", "No backup proven restorable yet");
        Client.Answer page = console.client().signedIn(Role.OPERATOR).get("/stores/chinook");
        assertThat(page.body()).contains("<svg class=\"checks\" role=\"img\"", "1 failed", "Fail back", "db-1:5432");
    }
}
