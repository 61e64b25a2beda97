package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A real database that is paused, killed and replaced by its standby under a running server. */
@DisabledOnOs(OS.WINDOWS)
@Isolated("what it measures is a machine that has nothing else to do")
final class FailoverIT {
    /** How soon the store must be back, once there is a server that takes changes. */
    private static final Duration BACK = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private PrimaryAndReplica databases;
    private NaustProcess server;

    @BeforeEach
    void start() throws Exception {
        databases = new PrimaryAndReplica(folder);
        server = NaustProcess.serve(folder.resolve("home"));
        server.address();
        dock("shop", ", \"failover\": [{\"port\": " + databases.replicaPort() + "}]");
        waiting(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(health("shop")).contains("\"HEALTHY\""));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        databases.close();
    }

    private void dock(String id, String more) throws Exception {
        String definition = "{\"id\": \"" + id + "\", \"type\": \"postgres\", \"connection\": {\"host\": \"localhost\","
                + " \"port\": " + databases.primaryPort() + ", \"database\": \"postgres\", \"username\": \"postgres\","
                + " \"ssl\": {\"mode\": \"disable\"}}, \"classification\": \"RESTRICTED\", \"residency\": \"norway\","
                + " \"health\": {\"interval\": \"500ms\", \"timeout\": \"1s\", \"maxRetries\": 1, \"retryDelay\":"
                + " \"100ms\", \"hold\": \"1s\"}" + more + "}";
        HttpResponse<String> made = server.post("/api/v1/stores", definition);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }

    private static ConditionFactory waiting(Duration limit) {
        return await().atMost(limit).pollInterval(Duration.ofMillis(100));
    }

    private String health(String store) throws Exception {
        return server.get("/api/v1/stores/" + store + "/health").body().replaceAll(",\"history\".*", "");
    }

    private int write(int id) throws Exception {
        return server.post("/api/v1/stores/shop/collections/items/records", "{\"id\": " + id + ", \"name\": \"kept\"}")
                .statusCode();
    }

    /** Where the data may not be, the server does not go in need either. */
    private void refusesAPlaceWhereTheDataMayNotBe() throws Exception {
        HttpResponse<String> refused = server.post(
                "/api/v1/stores",
                "{\"id\": \"abroad\", \"type\": \"postgres\", \"connection\": {\"host\": \"localhost\", \"database\":"
                        + " \"postgres\", \"username\": \"postgres\"}, \"classification\": \"SECRET\", \"residency\":"
                        + " \"norway\", \"failover\": [{\"host\": \"replica-1\", \"residency\": \"eu\"}]}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("/failover/0/residency", "norway only");
    }

    @Test
    void a_paused_database_is_unhealthy_within_its_time_and_healthy_when_it_goes_on() throws Exception {
        refusesAPlaceWhereTheDataMayNotBe();
        assertThat(write(1)).isEqualTo(201);

        databases.pause();
        try {
            waiting(Duration.ofSeconds(4))
                    .untilAsserted(() -> assertThat(health("shop"))
                            .contains("\"UNHEALTHY\"", "\"TEMPORARILY_UNAVAILABLE\"", "did not answer within"));
            // A store beside it is not held up.
            assertThat(server.get("/api/v1/stores/chinook/collections").statusCode())
                    .isEqualTo(200);
            assertThat(health("shop")).contains("\"activeEndpoint\":\"localhost:" + databases.primaryPort() + "\"");
        } finally {
            databases.resume();
        }

        waiting(BACK).untilAsserted(() -> assertThat(health("shop")).contains("\"HEALTHY\""));
        waiting(BACK).until(() -> write(2) == 201);
    }

    @Test
    void a_killed_database_is_left_for_its_promoted_standby_and_the_choice_outlives_a_restart() throws Exception {
        assertThat(write(1)).isEqualTo(201);
        // A standby follows a little behind; what it has not received goes with the primary.
        waiting(BACK)
                .until(() -> databases.onReplica("SELECT count(*) FROM items").equals("1"));

        databases.kill();
        waiting(BACK)
                .untilAsserted(() ->
                        assertThat(health("shop")).contains("\"UNHEALTHY\"", "takes no changes, as a standby does"));
        databases.promote();
        waiting(BACK)
                .untilAsserted(() -> assertThat(health("shop"))
                        .contains("\"HEALTHY\"", "\"activeEndpoint\":\"localhost:" + databases.replicaPort() + "\""));

        assertThat(write(2)).isEqualTo(201);
        assertThat(databases.onReplica("SELECT string_agg(id::text, ',' ORDER BY id) FROM items"))
                .isEqualTo("1,2");
        assertThat(health("shop")).contains("\"primary\":true,\"active\":false,\"fenced\":true");
        HttpResponse<String> home = server.post("/api/v1/stores/shop/reconnect", "{\"failback\": true}");
        assertThat(home.statusCode()).as(home.body()).isIn(409, 502, 503);
        assertThat(server.get("/metrics").body()).contains("naust_store_away{store=\"shop\"} 1.0");

        server.close();
        server = NaustProcess.serve(folder.resolve("home"));
        server.address();
        waiting(Duration.ofSeconds(20)).until(() -> write(3) == 201);
        assertThat(databases.onReplica("SELECT count(*) FROM items")).isEqualTo("3");
    }
}
