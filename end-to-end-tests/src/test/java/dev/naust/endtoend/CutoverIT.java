package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
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
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class CutoverIT {
    private static final int KILLS = Integer.getInteger("naust.kills", 2);
    private static final boolean WHOLE = KILLS > 2;
    private static final int ROWS = WHOLE ? 200_000 : 2_000;
    /** Three times: while one store serves, while the other does, and on the way back. */
    private static final int WRITES = WHOLE ? 16_500 : 100;

    private static final int ROUNDS = WHOLE ? 10 : 1;
    private static final Duration PATIENCE = Duration.ofMinutes(WHOLE ? 15 : 2);

    @TempDir
    private Path home;

    private final Api api = Api.withToken();
    private final Random random = new Random();
    private int kills;
    private int port;

    /** What happens to a server that clients write to. */
    private interface Story {
        void tell(Clients clients) throws Exception;
    }

    @Test
    void everyAcknowledgedWriteSurvivesKillsTheCutoverAndTheWayBack() throws Exception {
        withClients(clients -> {
            there(clients);
            back(clients);
        });
    }

    /** Nothing is killed: how long a write took that was held. */
    @Test
    void writesWaitForAMomentWhileStoresChangePlaces() throws Exception {
        withClients(clients -> {
            List<Duration> longest = new ArrayList<>();
            clients.start();
            for (int round = 0; round < ROUNDS; round++) {
                String run = follow(clients);
                reach(clients, run, "FOLLOWING");
                longest.add(measured(clients, "there", () -> cutOver(clients, run)));
                longest.add(measured(clients, "back", () -> comeBack(clients, run)));
            }
            clients.pause();
            assertThat(clients.failures()).isEmpty();
            clients.assertAllThere("origin", ROWS);
            say("longest waits, the shortest first: "
                    + longest.stream().sorted().map(Duration::toMillis).toList() + " ms");
            assertThat(longest).allMatch(each -> each.compareTo(Duration.ofSeconds(5)) < 0);
        });
    }

    @Test
    void whatMayNotBeThereAnyMoreIsNotCutOver() throws Exception {
        withClients(clients -> {
            String run = follow(clients);
            reach(clients, run, "FOLLOWING");
            store("origin", "\"classification\":\"SECRET\",\"residency\":\"norway\",");
            awaitLabel(clients, "origin", "SECRET");
            HttpResponse<String> refused = api.send(clients.server(), "POST", "/migrations/" + run + "/cutover", "{}");
            assertThat(refused.statusCode()).as(refused.body()).isBetween(400, 499);
            assertThat(refused.body())
                    .contains("residency.violation", "Store origin is classified SECRET", "norway only", "store file");
            reach(clients, run, "FOLLOWING");
            assertThat(api.get(clients.server(), "/stores/origin")).contains("\"servedElsewhere\":[]");
            // It does not carry the new class of data over in the meantime either.
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(api.get(clients.server(), "/runs/" + run))
                            .contains("\"paused\":true"));
            store("file", "\"residency\":\"norway\",");
            awaitLabel(clients, "file", "norway");
            ask(clients, "/migrations/" + run + "/resume", "{}");
            ask(clients, "/migrations/" + run + "/cutover", "{}");
            reach(clients, run, "FOLLOWING_BACK");
            clients.start();
            clients.awaitMore(20);
            clients.pause();
            clients.assertAllThere("file", ROWS);
        });
    }

    private void awaitLabel(Clients clients, String store, String label) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> api.get(clients.server(), "/stores/" + store).contains("\"" + label + "\""));
    }

    private void withClients(Story story) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .start()) {
            fill(postgres);
            port = postgres.getPort();
            store("origin", "");
            store("file", "");
            Clients clients = new Clients(api, "/stores/origin/collections/orders/records", 4, WHOLE ? 10 : 0);
            clients.use(Server.start(home, Api.TOKEN));
            try {
                story.tell(clients);
            } finally {
                clients.close();
            }
        }
    }

    private String follow(Clients clients) {
        return Api.text(
                ask(
                        clients,
                        "/migrations",
                        "{\"source\":\"origin\",\"target\":\"file\",\"options\":{\"follow\":true}}"),
                "id");
    }

    /** Who writes for a while before and after what happens; how long the longest of these writes took. */
    private static Duration measured(Clients clients, String what, Runnable happens) {
        clients.measureAnew();
        clients.awaitMore(100);
        happens.run();
        clients.awaitMore(100);
        tell(clients, "writes around the way " + what);
        return clients.took(100);
    }

    private void there(Clients clients) throws Exception {
        String run = follow(clients);
        clients.start();
        while (kills < KILLS / 3) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            restart(clients);
        }
        reach(clients, run, "FOLLOWING");
        clients.awaitMore(WRITES);
        tell(clients, "writes while the source is followed");
        int cutovers = 0;
        while (kills < KILLS
                && reach(clients, run, "FOLLOWING", "FOLLOWING_BACK").equals("FOLLOWING")) {
            cutovers++;
            api.send(clients.server(), "POST", "/migrations/" + run + "/cutover", "{}");
            TimeUnit.MILLISECONDS.sleep(random.nextInt(WHOLE ? 3_000 : 600));
            restart(clients);
        }
        say("cutovers that were killed: " + cutovers);
        cutOver(clients, run);
        while (kills < KILLS) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            restart(clients);
        }
        clients.awaitMore(20);
        clients.measureAnew();
        clients.awaitMore(WRITES);
        tell(clients, "writes after the cutover");
        clients.pause();
        assertThat(clients.failures()).isEmpty();
        assertThat(api.get(clients.server(), "/stores/origin"))
                .contains("\"servedElsewhere\":[{", "\"store\":\"file\"");
        clients.assertAllThere("origin", ROWS);
        clients.assertAllThere("file", ROWS);
    }

    private static void tell(Clients clients, String what) {
        say(what + ": p50 " + clients.took(50) + ", p99 " + clients.took(99) + ", longest " + clients.took(100) + ", "
                + clients.acknowledged() + " acknowledged in all");
    }

    private static void say(String what) {
        System.getLogger(CutoverIT.class.getName()).log(System.Logger.Level.INFO, what);
    }

    /** One that was not decided when the server died is asked for again. */
    private void cutOver(Clients clients, String run) {
        if (reach(clients, run, "FOLLOWING", "FOLLOWING_BACK").equals("FOLLOWING")) {
            ask(clients, "/migrations/" + run + "/cutover", "{}");
        }
        reach(clients, run, "FOLLOWING_BACK");
    }

    private void comeBack(Clients clients, String run) {
        ask(clients, "/migrations/" + run + "/rollback", "{}");
        awaitRolledBack(clients, run);
    }

    private void awaitRolledBack(Clients clients, String run) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> Api.text(api.get(clients.server(), "/migrations/" + run), "state")
                        .equals("ROLLED_BACK"));
    }

    private void back(Clients clients) throws Exception {
        String list = api.get(clients.server(), "/migrations?limit=1");
        String run = Api.text(list, "id");
        clients.resume();
        clients.awaitMore(WRITES);
        refusesWhatWouldBeLost(clients, run);
        ask(clients, "/migrations/" + run + "/rollback", "{}");
        if (WHOLE) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
            restart(clients);
        }
        awaitRolledBack(clients, run);
        clients.awaitMore(WRITES / 10);
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
        kills++;
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

    private void store(String id, String labels) throws Exception {
        String kind = id.equals("origin")
                ? "\"type\":\"postgres\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":" + port
                        + ",\"database\":\"postgres\",\"username\":\"postgres\",\"ssl\":{\"mode\":\"disable\"}}"
                : "\"type\":\"sqlite\",\"connection\":{\"path\":\"data/file.db\"}";
        Path file = home.resolve("config/stores/" + id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{" + labels + kind + "}");
    }
}
