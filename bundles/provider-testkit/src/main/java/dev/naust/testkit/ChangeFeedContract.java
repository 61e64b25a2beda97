package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Category;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.ChangeReader;
import dev.naust.api.store.ChangeFeed.Kind;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Position;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every change is told, in order, from any place on; for stores that show {@link Capability#CHANGES}. */
abstract class ChangeFeedContract extends ContractGroup {
    private static final String MIRROR = "mirror";
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);

    @BeforeEach
    void onlyWhereChangesAreKept() {
        assumeTrue(
                store().store().changeFeed().isPresent(), () -> store().store().without(Capability.CHANGES));
    }

    @Test
    @DisplayName("tells what was added, replaced and deleted, in order, with the record as it became")
    void tellsInOrder() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        Position start = feed().follow(MIRROR, List.of(people.id()));

        store().insert(people, List.of(person(people, 1, "Åse")));
        store().insert(people, List.of(person(people, 2, "Bo")));
        store().write(WriteRequest.upsert(people), List.of(person(people, 1, "Åse Li")));
        store().write(WriteRequest.delete(people), List.of(person(people, 2, "Bo")));
        store().insert(people, List.of(person(people, 3, "Cid")));

        List<Change> changes = read(MIRROR, start, 5);
        assertThat(changes)
                .extracting(Change::kind)
                .containsExactly(Kind.INSERTED, Kind.INSERTED, Kind.UPDATED, Kind.DELETED, Kind.INSERTED);
        assertThat(ids(changes)).containsExactly(1L, 2L, 1L, 2L, 3L);
        assertThat(changes).extracting(Change::dataset).containsOnly(people.id());
        assertRecord(changes.get(2), person(people, 1, "Åse Li"));
        assertRecord(changes.get(4), person(people, 3, "Cid"));
        assertThat(changes.get(3).record()).isEmpty();
    }

    @Test
    @DisplayName("goes on behind any change")
    void goesOn() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        Position start = feed().follow(MIRROR, List.of(people.id()));
        add(people, 1, 5);

        List<Change> all = read(MIRROR, start, 5);
        for (int i = 0; i < 4; i++) {
            List<Change> rest = read(MIRROR, all.get(i).position(), 4 - i);
            assertThat(ids(rest))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(i + 2, 5).boxed().toList());
        }
        assertThat(next(MIRROR, all.get(4).position(), SHORT)).isEmpty();
    }

    @Test
    @DisplayName("keeps its place when following is asked for again, and hands out no more than was asked for")
    void keepsItsPlace() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        Position start = feed().follow(MIRROR, List.of(people.id()));
        add(people, 1, 7);

        assertThat(feed().follow(MIRROR, List.of(people.id()))).isEqualTo(start);

        List<Long> seen = new ArrayList<>();
        try (ChangeReader reader = feed().read(MIRROR, start)) {
            for (int tries = 0; tries < 20 && seen.size() < 7; tries++) {
                List<Change> few = reader.next(3, LONG);
                assertThat(few).hasSizeBetween(1, 3);
                seen.addAll(ids(few));
            }
        }
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    @DisplayName("tells of the collections that were asked for, together, and of no others")
    void tellsOfItsCollections() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        Schema boats = store().make("b'oa\"ts", Samples.NAME);
        Schema others = store().make("others", Samples.NAME);
        Position start = feed().follow(MIRROR, List.of(people.id(), boats.id()));

        add(people, 1, 1);
        add(others, 2, 2);
        add(boats, 3, 3);
        add(people, 4, 4);

        List<Change> changes = read(MIRROR, start, 3);
        assertThat(ids(changes)).containsExactly(1L, 3L, 4L);
        assertThat(changes).extracting(Change::dataset).containsExactly(people.id(), boats.id(), people.id());
    }

    @Test
    @DisplayName("lets several follow, each at its own pace")
    void letsSeveralFollow() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        Position first = feed().follow(MIRROR, List.of(people.id()));
        add(people, 1, 2);
        Position second = feed().follow("other_2", List.of(people.id()));
        add(people, 3, 4);

        List<Change> behind = read(MIRROR, first, 4);
        feed().read(MIRROR, behind.get(3).position()).close();

        assertThat(ids(behind)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(ids(read("other_2", second, 2))).endsWith(3L, 4L);
        feed().forget(MIRROR);
        add(people, 5, 5);
        assertThat(ids(read("other_2", second, 3))).endsWith(3L, 4L, 5L);
    }

    @Test
    @DisplayName("tells what was committed as it was committed, and nothing of what was given up")
    void tellsWhatWasCommitted() throws InterruptedException {
        assumeTrue(store().store().transactions().isPresent(), "This store has no transactions");
        Schema people = store().make("people", Samples.NAME);
        Position start = feed().follow(MIRROR, List.of(people.id()));

        assertThatThrownBy(() -> store().store().transactions().orElseThrow().inTransaction(bound -> {
                    write(bound, people, 1);
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        store().store().transactions().orElseThrow().inTransaction(bound -> {
            write(bound, people, 2);
            write(bound, people, 3);
            return true;
        });

        assertThat(ids(read(MIRROR, start, 2))).containsExactly(2L, 3L);
    }

    @Test
    @DisplayName("waits for a change that has not come yet, and no longer than asked")
    void waits() throws Exception {
        Schema people = store().make("people", Samples.NAME);
        Position start = feed().follow(MIRROR, List.of(people.id()));
        var other = Executors.newSingleThreadExecutor();
        try (ChangeReader reader = feed().read(MIRROR, start)) {
            assertThat(reader.next(10, SHORT)).isEmpty();
            assertThat(reader.next(10, Duration.ZERO)).isEmpty();
            Future<List<Change>> waiting = other.submit(() -> reader.next(10, LONG));

            add(people, 1, 1);

            assertThat(ids(waiting.get(30, TimeUnit.SECONDS))).containsExactly(1L);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    @DisplayName("tells, where it can, whether everything that is visible was handed out")
    void tellsWhetherItIsAtItsEnd() throws InterruptedException {
        assumeTrue(feed().knowsItsEnd(), "This store cannot tell where its changes end");
        Schema people = store().make("people", Samples.NAME);
        Position start = feed().follow(MIRROR, List.of(people.id()));
        try (ChangeReader reader = feed().read(MIRROR, start)) {
            assertThat(reader.isAtEnd(LONG)).isTrue();
            for (long id = 1; id <= 20; id++) {
                add(people, id, id);
                assertThat(reader.isAtEnd(LONG)).isFalse();
                assertThat(ids(reader.next(10, LONG))).containsExactly(id);
                assertThat(reader.isAtEnd(LONG)).isTrue();
            }
        }
    }

    @Test
    @DisplayName("stops waiting when its thread is interrupted")
    void stopsWaiting() throws Exception {
        Schema people = store().make("people", Samples.NAME);
        Position start = feed().follow(MIRROR, List.of(people.id()));
        try (ChangeReader reader = feed().read(MIRROR, start)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> reader.next(10, Duration.ofMinutes(5))).isInstanceOf(InterruptedException.class);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    @DisplayName("keeps nothing for who is forgotten, leaves nothing behind, and says so")
    void forgets() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        List<DatasetId> before =
                store().store().datasets().stream().map(Dataset::id).toList();
        Position start = feed().follow(MIRROR, List.of(people.id()));
        assertThat(store().store().datasets().stream().map(Dataset::id).toList())
                .isEqualTo(before);
        assertThat(store().store().describe(people.id())).isEqualTo(people);
        add(people, 1, 1);

        feed().forget(MIRROR);
        feed().forget(MIRROR);

        assertCode(CommonError.CHANGES_GONE, () -> next(MIRROR, start, SHORT));
        assertCode(CommonError.CHANGES_GONE, () -> next("never_seen", start, SHORT));
        add(people, 2, 2);
        Position anew = feed().follow(MIRROR, List.of(people.id()));
        add(people, 3, 3);
        assertThat(ids(read(MIRROR, anew, 1))).endsWith(3L);
    }

    @Test
    @DisplayName("tells from a place that was passed long ago everything, or that it is gone")
    void tellsThatAPlaceIsGone() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        Position start = feed().follow(MIRROR, List.of(people.id()));
        add(people, 1, 3);
        List<Change> changes = read(MIRROR, start, 3);
        assertThat(next(MIRROR, changes.get(1).position(), LONG)).hasSize(1);

        List<Change> again = List.of();
        try {
            again = read(MIRROR, start, 3);
        } catch (StoreException gone) {
            assertThat(gone.code()).isEqualTo(CommonError.CHANGES_GONE);
            return;
        }
        assertThat(ids(again)).containsExactly(1L, 2L, 3L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Mirror",
                "1st",
                "a-b",
                "a'; DROP TABLE people; --",
                "x23456789012345678901234567890123456789012"
            })
    @DisplayName("refuses a follower's name that is none")
    void refusesNames(String name) throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);

        assertUser(() -> feed().follow(name, List.of(people.id())));
    }

    @Test
    @DisplayName("refuses to follow a collection that is not there, and to go on from a place that is none")
    void refusesWhatIsNotThere() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);

        assertUser(() -> feed().follow(MIRROR, List.of(DatasetId.of("missing"))));
        assertUser(() -> feed().follow(MIRROR, List.of()));
        feed().follow(MIRROR, List.of(people.id()));
        assertUser(() -> next(MIRROR, new Position("no such' place"), SHORT));
    }

    @Test
    @DisplayName("keeps changes that come while nobody reads, also over a restart")
    void isDurable() throws InterruptedException {
        assumeTrue(store().has(Feature.DURABILITY), "This store keeps nothing");
        Schema people = store().make("people", Samples.NAME);
        Position start = feed().follow(MIRROR, List.of(people.id()));
        add(people, 1, 2);

        store().reopen();
        add(people, 3, 3);

        assertThat(ids(read(MIRROR, start, 3))).containsExactly(1L, 2L, 3L);
    }

    @Test
    @DisplayName("ends with the store")
    void endsWithTheStore() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        ChangeFeed feed = feed();
        Position start = feed.follow(MIRROR, List.of(people.id()));
        ChangeReader reader = feed.read(MIRROR, start);

        store().store().close();

        assertThatThrownBy(() -> reader.next(1, SHORT)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> feed.read(MIRROR, start).next(1, SHORT)).isInstanceOf(StoreException.class);
        reader.close();
    }

    /** As many changes, which must come; a change that came before may come again. */
    private List<Change> read(String name, Position after, int count) throws InterruptedException {
        List<Change> changes = new ArrayList<>();
        try (ChangeReader reader = feed().read(name, after)) {
            long end = System.nanoTime() + LONG.toNanos();
            while (changes.size() < count && System.nanoTime() < end) {
                changes.addAll(reader.next(100, Duration.ofSeconds(1)));
            }
        }
        return changes;
    }

    private List<Change> next(String name, Position after, Duration patience) throws InterruptedException {
        try (ChangeReader reader = feed().read(name, after)) {
            return reader.next(100, patience);
        }
    }

    private void add(Schema schema, long from, long to) throws InterruptedException {
        for (long id = from; id <= to; id++) {
            store().insert(schema, List.of(person(schema, id, "person " + id)));
        }
    }

    private void write(Store target, Schema schema, long id) throws InterruptedException {
        try (RecordWriter writer = target.write(WriteRequest.insert(schema))) {
            writer.write(List.of(person(schema, id, "in a transaction")));
            writer.flush();
        }
    }

    private DataRecord person(Schema schema, long id, String name) {
        return Samples.person(store(), schema, id, name);
    }

    private static List<Long> ids(List<Change> changes) {
        return changes.stream()
                .map(change -> Long.valueOf(change.key().values().get(0).toString()))
                .toList();
    }

    /** Where the technology tells the record at all, it is the one that was written. */
    private static void assertRecord(Change change, DataRecord written) {
        change.record().ifPresent(told -> assertThat(Canonical.of(told)).isEqualTo(Canonical.of(written)));
    }

    private ChangeFeed feed() {
        return store().store().changeFeed().orElseThrow();
    }

    private static void assertCode(CommonError code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private static void assertUser(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.category()).isEqualTo(Category.USER));
    }
}
