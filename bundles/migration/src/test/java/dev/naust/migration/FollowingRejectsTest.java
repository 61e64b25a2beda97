package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Limits;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.Migrations.Following.Stage;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.migration.FollowingTest.Life;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that is to follow and whose copy had rejects: what stands in its way, and how it goes on once that is put right. */
@Timeout(120)
class FollowingRejectsTest {
    private static final DatasetId SUMS = DatasetId.of("sums");
    private static final Schema SUM = Schema.table(
            SUMS,
            List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("amount", FieldType.of(Kind.TEXT))),
            List.of("id"));
    private static final Options OPTIONS =
            new Options(Conflict.FAIL, 10, true, true, 1, false, false, Lossy.REJECT, Limits.none()).following();
    private static final MigrationRequest REQUEST = request();

    private final Store source = Fixture.memory("source");
    private final Store target = Fixture.memory("target");
    private final ServerFixture server = new ServerFixture(source, target);
    private final Leftovers leftovers = server.leftovers(REQUEST);

    private static MigrationRequest request() {
        MigrationRequest plain = ServerFixture.request(OPTIONS, "sums");
        FieldChange toNumber = new FieldChange(Optional.empty(), Optional.of(new Transform.Cast(Kind.INT64)));
        Reshape reshape = new Reshape(Optional.empty(), Optional.empty(), Map.of("amount", toNumber));
        return new MigrationRequest(
                plain.source(), plain.target(), plain.collections(), OPTIONS, Map.of("sums", reshape));
    }

    @BeforeEach
    void fill() throws InterruptedException {
        Fixture.make(source, List.of(SUM));
        Fixture.write(source, SUM, List.of(sum(1, "10"), sum(2, "many"), sum(3, "lots"), sum(4, "40")));
    }

    @AfterEach
    void close() {
        server.close();
        source.close();
        target.close();
    }

    private static Document sum(long id, String amount) {
        return Document.of(SUM.layout(), new Value[] {Value.int64(id), Value.text(amount)});
    }

    private static void write(Store store, WriteRequest request, Document body) throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            writer.write(List.of(DataRecord.of(SUM.key(), body)));
            writer.flush();
        }
    }

    private Optional<String> amount(long id) throws InterruptedException {
        return target.lookup().orElseThrow().findAll(SUMS, List.of(RecordKey.of("id", Value.int64(id)))).stream()
                .map(each -> each.body().get("amount").orElseThrow().toString())
                .findFirst();
    }

    /** Runs it until it ends; says how it failed. */
    private String failure() {
        FollowingTest.Watched progress = new FollowingTest.Watched();
        server.start().refuseEnded(progress.id());
        Throwable failure = catchThrowable(() -> server.start()
                .resume(ServerFixture.going(progress.id(), REQUEST))
                .run(progress));
        assertThat(failure).isInstanceOf(RunFailedException.class);
        return failure.getMessage();
    }

    @Test
    void itSaysWhatStandsInItsWayAndFollowsWhenTheSourceWasPutRight() throws Exception {
        assertThat(failure()).contains("2 records do not fit", "does not follow yet", "(resume)", "roll it back");
        assertThat(failure()).contains("2 records do not fit", "sums id=2, amount:", "sums id=3, amount:", "resume");

        write(source, WriteRequest.upsert(SUM), sum(2, "20"));
        assertThat(failure()).contains("1 record does not fit", "sums id=3").doesNotContain("id=2");
        assertThat(leftovers.open("test", Leftovers.Kind.REJECT)).isEqualTo(1);

        write(source, WriteRequest.delete(SUM), sum(3, "lots"));
        write(source, WriteRequest.upsert(SUM), sum(5, "50"));
        try (Life life = new Life(server, REQUEST)) {
            life.await(Stage.FOLLOWING);
            assertThat(leftovers.open("test", Leftovers.Kind.REJECT)).isZero();
            assertThat(life.follower().now().unverified()).isEmpty();
            life.follower().askCutOver(Set.of());
            life.await(Stage.FOLLOWING_BACK);
            assertThat(ServerFixture.count(target, SUMS)).isEqualTo(4);
            assertThat(amount(2)).contains("20");
            assertThat(amount(5)).contains("50");
            life.cancel();
            life.end();
        }
    }

    /** Each that still does not fit is kept in memory. */
    @Test
    void itLooksAtNoMoreRejectsThanMemoryIsMeantToHold() throws Exception {
        List<Document> misfits = new ArrayList<>();
        for (int id = 100; id < 1_300; id++) {
            misfits.add(sum(id, "no number"));
        }
        Fixture.write(source, SUM, misfits);

        assertThat(failure()).contains("1202 records do not fit");
        assertThat(failure()).contains("at least 1000 records do not fit", "and others", "resume");
    }

    @Test
    void whatWasWrittenWithAnotherValueIsNeverCalledTheSources() throws Exception {
        failure();
        leftovers.replay("test", 1, Document.of(Map.of("value", Value.text("20"))));
        leftovers.replay("test", 2, Document.of(Map.of("value", Value.text("30"))));
        try (Life life = new Life(server, REQUEST)) {
            life.await(Stage.FOLLOWING);
            assertThat(life.follower().now().unverified())
                    .containsExactly(Map.entry("sums", "2 records put right by hand, not as the source has them"));
            assertThatThrownBy(() -> life.follower().askCutOver(Set.of()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("UNVERIFIED: sums");
            life.follower().askCutOver(Set.of("sums"));
            life.await(Stage.FOLLOWING_BACK);
            assertThat(amount(2)).contains("20");
            assertThat(amount(3)).contains("30");
            life.stop();
        }
    }

    @Test
    void whatThePeopleAtTheSourcePutRightWhileItFollowsIsSettledThen() throws Exception {
        try (Life life = following()) {
            write(source, WriteRequest.upsert(SUM), sum(4, "few"));
            write(source, WriteRequest.upsert(SUM), sum(1, "none"));
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 2);
            assertThat(life.follower().now().openRecords()).isEqualTo(2);

            write(source, WriteRequest.upsert(SUM), sum(4, "44"));
            write(source, WriteRequest.delete(SUM), sum(1, "none"));
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 0);
            assertThat(leftovers.list("test", Leftovers.Kind.REJECT, 2, 10))
                    .allSatisfy(each -> assertThat(each.reason()).isEqualTo("put right in the source"));
            assertThat(amount(4)).contains("44");
            assertThat(amount(1)).isEmpty();
            assertThat(life.follower().now().unverified()).isEmpty();
            life.stop();
        }
    }

    @Test
    void aRejectThatIsReplayedWhileTheRunFollowsIsSettledThenAndTheSourceStillGoesBefore() throws Exception {
        try (Life life = following()) {
            write(source, WriteRequest.upsert(SUM), sum(4, "few"));
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 1);
            LeftoversService here = life.leftovers(server, REQUEST);
            assertThat(here.replay("test", 3, Document.empty()).open())
                    .as("as the source has it, it does not fit")
                    .isTrue();
            assertThat(amount(4)).contains("40");

            assertThat(here.replay("test", 3, given("41")))
                    .satisfies(each -> assertThat(each.open()).isFalse())
                    .satisfies(each -> assertThat(each.reason()).isEqualTo("replayed"));
            assertThat(amount(4)).contains("41");
            assertThat(life.follower().now().open()).isEmpty();
            assertThat(life.follower().now().unverified())
                    .containsExactly(Map.entry("sums", "1 record put right by hand, not as the source has them"));
            assertThatThrownBy(() -> life.follower().askCutOver(Set.of())).hasMessageContaining("UNVERIFIED: sums");

            write(source, WriteRequest.upsert(SUM), sum(4, "42"));
            Awaitility.await().until(() -> amount(4).equals(Optional.of("42")));
            Awaitility.await().until(() -> life.follower().now().unverified().isEmpty());

            write(source, WriteRequest.upsert(SUM), sum(4, "some"));
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 1);
            assertThat(here.replayAll("test", given("43"))).isEqualTo(new Leftovers.Tried(1, 0));
            life.follower().askCutOver(Set.of("sums"));
            life.await(Stage.FOLLOWING_BACK);
            assertThat(amount(4)).contains("43");
            life.stop();
        }
    }

    /** The old value would stand in the source's way: what somebody looked at is not what is there by now. */
    @Test
    void whatTheSourceHoldsByNowGoesBeforeWhatSomebodyGives() throws Exception {
        try (Life life = following()) {
            write(source, WriteRequest.upsert(SUM), sum(4, "few"));
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 1);
            life.pause();
            write(source, WriteRequest.upsert(SUM), sum(4, "44"));
            assertThat(life.leftovers(server, REQUEST).replay("test", 3, given("41")))
                    .satisfies(each -> assertThat(each.reason()).isEqualTo("put right in the source"));
            assertThat(amount(4)).contains("44");
            life.stop();
        }
    }

    /** Somebody gives values over and over while the source goes on changing the same records. */
    @Test
    void nothingOfTheSourceIsLostToReplaysThatComeAtTheSameTime() throws Exception {
        try (Life life = following()) {
            LeftoversService here = life.leftovers(server, REQUEST);
            AtomicBoolean isOver = new AtomicBoolean();
            AtomicLong replays = new AtomicLong();
            CompletableFuture<Void> replaying = CompletableFuture.runAsync(() -> {
                while (!isOver.get()) {
                    replays.addAndGet(replayed(here));
                }
            });
            int i = 0;
            while (replays.get() < 20) {
                i++;
                write(source, WriteRequest.upsert(SUM), sum(4, i % 2 == 0 ? "few " + i : "4" + i));
                write(source, WriteRequest.upsert(SUM), sum(1, i % 3 == 0 ? "none " + i : "1" + i));
            }
            write(source, WriteRequest.upsert(SUM), sum(4, "44"));
            write(source, WriteRequest.upsert(SUM), sum(1, "11"));
            Awaitility.await()
                    .until(() ->
                            amount(4).equals(Optional.of("44")) && amount(1).equals(Optional.of("11")));
            isOver.set(true);
            replaying.get();
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 0);
            Awaitility.await().until(() -> life.follower().now().unverified().isEmpty());
            assertThat(amount(4)).contains("44");
            assertThat(amount(1)).contains("11");
            life.stop();
        }
    }

    @Test
    void aRejectThatIsReplayedAtAnotherServerIsSettledAtTheOneThatFollows() throws Exception {
        server.state().share();
        try (Life life = following()) {
            write(source, WriteRequest.upsert(SUM), sum(4, "few"));
            write(source, WriteRequest.upsert(SUM), sum(1, "none"));
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 2);
            LeftoversService elsewhere = server.leftoversElsewhere(REQUEST);
            assertThat(elsewhere.replayAll("test", given("41"))).isEqualTo(new Leftovers.Tried(2, 0));
            Awaitility.await().until(() -> life.follower().now().open().isEmpty());
            assertThat(life.follower().now().unverified())
                    .containsExactly(Map.entry("sums", "2 records put right by hand, not as the source has them"));
            assertThat(amount(4)).contains("41");

            write(source, WriteRequest.upsert(SUM), sum(4, "42"));
            write(source, WriteRequest.delete(SUM), sum(1, "none"));
            Awaitility.await().until(() -> life.follower().now().unverified().isEmpty());
            assertThat(amount(4)).contains("42");
            assertThat(amount(1)).isEmpty();
            life.stop();
        }
    }

    /** Each lies in memory; of what is more the run knows that it is there, and looks at it when there is room. */
    @Test
    void ofWhatCannotBeCarriedOverABoundedNumberIsHeldInMemoryAndNothingIsForgotten() throws Exception {
        try (Life life = following()) {
            writeAll(100, 1_400, "1");
            Awaitility.await().until(() -> ServerFixture.count(target, SUMS) == 1_304);
            writeAll(100, 1_400, "no number");
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 1_300);
            assertThat(ServerFixture.count(target, SUMS)).isEqualTo(1_304);
            assertIsFull(life);
            life.stop();
        }
        try (Life again = new Life(server, REQUEST)) {
            again.await(Stage.FOLLOWING);
            assertIsFull(again);
            assertThat(leftovers.open("test", Leftovers.Kind.REJECT)).isEqualTo(1_300);
            LeftoversService here = again.leftovers(server, REQUEST);
            assertThat(here.replay("test", 1_302, given("2")).reason()).isEqualTo("replayed");

            writeAll(100, 1_350, "3");
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 49);
            Awaitility.await().until(() -> again.follower().now().openRecords() == 49);
            assertThat(again.follower().now().isMoreOpen()).isFalse();
            writeAll(1_350, 1_399, "4");
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 0);
            assertThat(again.follower().now().unverified())
                    .containsExactly(Map.entry("sums", "1 record put right by hand, not as the source has them"));
            again.follower().askCutOver(Set.of("sums"));
            again.await(Stage.FOLLOWING_BACK);
            assertThat(amount(1_399)).contains("2");
            assertThat(amount(1_398)).contains("4");
            again.stop();
        }
    }

    @Test
    void whatIsBeyondTheBoundDoesNotStandAgainstACutoverThatIsToldOfIt() throws Exception {
        try (Life life = following()) {
            writeAll(100, 1_400, "no number");
            Awaitility.await().until(() -> leftovers.open("test", Leftovers.Kind.REJECT) == 1_300);
            life.follower().askCutOver(Set.of("sums"));
            life.await(Stage.FOLLOWING_BACK);
            life.stop();
        }
    }

    private static void assertIsFull(Life life) {
        assertThat(life.follower().now().openRecords()).isEqualTo(1_000);
        assertThat(life.follower().now().isMoreOpen()).isTrue();
        assertThat(life.follower().now().open())
                .hasSizeLessThan(30)
                .last()
                .asString()
                .contains("more records");
        assertThatThrownBy(() -> life.follower().askCutOver(Set.of())).hasMessageContaining("UNVERIFIED: sums");
    }

    private void writeAll(int from, int to, String amount) throws InterruptedException {
        for (int id = from; id < to; id++) {
            write(source, WriteRequest.upsert(SUM), sum(id, amount));
        }
    }

    private static long replayed(LeftoversService here) {
        try {
            return here.replayAll("test", given("-1")).done();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A run that follows after its two rejects were put right. */
    private Life following() throws InterruptedException {
        failure();
        write(source, WriteRequest.upsert(SUM), sum(2, "20"));
        write(source, WriteRequest.upsert(SUM), sum(3, "30"));
        Life life = new Life(server, REQUEST);
        life.await(Stage.FOLLOWING);
        return life;
    }

    private static Document given(String amount) {
        return Document.of(Map.of("value", Value.text(amount)));
    }

    /** A server that started again had forgotten them, and cut over as if all were carried over. */
    @Test
    void whatCouldNotBeCarriedOverIsKnownToTheNextServer() throws Exception {
        write(source, WriteRequest.upsert(SUM), sum(2, "20"));
        write(source, WriteRequest.upsert(SUM), sum(3, "30"));
        try (Life life = new Life(server, REQUEST)) {
            life.await(Stage.FOLLOWING);
            write(source, WriteRequest.upsert(SUM), sum(4, "few"));
            write(source, WriteRequest.upsert(SUM), sum(1, "none"));
            Awaitility.await()
                    .until(() -> leftoversOf(life) == 2
                            && leftovers
                                            .list("test", Leftovers.Kind.REJECT, 0, 10)
                                            .size()
                                    == 2);
            life.stop();
        }
        try (Life again = new Life(server, REQUEST)) {
            again.await(Stage.FOLLOWING);
            Awaitility.await().until(() -> leftoversOf(again) == 2);
            assertThatThrownBy(() -> again.follower().askCutOver(Set.of())).hasMessageContaining("UNVERIFIED: sums");
            assertThat(leftovers.open("test", Leftovers.Kind.REJECT)).isEqualTo(2);
            again.stop();
        }
    }

    private static int leftoversOf(Life life) {
        return life.follower().now().open().size();
    }
}
