package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * While clients write, a server moves their collection to another store, lets it take the place and comes back, and is killed
 * again and again meanwhile: every acknowledged write is there once. With {@code -Dnaust.kills} above 2 at full size.
 */
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class CutoverIT {
    private static final int KILLS = Integer.getInteger("naust.kills", 2);
    private static final boolean WHOLE = KILLS > 2;
    private static final int ROWS = WHOLE ? 200_000 : 2_000;
    private static final int WRITES = WHOLE ? 5_000 : 100;
    private static final Duration PATIENCE = Duration.ofMinutes(WHOLE ? 15 : 2);

    @TempDir
    static Path home;

    private final Api api = Api.withToken();
    private final Random random = new Random();

    @Test
    void everyAcknowledgedWriteSurvivesKillsTheCutoverAndTheWayBack() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .start()) {
            fill(postgres);
            store(
                    "origin",
                    "{\"type\":\"postgres\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":" + postgres.getPort()
                            + ",\"database\":\"postgres\",\"username\":\"postgres\",\"ssl\":{\"mode\":\"disable\"}}}");
            store("file", "{\"type\":\"sqlite\",\"connection\":{\"path\":\"data/file.db\"}}");
            Clients clients = new Clients(api, "/stores/origin/collections/orders/records", 4, WHOLE ? 20 : 0);
            clients.use(Server.start(home, Api.TOKEN));
            try {
                there(clients);
                back(clients);
            } finally {
                clients.close();
            }
        }
    }

    private void there(Clients clients) throws Exception {
        String run = Api.text(
                ask(
                        clients,
                        "/migrations",
                        "{\"source\":\"origin\",\"target\":\"file\",\"options\":{\"follow\":true}}"),
                "id");
        clients.start();
        int early = KILLS / 2;
        for (int i = 0; i < early; i++) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            restart(clients);
        }
        reach(clients, run, "FOLLOWING");
        clients.awaitMore(WRITES);
        for (int i = early; i < KILLS; i++) {
            api.send(clients.server(), "POST", "/migrations/" + run + "/cutover", "{}");
            TimeUnit.MILLISECONDS.sleep(random.nextInt(600));
            restart(clients);
            if (reach(clients, run, "FOLLOWING", "FOLLOWING_BACK").equals("FOLLOWING_BACK")) {
                break;
            }
        }
        clients.awaitMore(20);
        tell(clients, "writes between kills");
        clients.measureAnew();
        cutOver(clients, run);
        clients.awaitMore(20);
        Duration slowest = clients.took(100);
        tell(clients, "writes around the cutover");
        clients.measureAnew();
        clients.awaitMore(WRITES);
        tell(clients, "writes after the cutover");
        clients.pause();
        assertThat(clients.failures()).isEmpty();
        assertThat(api.get(clients.server(), "/stores/origin"))
                .contains("\"servedElsewhere\":[{", "\"store\":\"file\"");
        clients.assertAllThere("origin", ROWS);
        clients.assertAllThere("file", ROWS);
        assertThat(slowest).isLessThan(Duration.ofSeconds(60));
    }

    private static void tell(Clients clients, String what) {
        System.getLogger(CutoverIT.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        what + ": p50 " + clients.took(50) + ", p99 " + clients.took(99) + ", longest "
                                + clients.took(100) + ", " + clients.acknowledged() + " acknowledged in all");
    }

    /** One that was not decided when the server died is asked for again. */
    private void cutOver(Clients clients, String run) {
        if (reach(clients, run, "FOLLOWING", "FOLLOWING_BACK").equals("FOLLOWING")) {
            ask(clients, "/migrations/" + run + "/cutover", "{}");
        }
        reach(clients, run, "FOLLOWING_BACK");
    }

    private void back(Clients clients) throws Exception {
        String list = api.get(clients.server(), "/migrations?limit=1");
        String run = Api.text(list, "id");
        clients.resume();
        clients.awaitMore(WRITES);
        refusesWhatWouldBeLost(clients, run);
        clients.measureAnew();
        ask(clients, "/migrations/" + run + "/rollback", "{}");
        if (WHOLE) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
            restart(clients);
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> Api.text(api.get(clients.server(), "/migrations/" + run), "state")
                        .equals("ROLLED_BACK"));
        clients.awaitMore(WRITES / 10);
        tell(clients, "writes around the way back");
        clients.pause();
        assertThat(clients.failures()).isEmpty();
        assertThat(api.get(clients.server(), "/stores/origin")).contains("\"servedElsewhere\":[]");
        clients.assertAllThere("origin", ROWS);
        assertThat(api.get(clients.server(), "/stores/file/collections")).doesNotContain("orders", "naust_");
    }

    /** A value that the target took and the source's narrower column does not: named, and nothing is moved before it is right. */
    private void refusesWhatWouldBeLost(Clients clients, String run) {
        String one = "/stores/origin/collections/orders/records/1";
        assertThat(api.send(clients.server(), "PATCH", one, "{\"grade\":70000}").statusCode())
                .isEqualTo(200);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> api.get(clients.server(), "/migrations/" + run)
                        .contains("\"open\":[\"public.orders: id=1, grade"));
        HttpResponse<String> refused = api.send(clients.server(), "POST", "/migrations/" + run + "/rollback", "{}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(refused.body()).contains("rollback.refused", "id=1, grade");
        assertThat(api.get(clients.server(), "/stores/origin")).contains("\"store\":\"file\"");
        assertThat(api.send(clients.server(), "PATCH", one, "{\"grade\":7}").statusCode())
                .isEqualTo(200);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> api.get(clients.server(), "/migrations/" + run).contains("\"open\":[]"));
    }

    /** Asks for what takes long; a busy machine's server may need a moment more after it has said that it is ready. */
    private String ask(Clients clients, String path, String body) {
        HttpResponse<String> answer = api.send(clients.server(), "POST", path, body);
        for (int tries = 0; answer.statusCode() == 503 && tries < 30; tries++) {
            Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            answer = api.send(clients.server(), "POST", path, body);
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.body();
    }

    private void restart(Clients clients) throws Exception {
        clients.server().kill();
        clients.use(Server.start(home, Api.TOKEN));
    }

    private String reach(Clients clients, String run, String... stages) {
        String[] reached = new String[1];
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            String now = api.get(clients.server(), "/migrations/" + run);
            assertThat(now).contains("\"following\":{\"stage\":\"");
            reached[0] = Api.text(now.substring(now.indexOf("\"following\":{")), "stage");
            assertThat(reached[0]).as(now).isIn(List.of(stages));
        });
        return reached[0];
    }

    private static void fill(EmbeddedPostgres postgres) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE orders (id bigint PRIMARY KEY, amount bigint NOT NULL, note text, grade smallint)");
            statement.execute("INSERT INTO orders SELECT n, 0, 'Åse ' || md5(n::text), n % 9 FROM generate_series(1, "
                    + ROWS + ") n");
        }
    }

    private static void store(String id, String text) throws Exception {
        Path file = home.resolve("config/stores/" + id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
