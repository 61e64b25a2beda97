package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * While clients write, a server moves their collection to another store, lets it take the place and comes back, and is killed
 * again and again and stopped in order meanwhile: every acknowledged write is there once. With {@code -Dnaust.kills} above 2 at full size.
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

    private static final String FILE = "\"type\":\"sqlite\",\"connection\":{\"path\":\"data/file.db\"}";
    private static final Pattern HELD = Pattern.compile("writes were held for (\\d+) ms");

    @TempDir
    private Path home;

    private final Random random = new Random();

    /** What happens to a server that clients write to. */
    private interface Story {
        void tell(Relocation relocation) throws Exception;
    }

    @Test
    void everyAcknowledgedWriteSurvivesKillsTheCutoverAndTheWayBack() throws Exception {
        withClients("file", FILE, relocation -> {
            String run = there(relocation, "file", KILLS);
            back(relocation, run);
        });
    }

    /** A single server of MongoDB has neither transactions nor changes to follow: its place is for good. */
    @Test
    void aStoreWithoutAWayBackTakesThePlaceUnderKillsAndKeepsIt() throws Exception {
        MongoServer mongo = new MongoServer(new MemoryBackend());
        String configuration = "\"type\":\"mongodb\",\"connection\":{\"uri\":\"mongodb://127.0.0.1:"
                + mongo.bind().getPort() + "\",\"database\":\"shop\"}";
        try {
            withClients("documents", configuration, relocation -> {
                Clients clients = relocation.clients();
                String run = there(relocation, "documents", WHOLE ? KILLS : 1);
                HttpResponse<String> refused = relocation.post("/migrations/" + run + "/rollback");
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
                assertThat(refused.body()).contains("rollback.refused", "no way back", "replica set");
                clients.resume();
                clients.awaitMore(WRITES);
                relocation.ask("/migrations/" + run + "/cancel", "{}");
                relocation.await(run, "SUCCEEDED");
                clients.awaitMore(WRITES / 10);
                clients.pause();
                clients.assertAllThere("origin", ROWS);
                clients.assertAllThere("documents", ROWS);
                tell(clients, "writes until after the end; " + relocation.kills() + " kills");
            });
        } finally {
            mongo.shutdownNow();
        }
    }

    /** Nothing is killed: how long a write took that was held. */
    @Test
    void writesWaitForAMomentWhileStoresChangePlaces() throws Exception {
        withClients("file", FILE, relocation -> {
            Clients clients = relocation.clients();
            List<Duration> longest = new ArrayList<>();
            List<Integer> held = new ArrayList<>();
            clients.start();
            for (int round = 0; round < ROUNDS; round++) {
                String run = relocation.follow("file");
                relocation.reach(run, "FOLLOWING");
                longest.add(measured(clients, "there", () -> relocation.cutOver(run)));
                longest.add(measured(clients, "back", () -> relocation.comeBack(run)));
                Matcher each = HELD.matcher(relocation.get("/runs/" + run));
                while (each.find()) {
                    held.add(Integer.valueOf(each.group(1)));
                }
            }
            clients.pause();
            assertThat(clients.failures()).isEmpty();
            clients.assertAllThere("origin", ROWS);
            say("longest waits, the shortest first: "
                    + longest.stream().sorted().map(Duration::toMillis).toList() + " ms; writes were held for "
                    + held.stream().sorted().toList() + " ms");
            assertThat(held).as("the report says for how long writes were held").isNotEmpty();
            assertThat(longest).allMatch(each -> each.compareTo(Duration.ofSeconds(5)) < 0);
        });
    }

    @Test
    void whatMayNotBeThereAnyMoreIsNotCutOver() throws Exception {
        withClients("file", FILE, relocation -> {
            Clients clients = relocation.clients();
            String run = relocation.follow("file");
            relocation.reach(run, "FOLLOWING");
            relocation.label("origin", "\"classification\":\"SECRET\",\"residency\":\"norway\",");
            awaitLabel(relocation, "origin", "SECRET");
            HttpResponse<String> refused = relocation.post("/migrations/" + run + "/cutover");
            assertThat(refused.statusCode()).as(refused.body()).isBetween(400, 499);
            assertThat(refused.body())
                    .contains("residency.violation", "Store origin is classified SECRET", "norway only", "store file");
            relocation.reach(run, "FOLLOWING");
            assertThat(relocation.get("/stores/origin")).contains("\"servedElsewhere\":[]");
            // It does not carry the new class of data over in the meantime either.
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(relocation.get("/runs/" + run)).contains("\"paused\":true"));
            relocation.write("file", "{\"residency\":\"norway\"," + FILE + "}");
            awaitLabel(relocation, "file", "norway");
            relocation.ask("/migrations/" + run + "/resume", "{}");
            relocation.ask("/migrations/" + run + "/cutover", "{}");
            relocation.reach(run, "FOLLOWING_BACK");
            clients.start();
            clients.awaitMore(20);
            clients.pause();
            clients.assertAllThere("file", ROWS);
        });
    }

    private static void awaitLabel(Relocation relocation, String store, String label) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> relocation.get("/stores/" + store).contains("\"" + label + "\""));
    }

    private void withClients(String target, String configuration, Story story) throws Exception {
        Relocation.Size size = new Relocation.Size(ROWS, 4, WHOLE ? 10 : 0, PATIENCE);
        try (Relocation relocation = Relocation.begin(home, size, target, configuration)) {
            story.tell(relocation);
        }
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

    /** Kills the server so often: a third while it copies, the rest around the cutover. Returns the run. */
    private String there(Relocation relocation, String target, int kills) throws Exception {
        Clients clients = relocation.clients();
        String run = relocation.follow(target);
        clients.start();
        while (relocation.kills() < kills / 3) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            relocation.restart();
        }
        relocation.reach(run, "FOLLOWING");
        relocation.stopAndStart(run, "FOLLOWING");
        clients.measureAnew();
        clients.awaitMore(WRITES);
        tell(clients, "writes while the source is followed");
        int cutovers = 0;
        while (relocation.kills() < kills
                && relocation.reach(run, "FOLLOWING", "FOLLOWING_BACK").equals("FOLLOWING")) {
            cutovers++;
            relocation.post("/migrations/" + run + "/cutover");
            TimeUnit.MILLISECONDS.sleep(random.nextInt(WHOLE ? 3_000 : 600));
            relocation.restart();
        }
        say("cutovers that were killed: " + cutovers);
        relocation.cutOver(run);
        while (relocation.kills() < kills) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            relocation.restart();
        }
        clients.awaitMore(20);
        clients.measureAnew();
        clients.awaitMore(WRITES);
        tell(clients, "writes after the cutover");
        clients.pause();
        assertThat(clients.failures()).isEmpty();
        assertThat(relocation.get("/stores/origin")).contains("\"servedElsewhere\":[{", "\"store\":\"" + target);
        clients.assertAllThere("origin", ROWS);
        clients.assertAllThere(target, ROWS);
        return run;
    }

    private static void tell(Clients clients, String what) {
        say(what + ": p50 " + clients.took(50) + ", p99 " + clients.took(99) + ", longest " + clients.took(100) + ", "
                + clients.perSecond() + " a second, " + clients.acknowledged() + " acknowledged in all");
    }

    private static void say(String what) {
        System.getLogger(CutoverIT.class.getName()).log(System.Logger.Level.INFO, what);
    }

    private void back(Relocation relocation, String run) throws Exception {
        Clients clients = relocation.clients();
        clients.resume();
        clients.awaitMore(WRITES);
        relocation.stopAndStart(run, "FOLLOWING_BACK");
        refusesWhatWouldBeLost(relocation, run);
        relocation.ask("/migrations/" + run + "/rollback", "{}");
        if (WHOLE) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
            relocation.restart();
        }
        relocation.await(run, "ROLLED_BACK");
        clients.awaitMore(WRITES / 10);
        clients.pause();
        assertThat(clients.failures()).isEmpty();
        assertThat(relocation.get("/stores/origin")).contains("\"servedElsewhere\":[]");
        clients.assertAllThere("origin", ROWS);
        tell(clients, "writes until after the way back; " + relocation.kills() + " kills");
        assertThat(relocation.get("/stores/file/collections")).doesNotContain("orders", "naust_");
    }

    /** A value that the target took and the source's narrower column does not: named, and nothing is moved before it is right. */
    private static void refusesWhatWouldBeLost(Relocation relocation, String run) {
        Api api = relocation.api();
        Server server = relocation.clients().server();
        String one = "/stores/origin/collections/orders/records/1";
        assertThat(api.send(server, "PATCH", one, "{\"grade\":70000}").statusCode())
                .isEqualTo(200);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> relocation.get("/migrations/" + run).contains("\"open\":[\"public.orders: id=1, grade"));
        HttpResponse<String> refused = relocation.post("/migrations/" + run + "/rollback");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(refused.body()).contains("rollback.refused", "id=1, grade");
        assertThat(relocation.get("/stores/origin")).contains("\"store\":\"file\"");
        assertThat(api.send(server, "PATCH", one, "{\"grade\":7}").statusCode()).isEqualTo(200);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> relocation.get("/migrations/" + run).contains("\"open\":[]"));
    }
}
