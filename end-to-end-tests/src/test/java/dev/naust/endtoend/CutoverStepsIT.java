package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is killed at each step of a cutover and of the way back while two clients write: afterwards one store serves, the one
 * that the step says, and every acknowledged write is there once. {@code FollowingTest} does the same in one process.
 */
@Tag("soak")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class CutoverStepsIT {
    private static final int TIMES = 5;
    private static final int ROWS = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Where the server is killed, and whether the decision has been made by then. */
    private record Step(String type, String method, boolean isDecided) {
        Step(String type, String method) {
            this(type, method, false);
        }

        String name() {
            return type.substring(type.lastIndexOf('.') + 1) + "." + method;
        }
    }

    private static final String MIGRATION = "dev.naust.migration.";
    private static final String HANDOVER = MIGRATION + "Handover";
    private static final String HELD = MIGRATION + "primary.PrimaryTable$Held";

    private static final List<Step> THERE = List.of(
            new Step(MIGRATION + "Follower", "cutOver"),
            new Step(HANDOVER, "catchUp"),
            new Step(HANDOVER, "decide"),
            new Step(HANDOVER, "drain"),
            new Step(HANDOVER, "requireSame"),
            new Step(HANDOVER, "advanceSequences"),
            new Step(HELD, "decide"),
            new Step(MIGRATION + "Follower", "switched", true),
            new Step(MIGRATION + "Follower", "settle", true));

    private static final List<Step> BACK = List.of(
            new Step(MIGRATION + "Follower", "comeBack"),
            new Step(HANDOVER, "decide"),
            new Step(HANDOVER, "drain"),
            new Step(HANDOVER, "requireSame"),
            new Step(HELD, "decide"),
            new Step(MIGRATION + "FollowingRun", "comeBack", true),
            new Step(MIGRATION + "Rollback", "run", true));

    private static final int ROUNDS = THERE.size() * TIMES;

    @TempDir
    private Path home;

    private Trap trap;
    private int killed;

    @Test
    void whereverTheServerIsKilledOneStoreServesAndNothingIsLost() throws Exception {
        Relocation.Size size = new Relocation.Size(ROWS, 2, 5, PATIENCE);
        String file = "\"type\":\"sqlite\",\"connection\":{\"path\":\"data/file.db\"}";
        trap = Trap.open();
        try (Relocation relocation = Relocation.begin(home, size, "file", file, trap.environment())) {
            relocation.clients().start();
            int first = new Random().nextInt(THERE.size() * BACK.size());
            for (int round = 0; round < ROUNDS; round++) {
                Step there = THERE.get((first + round) % THERE.size());
                Step back = BACK.get((first + round) % BACK.size());
                thereAndBack(relocation, there, back);
                say(there.name() + " and " + back.name() + ": " + killed + " kills");
            }
            relocation.clients().pause();
            assertThat(relocation.clients().failures()).isEmpty();
            relocation.clients().assertAllThere("origin", ROWS);
            say(killed + " kills, " + relocation.clients().acknowledged() + " writes acknowledged");
        } finally {
            trap.close();
        }
    }

    private void thereAndBack(Relocation relocation, Step there, Step back) throws Exception {
        String run = relocation.follow("file");
        relocation.reach(run, "FOLLOWING");
        killAt(relocation, there, "/migrations/" + run + "/cutover");
        assertOneServes(relocation, run, there.isDecided(), there);
        relocation.cutOver(run);
        relocation.clients().awaitMore(20);
        killAt(relocation, back, "/migrations/" + run + "/rollback");
        comeBack(relocation, run, back);
        assertThat(relocation.get("/stores/origin")).as(back.name()).contains("\"servedElsewhere\":[]");
        assertThat(relocation.get("/stores/file/collections")).doesNotContain("orders", "naust_");
        relocation.clients().awaitMore(20);
    }

    /** It was on record that the way back was asked for: it goes on by itself. */
    private static void comeBack(Relocation relocation, String run, Step back) throws InterruptedException {
        relocation.await(run, "ROLLED_BACK");
        relocation.clients().pause();
        relocation.clients().assertAllThere("origin", ROWS);
        assertThat(relocation.clients().failures()).as(back.name()).isEmpty();
        relocation.clients().resume();
    }

    private void killAt(Relocation relocation, Step step, String ask) throws Exception {
        CompletableFuture<Void> dead =
                trap.set(step.type(), step.method(), relocation.clients().server());
        relocation.clients().awaitMore(20);
        askUntilDead(relocation, ask);
        dead.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        killed++;
        trap.close();
        trap = Trap.open();
        relocation.startAgain(trap.environment());
    }

    private static void say(String what) {
        System.getLogger(CutoverStepsIT.class.getName()).log(System.Logger.Level.INFO, what);
    }

    private static void askUntilDead(Relocation relocation, String path) {
        try {
            relocation.ask(path, "{}");
        } catch (UncheckedIOException killedBeforeItsAnswer) {
            assertThat(killedBeforeItsAnswer).hasCauseInstanceOf(IOException.class);
        }
    }

    private static void assertOneServes(Relocation relocation, String run, boolean isTarget, Step step)
            throws InterruptedException {
        relocation.reach(run, isTarget ? "FOLLOWING_BACK" : "FOLLOWING");
        String origin = relocation.get("/stores/origin");
        if (isTarget) {
            assertThat(origin).as(step.name()).contains("\"servedElsewhere\":[{", "\"store\":\"file\"");
        } else {
            assertThat(origin).as(step.name()).contains("\"servedElsewhere\":[]");
        }
        relocation.clients().awaitMore(20);
        relocation.clients().pause();
        relocation.clients().assertAllThere(isTarget ? "file" : "origin", ROWS);
        relocation.clients().resume();
    }
}
