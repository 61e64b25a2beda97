package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers over one PostgreSQL, one of which is killed again and again: what it had goes on at the other, once. */
class SeveralServersIT {
    private static final int KILLS = Math.min(5, Integer.getInteger("naust.kills", 2));
    private static final int JOBS = 2_000;
    private static final int WORKERS = 6;
    private static final String TOKEN = "naust_test_0123456789abcdefghijklmnopqrstuv";
    private static final Pattern JOB =
            Pattern.compile("\"id\":\"([^\"]+)\",\"data\":\\{\"n\":(\\d+)},\"attempt\":\\d+,\"token\":\"?(\\d+)");

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final AtomicReferenceArray<Server> servers = new AtomicReferenceArray<>(2);
    private final Random random = new Random(3);

    @BeforeAll
    static void fill() throws Exception {
        assumeTrue(KILLS > 2, "Many kills are for ./naust test --all");
        postgres = EmbeddedPostgres.builder().start();
        sql("postgres", "CREATE DATABASE state", "CREATE DATABASE origin", "CREATE DATABASE copy");
        sql(
                "origin",
                "CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL)",
                "INSERT INTO customer SELECT n, 'Åse ' || md5(n::text) FROM generate_series(1, 40000) n",
                "CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint REFERENCES customer, amount numeric(12,2))",
                "INSERT INTO purchase SELECT n, 1 + n % 40000, n / 3.0 FROM generate_series(1, 80000) n");
        for (int home = 0; home < 2; home++) {
            for (String store : List.of("origin", "copy")) {
                Path file = folder.resolve("home" + home + "/config/stores/" + store + ".json");
                Files.createDirectories(file.getParent());
                Files.writeString(
                        file,
                        "{\"type\":\"postgres\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":" + postgres.getPort()
                                + ",\"database\":\"" + store
                                + "\",\"username\":\"postgres\",\"ssl\":{\"mode\":\"disable\"}}}");
            }
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void startServers() throws Exception {
        start(0);
        start(1);
    }

    @AfterEach
    void stopServers() {
        servers.get(0).close();
        servers.get(1).close();
    }

    private void start(int number) throws Exception {
        servers.set(
                number,
                Server.start(
                        folder.resolve("home" + number),
                        TOKEN,
                        Map.of(
                                "STORAGE_BACKEND",
                                "postgres",
                                "POSTGRESQL_URL",
                                "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/state?sslmode=disable",
                                "NAUST_MASTER_KEY",
                                "0f".repeat(32),
                                "NAUST_RUN_LEASE",
                                "3s")));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> send(number, "GET", "/stores", "").contains("\"items\""));
    }

    @Test
    void aMigrationGoesOnAtTheOtherServerWhicheverIsKilled() throws Exception {
        String run = id(send(
                0,
                "POST",
                "/migrations",
                "{\"source\":\"origin\",\"target\":\"copy\",\"options\":{\"batchSize\":500,\"rateLimit\":8000}}"));
        int kills = 0;
        for (; kills < KILLS && !isOver(1 - kills % 2, run); kills++) {
            int victim = kills % 2;
            servers.get(victim)
                    .killAfter(Duration.ofMillis(2_000 + random.nextInt(2_000)))
                    .join();
            int other = 1 - victim;
            long taken = rows();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> isOver(other, run) || rows() > taken && isRunning(other, run));
            start(victim);
        }
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> isOver(0, run));
        String end = send(1, "GET", "/migrations/" + run, "");
        assertThat(end).as("after " + kills + " kills").contains("\"state\":\"SUCCEEDED\"");
        assertThat(kills).isGreaterThan(1);
        for (String table : List.of("customer", "purchase")) {
            assertThat(content("copy", table)).isEqualTo(content("origin", table));
        }
    }

    private static String id(String answer) {
        Matcher found = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(answer);
        assertThat(found.find()).as(answer).isTrue();
        return found.group(1);
    }

    @Test
    void ofARunThatIsResumedAndOneThatBeginsIntoTheSameTargetOneGoesOn() throws Exception {
        String asked = "{\"source\":\"origin\",\"target\":\"copy\",\"collections\":[\"customer\"],\"options\":"
                + "{\"conflict\":\"OVERWRITE\",\"batchSize\":500,\"rateLimit\":8000}}";
        ExecutorService together = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < KILLS; round++) {
                String left = id(send(0, "POST", "/migrations", asked));
                soon().until(() -> isRunning(0, left));
                send(0, "POST", "/migrations/" + left + "/cancel", "{}");
                soon().until(() -> isOver(1, left));
                CyclicBarrier both = new CyclicBarrier(2);
                Future<HttpResponse<String>> resumed = together.submit(() -> {
                    both.await();
                    return exchange(1, "POST", "/migrations/" + left + "/resume", "{}");
                });
                Future<HttpResponse<String>> begun = together.submit(() -> {
                    both.await();
                    return exchange(0, "POST", "/migrations", asked);
                });
                List<String> ends = List.of(end(resumed.get()), end(begun.get()));
                assertThat(ends)
                        .as("round " + round + ": " + ends)
                        .filteredOn(end -> end.contains("\"state\":\"SUCCEEDED\""))
                        .hasSize(1);
                assertThat(ends)
                        .as("round " + round + ": " + ends)
                        .filteredOn(end -> end.contains("Another migration into "))
                        .hasSize(1);
                assertThat(content("copy", "customer")).isEqualTo(content("origin", "customer"));
            }
        } finally {
            together.shutdownNow();
        }
    }

    /** How a run stands that was accepted when it is over, or why none was. */
    private String end(HttpResponse<String> answer) throws Exception {
        if (answer.statusCode() != 202) {
            return answer.body();
        }
        String run = id(answer.body());
        soon().until(() -> isOver(0, run));
        return send(0, "GET", "/migrations/" + run, "");
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(120));
    }

    private boolean isOver(int server, String run) throws Exception {
        String now = send(server, "GET", "/migrations/" + run, "");
        return !now.contains("\"state\":\"QUEUED\"") && !isRunning(now);
    }

    private boolean isRunning(int server, String run) throws Exception {
        return isRunning(send(server, "GET", "/migrations/" + run, ""));
    }

    private static boolean isRunning(String now) {
        return now.contains("\"state\":\"RUNNING\"");
    }

    private static long rows() throws SQLException {
        return Long.parseLong(one(
                "copy",
                "SELECT coalesce(sum(n_live_tup), 0) + (SELECT sum(xact_commit) FROM pg_stat_database WHERE datname = 'copy')"
                        + " FROM pg_stat_user_tables"));
    }

    @Test
    void eachJobIsDoneOnceWhicheverServerIsKilled() throws Exception {
        StringBuilder ids = new StringBuilder();
        for (int n = 0; n < JOBS; n++) {
            ids.append(send(0, "POST", "/stores/copy/queues/work/jobs", "{\"data\":{\"n\":" + n + "}}"));
        }
        assertThat(ids.toString().split("\"id\"")).hasSize(JOBS + 1);
        Map<String, Integer> done = new ConcurrentHashMap<>();
        Set<String> unheard = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            int first = i;
            Thread worker = new Thread(() -> work(first, done, unheard, over), "naust-test-worker-" + i);
            worker.start();
            workers.add(worker);
        }
        for (int kill = 0; kill < KILLS; kill++) {
            int enough = (kill + 1) * JOBS / (KILLS + 2);
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> done.size() >= enough);
            servers.get(kill % 2).kill();
            start(kill % 2);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> one("copy", "SELECT count(*) FROM naust_jobs").equals("0"));
        over.set(true);
        for (Thread worker : workers) {
            worker.join(30_000);
        }
        assertThat(done.values()).allMatch(times -> times == 1);
        unheard.removeAll(done.keySet());
        assertThat(done.size() + unheard.size()).isEqualTo(JOBS);
    }

    /** Asks one server after the other: one that is killed answers nothing. */
    private void work(int first, Map<String, Integer> done, Set<String> unheard, AtomicBoolean over) {
        for (int turn = first; !over.get(); turn++) {
            int server = turn % 2;
            try {
                String answer =
                        send(server, "POST", "/stores/copy/queues/work/jobs/dequeue", "{\"leaseSeconds\":5,\"max\":1}");
                Matcher job = JOB.matcher(answer);
                if (job.find()) {
                    acknowledge(server, job, done, unheard);
                }
            } catch (IOException e) {
                // The server was killed meanwhile; the other one is asked next.
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private void acknowledge(int server, Matcher job, Map<String, Integer> done, Set<String> unheard) throws Exception {
        try {
            HttpResponse<String> answer = exchange(
                    server,
                    "POST",
                    "/stores/copy/queues/work/jobs/" + job.group(1) + "/ack",
                    "{\"token\":" + job.group(3) + "}");
            if (answer.statusCode() / 100 == 2) {
                done.merge(job.group(2), 1, Integer::sum);
            } else if (answer.statusCode() >= 500) {
                unheard.add(job.group(2));
            }
        } catch (IOException e) {
            // Nobody knows whether it was done; if not, its lease ends and somebody gets it again.
            unheard.add(job.group(2));
        }
    }

    private static String content(String database, String table) throws SQLException {
        return one(
                database,
                "SELECT count(*) || ' ' || sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint::numeric) FROM "
                        + table + " t");
    }

    private static void sql(String database, String... statements) throws SQLException {
        try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static String one(String database, String query) throws SQLException {
        try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private String send(int server, String method, String path, String body) throws Exception {
        return exchange(server, method, path, body).body();
    }

    private HttpResponse<String> exchange(int server, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(servers.get(server).url("/api/v1" + path)))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
