package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

    /** How soon a store that does not answer must be shown as such. */
    private static final Duration SHOWN = Duration.ofSeconds(4);

    @TempDir
    static Path folder;

    private static NaustProcess server;

    @TempDir
    Path databaseFolder;

    @BeforeAll
    static void start() throws Exception {
        server = NaustProcess.serve(folder.resolve("home"));
        server.address();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static void dock(String id, PrimaryAndReplica databases) throws Exception {
        dock(
                id,
                "postgres",
                "{\"host\": \"localhost\", \"port\": " + databases.primaryPort()
                        + ", \"database\": \"postgres\", \"username\": \"postgres\", \"ssl\": {\"mode\": \"disable\"}}",
                "",
                "[{\"port\": " + databases.replicaPort() + "}]");
    }

    private static void dock(String id, String type, String connection, String more, String failover) throws Exception {
        String definition = "{\"id\": \"" + id + "\", \"type\": \"" + type + "\", \"connection\": " + connection
                + ", \"classification\": \"RESTRICTED\", \"residency\": \"norway\","
                + " \"health\": {\"interval\": \"500ms\", \"timeout\": \"1s\", \"maxRetries\": 1, \"retryDelay\":"
                + " \"100ms\", \"hold\": \"1s\"" + more + "}, \"failover\": " + failover + "}";
        HttpResponse<String> made = server.post("/api/v1/stores", definition);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        waiting(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(health(id)).contains("\"HEALTHY\""));
    }

    private static ConditionFactory waiting(Duration limit) {
        return await().atMost(limit).pollInterval(Duration.ofMillis(100));
    }

    private static String health(String store) throws Exception {
        return server.get("/api/v1/stores/" + store + "/health").body().replaceAll(",\"history\".*", "");
    }

    private static int write(String store, int id) throws Exception {
        return server.post(
                        "/api/v1/stores/" + store + "/collections/items/records",
                        "{\"id\": " + id + ", \"name\": \"kept\"}")
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
    void a_paused_and_restarted_database_under_load_is_unhealthy_within_its_time_and_healthy_when_it_goes_on()
            throws Exception {
        refusesAPlaceWhereTheDataMayNotBe();
        try (PrimaryAndReplica databases = new PrimaryAndReplica(databaseFolder)) {
            dock("tills", databases);
            assertThat(write("tills", 1)).isEqualTo(201);
            try (Load load = new Load(() -> server.get("/api/v1/stores/tills/collections/items/records?limit=1"))) {
                waiting(BACK).until(() -> load.served() > 20);
                int threads = threads();

                databases.pause();
                try {
                    waiting(SHOWN)
                            .untilAsserted(() -> assertThat(health("tills"))
                                    .contains("\"UNHEALTHY\"", "\"TEMPORARILY_UNAVAILABLE\"", "did not answer within"));
                    // A store beside it, the overview and the server's readiness are not held up.
                    assertPrompt("/api/v1/stores/chinook/collections");
                    assertPrompt("/api/v1/health");
                    assertPrompt("/readyz");
                    assertThat(health("tills"))
                            .contains("\"activeEndpoint\":\"localhost:" + databases.primaryPort() + "\"");
                } finally {
                    databases.resume();
                }
                waiting(BACK).untilAsserted(() -> assertThat(health("tills")).contains("\"HEALTHY\""));
                waiting(BACK).until(() -> write("tills", 2) == 201);

                databases.crash();
                waiting(BACK)
                        .untilAsserted(() -> assertThat(health("tills"))
                                .contains("\"consecutiveFailures\":0", "\"HEALTHY\"")
                                .contains("\"activeEndpoint\":\"localhost:" + databases.primaryPort() + "\""));
                waiting(BACK).until(() -> write("tills", 3) == 201);

                long before = load.served();
                waiting(BACK).until(() -> load.served() > before + 20);
                waiting(BACK)
                        .untilAsserted(() -> assertThat(threads())
                                .as("threads, of which no failed call kept one")
                                .isLessThan(threads + 20));
            }
        }
    }

    @Test
    void a_killed_database_is_left_for_its_promoted_standby_and_the_choice_outlives_a_restart() throws Exception {
        try (PrimaryAndReplica databases = new PrimaryAndReplica(databaseFolder)) {
            dock("shop", databases);
            assertThat(write("shop", 1)).isEqualTo(201);
            // A standby follows a little behind; what it has not received goes with the primary.
            waiting(BACK)
                    .until(() ->
                            databases.onReplica("SELECT count(*) FROM items").equals("1"));

            databases.kill();
            waiting(BACK)
                    .untilAsserted(() -> assertThat(health("shop"))
                            .contains("\"UNHEALTHY\"", "takes no changes, as a standby does"));
            databases.promote();
            waiting(BACK)
                    .untilAsserted(() -> assertThat(health("shop"))
                            .contains(
                                    "\"HEALTHY\"", "\"activeEndpoint\":\"localhost:" + databases.replicaPort() + "\""));

            assertThat(write("shop", 2)).isEqualTo(201);
            assertThat(databases.onReplica("SELECT string_agg(id::text, ',' ORDER BY id) FROM items"))
                    .isEqualTo("1,2");
            assertThat(health("shop")).contains("\"primary\":true,\"active\":false,\"fenced\":true");
            HttpResponse<String> home = server.post("/api/v1/stores/shop/reconnect", "{\"failback\": true}");
            assertThat(home.statusCode()).as(home.body()).isIn(409, 502, 503);
            assertThat(server.get("/metrics").body()).contains("naust_store_away{store=\"shop\"} 1.0");

            server.close();
            server = NaustProcess.serve(folder.resolve("home"));
            server.address();
            waiting(Duration.ofSeconds(20)).until(() -> write("shop", 3) == 201);
            assertThat(databases.onReplica("SELECT count(*) FROM items")).isEqualTo("3");
        }
    }

    @Test
    void a_redis_is_left_for_its_promoted_replica_never_for_a_stranger_and_gone_back_to_by_policy() throws Exception {
        try (RedisUnderTest primary = new RedisUnderTest();
                RedisUnderTest replica = new RedisUnderTest();
                RedisUnderTest stranger = new RedisUnderTest()) {
            replica.follow(primary);
            dock(
                    "till",
                    "redis",
                    "{\"host\": \"127.0.0.1\", \"port\": " + primary.port()
                            + ", \"timeouts\": {\"connect\": \"1s\", \"command\": \"1s\"}}",
                    ", \"failback\": \"auto\"",
                    "[{\"port\": " + stranger.port() + "}, {\"port\": " + replica.port() + "}]");
            try (Load load = new Load(() -> enqueue("till"))) {
                waiting(BACK).until(() -> load.served() > 20);
                int threads = threads();

                long paused = primary.pause();
                try {
                    waiting(SHOWN)
                            .untilAsserted(() -> assertThat(health("till"))
                                    .contains("\"UNHEALTHY\"", "it is another database", "as a standby does"));
                } finally {
                    primary.resume(paused);
                }
                waiting(BACK).untilAsserted(() -> assertThat(health("till")).contains("\"HEALTHY\""));

                primary.kill();
                replica.promote();
                waiting(BACK).untilAsserted(() -> assertAt("till", replica));
                waiting(BACK).until(() -> enqueue("till").statusCode() == 201);

                // It comes back beside the other, and nobody writes there.
                primary.start();
                waiting(BACK)
                        .untilAsserted(
                                () -> assertThat(health("till")).contains("came back and still accepts changes"));
                long before = load.served();
                waiting(BACK).until(() -> load.served() > before + 20);
                assertThat(primary.ask("DBSIZE")).isEqualTo(":0");
                assertThat(stranger.ask("DBSIZE")).isEqualTo(":0");

                primary.follow(replica);
                waiting(BACK)
                        .untilAsserted(() -> assertThat(health("till"))
                                .contains("instead of")
                                .doesNotContain("\"fenced\":true"));
                assertAt("till", replica);
                primary.promote();
                waiting(BACK).untilAsserted(() -> assertAt("till", primary));
                waiting(BACK).until(() -> enqueue("till").statusCode() == 201);
                assertThat(stranger.ask("DBSIZE")).isEqualTo(":0");
                waiting(BACK)
                        .untilAsserted(() -> assertThat(threads())
                                .as("threads, of which no failed call kept one")
                                .isLessThan(threads + 20));
            }
        }
    }

    @Test
    void a_bundle_that_knows_felix_health_checks_sees_one_for_each_store_as_long_as_it_is_there() throws Exception {
        Path home = folder.resolve("home");
        PluginJar.drop(PluginJar.observer(), home.resolve("plugins"), "observer.jar");
        HttpResponse<String> made =
                server.post("/api/v1/stores", "{\"id\": \"spare\", \"type\": \"memory\", \"connection\": {}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(server.post("/api/v1/stores/spare/health/check", "{}").statusCode())
                .isEqualTo(200);
        Path seen = home.resolve("data/health-checks");
        waiting(BACK)
                .untilAsserted(
                        () -> assertThat(seen).content().contains("Naust: OK", "Store spare: OK", "Store chinook: "));

        Files.delete(home.resolve("config/stores/spare.json"));
        waiting(BACK.multipliedBy(3))
                .untilAsserted(() ->
                        assertThat(seen).content().contains("Store chinook: ").doesNotContain("Store spare"));
    }

    private static void assertAt(String store, RedisUnderTest endpoint) throws Exception {
        assertThat(health(store)).contains("\"HEALTHY\"", "\"activeEndpoint\":\"127.0.0.1:" + endpoint.port() + "\"");
    }

    private static HttpResponse<String> enqueue(String store) throws Exception {
        return server.post("/api/v1/stores/" + store + "/queues/mail/jobs", "{\"data\": {\"to\": \"somebody\"}}");
    }

    private static void assertPrompt(String path) throws Exception {
        long begin = System.nanoTime();
        assertThat(server.get(path).statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(path).isLessThan(Duration.ofSeconds(2));
    }

    /** How many threads the server has. */
    private static int threads() throws Exception {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_threads_live_threads"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** Four who ask again and again, whatever they are answered. */
    private static final class Load implements AutoCloseable {
        private final ExecutorService askers = Executors.newFixedThreadPool(4);
        private final AtomicLong served = new AtomicLong();
        private volatile boolean over;

        Load(Callable<HttpResponse<String>> question) {
            for (int i = 0; i < 4; i++) {
                askers.submit(() -> {
                    while (!over) {
                        ask(question);
                    }
                });
            }
        }

        private void ask(Callable<HttpResponse<String>> question) {
            try {
                if (question.call().statusCode() < 300) {
                    served.incrementAndGet();
                }
            } catch (IOException late) {
                // What it was told then is not what is asked here; the next call shows whether the server lives.
                served.get();
            } catch (Exception e) {
                over = true;
            }
        }

        long served() {
            return served.get();
        }

        @Override
        public void close() {
            over = true;
            askers.shutdownNow();
            await().atMost(Duration.ofSeconds(20)).until(askers::isTerminated);
        }
    }
}
