package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server is killed at each step of a cutover and of the way back while two clients write: afterwards one store serves, the one
 * that the step says, and every acknowledged write is there once. {@code FollowingTest} does the same in one process.
 */
@Tag("soak")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class CutoverStepsIT {
    private static final int TIMES = Integer.getInteger("naust.times", 5);
    private static final int ROWS = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Relocation.Size SIZE = new Relocation.Size(ROWS, 2, 5, PATIENCE);

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

    private static List<Arguments> targets() {
        IntFunction<String> file = port -> "\"type\":\"sqlite\",\"connection\":{\"path\":\"data/file.db\"}";
        IntFunction<String> database = port -> Relocation.database(port, Relocation.ELSEWHERE);
        return List.of(arguments("file", file), arguments("database", database));
    }

    @ParameterizedTest(name = "to {0}")
    @MethodSource("targets")
    void whereverTheServerIsKilledOneStoreServesAndNothingIsLost(String target, IntFunction<String> configuration)
            throws Exception {
        trap = Trap.open();
        try (Relocation relocation = Relocation.begin(home, SIZE, target, configuration, trap.environment())) {
            relocation.clients().start();
            int first = new Random().nextInt(THERE.size() * BACK.size());
            for (int round = 0; round < ROUNDS; round++) {
                Step there = THERE.get((first + round) % THERE.size());
                Step back = BACK.get((first + round) % BACK.size());
                thereAndBack(relocation, target, there, back);
                say(target + ": " + there.name() + " and " + back.name() + ": " + killed + " kills");
            }
            relocation.clients().pause();
            assertThat(relocation.clients().failures()).isEmpty();
            relocation.clients().assertAllThere("origin", ROWS);
            say(target + ": " + killed + " kills, " + relocation.clients().acknowledged() + " writes acknowledged");
        } finally {
            trap.close();
        }
    }

    private static Stream<Step> there() {
        return THERE.stream();
    }

    /** A single server of MongoDB has no changes to follow, so that there is no way back: each step has a server of its own. */
    @ParameterizedTest
    @MethodSource("there")
    void whereverItIsKilledOnAWayWithoutReturnOneStoreServes(Step step) throws Exception {
        MongoServer mongo = new MongoServer(new MemoryBackend());
        String configuration = "\"type\":\"mongodb\",\"connection\":{\"uri\":\"mongodb://127.0.0.1:"
                + mongo.bind().getPort() + "\",\"database\":\"shop\"}";
        trap = Trap.open();
        try (Relocation relocation = Relocation.begin(home, SIZE, "documents", configuration, trap.environment())) {
            relocation.clients().start();
            String run = relocation.follow("documents");
            relocation.reach(run, "FOLLOWING");
            killAt(relocation, step, "/migrations/" + run + "/cutover");
            assertOneServes(relocation, run, "documents", step.isDecided(), step);
            relocation.cutOver(run);
            relocation.clients().awaitMore(20);
            relocation.clients().pause();
            assertThat(relocation.clients().failures()).isEmpty();
            relocation.clients().assertAllThere("documents", ROWS);
            say("documents: " + step.name() + ", " + relocation.clients().acknowledged() + " writes acknowledged");
        } finally {
            trap.close();
            mongo.shutdownNow();
        }
    }

    private void thereAndBack(Relocation relocation, String target, Step there, Step back) throws Exception {
        String run = relocation.follow(target);
        relocation.reach(run, "FOLLOWING");
        killAt(relocation, there, "/migrations/" + run + "/cutover");
        assertOneServes(relocation, run, target, there.isDecided(), there);
        relocation.cutOver(run);
        relocation.clients().awaitMore(20);
        killAt(relocation, back, "/migrations/" + run + "/rollback");
        comeBack(relocation, run, back);
        assertThat(relocation.get("/stores/origin")).as(back.name()).contains("\"servedElsewhere\":[]");
        assertThat(relocation.get("/stores/" + target + "/collections")).doesNotContain("orders", "naust_");
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

    private static void assertOneServes(Relocation relocation, String run, String target, boolean isTarget, Step step)
            throws InterruptedException {
        relocation.reach(run, isTarget ? "FOLLOWING_BACK" : "FOLLOWING");
        String origin = relocation.get("/stores/origin");
        if (isTarget) {
            assertThat(origin).as(step.name()).contains("\"servedElsewhere\":[{", "\"store\":\"" + target + "\"");
        } else {
            assertThat(origin).as(step.name()).contains("\"servedElsewhere\":[]");
        }
        relocation.clients().awaitMore(20);
        relocation.clients().pause();
        relocation.clients().assertAllThere(isTarget ? target : "origin", ROWS);
        relocation.clients().resume();
    }
}
