package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers over one PostgreSQL, and clients that write to both: a cutover is asked for at the one while the other is at the
 * run, and whoever cuts over is killed.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SeveralServersCutoverIT {
    private static final int KILLS = Math.min(10, Integer.getInteger("naust.kills", 2));
    private static final int ROWS = 2_000;
    private static final List<Integer> BOTH = List.of(0, 1);

    @TempDir
    private Path folder;

    private final Api api = Api.withToken();
    private final Random random = new Random();
    private final Server[] servers = new Server[2];
    private EmbeddedPostgres postgres;

    /** What happens to two servers that clients write to. */
    private interface Story {
        void tell(Clients clients) throws Exception;
    }

    @Test
    void theCutoverAndTheWayBackAreAskedForAtTheOtherServer() throws Exception {
        withClients(clients -> {
            String run = follow(0, ",\"rateLimit\":100");
            pauseAndHurry(1, run);
            clients.start();
            stage(0, run, "FOLLOWING");
            stage(1, run, "FOLLOWING");
            clients.awaitMore(50);
            ask(1, "/migrations/" + run + "/cutover");
            for (int server : BOTH) {
                stage(server, run, "FOLLOWING_BACK");
                assertThat(api.get(servers[server], "/stores/origin")).contains("\"store\":\"copy\"");
            }
            HttpResponse<String> again = api.send(servers[1], "POST", "/migrations/" + run + "/cutover", "{}");
            assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
            assertThat(again.body()).contains("cutover.refused", "since ");
            clients.awaitMore(50);
            clients.pause();
            clients.assertAllThere("origin", ROWS);
            clients.assertAllThere("copy", ROWS);
            clients.resume();
            HttpResponse<String> plan =
                    api.send(servers[1], "POST", "/migrations/" + run + "/rollback", "{\"dryRun\":true}");
            assertThat(plan.body()).contains("\"canProceed\":true", "orders");
            ask(1, "/migrations/" + run + "/rollback");
            rolledBack(1, run);
            clients.awaitMore(50);
            clients.pause();
            assertThat(clients.failures()).isEmpty();
            clients.assertAllThere("origin", ROWS);
            for (int server : BOTH) {
                assertThat(api.get(servers[server], "/stores/origin")).contains("\"servedElsewhere\":[]");
                assertThat(api.get(servers[server], "/stores/copy/collections")).doesNotContain("orders", "naust_");
            }
        });
    }

    @Test
    void whenTheServerThatCutsOverIsKilledTheOtherOneGoesOn() throws Exception {
        withClients(clients -> {
            clients.start();
            String run = follow(0);
            int at = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                String reached = stage(at, run, "FOLLOWING", "FOLLOWING_BACK");
                clients.awaitMore(30);
                boolean there = reached.equals("FOLLOWING");
                ask(1 - at, "/migrations/" + run + (there ? "/cutover" : "/rollback"));
                if (!there) {
                    // The cutover is what is killed here; the way back is let be.
                    rolledBack(1 - at, run);
                    run = follow(at);
                    continue;
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(1_200));
                servers[at].kill();
                int other = 1 - at;
                clients.awaitMore(20);
                stage(other, run, "FOLLOWING", "FOLLOWING_BACK");
                start(at);
                clients.use(servers[0], servers[1]);
                at = whoIsAt(run);
            }
            if (stage(at, run, "FOLLOWING", "FOLLOWING_BACK").equals("FOLLOWING")) {
                ask(1 - at, "/migrations/" + run + "/cutover");
            }
            stage(1 - at, run, "FOLLOWING_BACK");
            clients.awaitMore(30);
            clients.pause();
            assertThat(clients.failures()).isEmpty();
            clients.assertAllThere("origin", ROWS);
            clients.assertAllThere("copy", ROWS);
        });
    }

    /** Which server has the run, as its record says by the file that only one server of a home can lock. */
    private int whoIsAt(String run) {
        int[] found = new int[1];
        soon().until(() -> {
            try (Connection connection =
                            postgres.getDatabase("postgres", "state").getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT data FROM naust_runs WHERE id = '" + run + "'")) {
                String record = row.next() ? row.getString(1) : "";
                for (int server : BOTH) {
                    Path lock = folder.resolve("home" + server + "/data/naust.lock");
                    Object file = Files.readAttributes(lock, BasicFileAttributes.class)
                            .fileKey();
                    if (record.contains(" " + file + "\"")) {
                        found[0] = server;
                        return true;
                    }
                }
                return false;
            }
        });
        return found[0];
    }

    private void withClients(Story story) throws Exception {
        try (EmbeddedPostgres started = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_connections", "200")
                .start()) {
            postgres = started;
            fill(postgres);
            for (int home : BOTH) {
                store(home, "origin", postgres.getPort());
                store(home, "copy", postgres.getPort());
            }
            start(0);
            start(1);
            Clients clients = new Clients(api, "/stores/origin/collections/orders/records", 4, 10);
            clients.use(servers);
            try {
                story.tell(clients);
            } finally {
                clients.close();
            }
        }
    }

    private void start(int number) throws Exception {
        Server server = Server.start(
                folder.resolve("home" + number),
                Api.TOKEN,
                Map.of(
                        "STORAGE_BACKEND",
                        "postgres",
                        "POSTGRESQL_URL",
                        "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/state?sslmode=disable",
                        "NAUST_MASTER_KEY",
                        "0f".repeat(32),
                        "NAUST_RUN_LEASE",
                        "3s"));
        servers[number] = server;
        soon().until(() -> api.get(server, "/stores").contains("\"items\""));
    }

    private String follow(int server) {
        return follow(server, "");
    }

    private String follow(int server, String more) {
        HttpResponse<String> answer = api.send(
                servers[server],
                "POST",
                "/migrations",
                "{\"source\":\"origin\",\"target\":\"copy\",\"options\":{\"follow\":true" + more + "}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Api.text(answer.body(), "id");
    }

    /** A run that another server is at stands still, and then goes as fast as it is told. */
    private void pauseAndHurry(int server, String run) throws Exception {
        soon().until(() -> arrived() > 0);
        ask(server, "/migrations/" + run + "/pause");
        assertThat(api.get(servers[server], "/runs/" + run)).contains("\"paused\":true");
        long[] before = {-1};
        soon().pollInterval(Duration.ofMillis(700)).until(() -> before[0] == (before[0] = arrived()));
        assertThat(before[0]).isLessThan(ROWS);
        Awaitility.await().during(Duration.ofSeconds(1)).until(() -> arrived() == before[0]);
        HttpResponse<String> pace =
                api.send(servers[server], "POST", "/migrations/" + run + "/pace", "{\"rateLimit\":0}");
        assertThat(pace.statusCode()).as(pace.body()).isEqualTo(200);
        assertThat(pace.body()).contains("\"rateLimit\":0");
        ask(server, "/migrations/" + run + "/resume");
        soon().until(() -> arrived() == ROWS);
    }

    private long arrived() throws SQLException {
        try (Connection connection = postgres.getDatabase("postgres", "copy").getConnection();
                Statement statement = connection.createStatement();
                ResultSet there = statement.executeQuery("SELECT to_regclass('orders') IS NOT NULL")) {
            there.next();
            if (!there.getBoolean(1)) {
                return 0;
            }
            try (Statement counting = connection.createStatement();
                    ResultSet rows = counting.executeQuery("SELECT count(*) FROM orders")) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private void ask(int server, String path) {
        soon().pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            HttpResponse<String> answer = api.send(servers[server], "POST", path, "{}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        });
    }

    private String stage(int server, String run, String... stages) {
        String[] reached = new String[1];
        soon().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            String now = api.get(servers[server], "/migrations/" + run);
            assertThat(now).contains("\"following\":{\"stage\":\"");
            reached[0] = Api.text(now.substring(now.indexOf("\"following\":{")), "stage");
            assertThat(reached[0]).as(now).isIn(List.of(stages));
        });
        return reached[0];
    }

    private void rolledBack(int server, String run) {
        soon().pollInterval(Duration.ofMillis(200))
                .until(() -> Api.text(api.get(servers[server], "/migrations/" + run), "state")
                        .equals("ROLLED_BACK"));
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofMinutes(2));
    }

    private static void fill(EmbeddedPostgres postgres) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE state");
            statement.execute("CREATE DATABASE copy");
            statement.execute("CREATE TABLE orders (id bigint PRIMARY KEY, amount bigint NOT NULL, note text)");
            statement.execute("INSERT INTO orders SELECT n, 0, md5(n::text) FROM generate_series(1, " + ROWS + ") n");
        }
    }

    private void store(int home, String id, int port) throws Exception {
        Path file = folder.resolve("home" + home + "/config/stores/" + id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"type\":\"postgres\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":" + port + ",\"database\":\""
                        + (id.equals("origin") ? "postgres" : id)
                        + "\",\"username\":\"postgres\",\"ssl\":{\"mode\":\"disable\"}}}");
    }
}
