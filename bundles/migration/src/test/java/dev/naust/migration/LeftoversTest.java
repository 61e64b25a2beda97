package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.KeptCopies;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.store.Position;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.testkit.InterceptedStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run leaves over is kept, put right by people, and then really in the target. */
@Timeout(60)
class LeftoversTest {
    private final RecordedProgress progress = new RecordedProgress();
    private Store source;
    private Store target;
    private ServerFixture server;

    @BeforeEach
    void open() throws InterruptedException {
        source = Fixture.shop(20);
        target = Fixture.memory("target");
        server = new ServerFixture(source, target);
    }

    @AfterEach
    void close() {
        server.close();
        source.close();
        target.close();
    }

    @Test
    void whereverTheServerDiesEachConflictIsThereOnce() throws Exception {
        MigrationRequest request =
                ServerFixture.request(new Options(Conflict.INTERACTIVE, 1, true, false, 1), "Artist");
        boolean isOver = false;
        int death = 0;
        while (!isOver) {
            death++;
            try (Store there = Fixture.memory("target");
                    ServerFixture mortal = new ServerFixture(source, there)) {
                Fixture.make(there, List.of(Fixture.artist()));
                Fixture.write(there, Fixture.artist(), List.of(artist(3, "Three"), artist(14, "Fourteen")));

                isOver = !dies(mortal, request, death);

                assertThat(mortal.leftovers(request).list(progress.id(), Leftovers.Kind.CONFLICT, 0, 10))
                        .as("death %d", death)
                        .extracting(Leftover::key)
                        .containsExactly("ArtistId=3", "ArtistId=14");
            }
        }
        assertThat(death).isGreaterThan(10);
    }

    /** Whether a server died before another one came to the run's end. */
    private boolean dies(ServerFixture mortal, MigrationRequest request, int death) throws Exception {
        try {
            mortal.migrate(request, new Dying(death));
            return false;
        } catch (Dying.Killed killed) {
            mortal.migrate(request, progress);
            return true;
        }
    }

    @Test
    void conflictsWaitForADecisionAndThenHappen() throws Exception {
        Fixture.make(target, List.of(Fixture.artist()));
        Fixture.write(target, Fixture.artist(), List.of(artist(1, "One"), artist(2, "Two"), artist(3, "Three")));
        MigrationRequest request = ServerFixture.request(options(Conflict.INTERACTIVE, false), "Artist");
        server.migrate(request, progress);
        assertThat(name(1)).isEqualTo("One");
        assertThat(name(4)).isEqualTo("Artist 4");

        Leftovers leftovers = server.leftovers(request);
        List<Leftover> all = leftovers.list(progress.id(), Leftovers.Kind.CONFLICT, 0, 10);
        assertThat(all).hasSize(3).allMatch(Leftover::open);
        assertThat(leftovers.list(progress.id(), Leftovers.Kind.CONFLICT, 0, 2)).hasSize(2);
        long one = all.stream()
                .filter(each -> each.key().equals("ArtistId=1"))
                .findFirst()
                .orElseThrow()
                .number();

        assertThat(leftovers.decide(progress.id(), one, Conflict.OVERWRITE).open())
                .isFalse();
        assertThat(name(1)).isEqualTo("Artist 1");
        assertThat(name(2)).isEqualTo("Two");
        assertThat(leftovers.decideAll(progress.id(), Conflict.SKIP)).isEqualTo(new Leftovers.Tried(2, 0));
        assertThat(name(2)).isEqualTo("Two");
    }

    @Test
    void aDecisionAboutARecordThatHasChangedSinceIsRefused() throws Exception {
        Fixture.make(target, List.of(Fixture.artist()));
        Fixture.write(target, Fixture.artist(), List.of(artist(1, "One")));
        MigrationRequest request = ServerFixture.request(options(Conflict.INTERACTIVE, false), "Artist");
        server.migrate(request, progress);
        Arrival.of(Conflict.OVERWRITE, Fixture.artist(), Fixture.artist())
                .arrive(target, List.of(DataRecord.of(List.of("ArtistId"), artist(1, "Changed"))));

        Leftovers leftovers = server.leftovers(request);
        assertThatThrownBy(() -> leftovers.decide(progress.id(), 1, Conflict.OVERWRITE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another one by now");
        assertThat(name(1)).isEqualTo("Changed");
        assertThat(leftovers.decide(progress.id(), 1, Conflict.OVERWRITE).open())
                .isFalse();
        assertThat(name(1)).isEqualTo("Artist 1");
    }

    @Test
    void aRejectIsReplayedWithAnotherValue() throws Exception {
        server.put("source", new InterceptedStore(source, spoil("Artist 7"), UnaryOperator.identity()));
        MigrationRequest request = ServerFixture.request(options(Conflict.FAIL, true), "Artist");
        assertThatThrownBy(() -> server.migrate(request, progress)).isInstanceOf(RunFailedException.class);

        Leftovers leftovers = server.leftovers(request);
        assertThat(leftovers.list(progress.id(), Leftovers.Kind.REJECT, 0, 10))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.key()).isEqualTo("ArtistId=7");
                    assertThat(each.field()).isEqualTo("Name");
                    assertThat(each.open()).isTrue();
                });
        assertThat(leftovers.replay(progress.id(), 1, Document.empty()).open()).isTrue();
        Leftover replayed = leftovers.replay(progress.id(), 1, Document.of(Map.of("value", Value.text("Seven"))));
        assertThat(replayed.reason()).isEqualTo("replayed");
        assertThat(replayed.open()).isFalse();
        assertThat(name(7)).isEqualTo("Seven");
    }

    @Test
    void anErasureTakesAPersonsRecordsOutOfConflictsAndOutOfWhatTakesARunBack() throws Exception {
        Fixture.make(target, List.of(Fixture.artist()));
        Fixture.write(target, Fixture.artist(), List.of(artist(1, "One"), artist(2, "Two")));
        MigrationRequest request = ServerFixture.request(options(Conflict.INTERACTIVE, false), "Artist");
        server.migrate(request, progress);
        KeptCopies copies = server.copies();
        KeptCopies.Person person = new Theirs(Set.of(2L, 5L), Optional.empty());

        assertThat(copies.erase(person, true)).hasSize(2);
        assertThat(copies.erase(person, false))
                .extracting(KeptCopies.Copy::store, KeptCopies.Copy::result)
                .containsExactlyInAnyOrder(tuple(KeptCopies.STATE, Result.ERASED), tuple("target", Result.ERASED));
        assertThat(copies.erase(person, true)).as("what is still found").isEmpty();

        List<Leftover> left = server.leftovers(request).list(progress.id(), Leftovers.Kind.CONFLICT, 0, 10);
        assertThat(left)
                .hasSize(2)
                .filteredOn(Leftover::open)
                .extracting(Leftover::key)
                .containsExactly("ArtistId=1");
        assertThat(left).filteredOn(each -> !each.open()).allSatisfy(each -> {
            assertThat(each.key()).isEmpty();
            assertThat(each.incoming()).isEmpty();
            assertThat(each.there()).isEmpty();
        });

        assertThat(copies.erase(new Theirs(Set.of(6L), Optional.of("bookkeeping")), false))
                .extracting(KeptCopies.Copy::result, KeptCopies.Copy::reason)
                .containsExactly(tuple(Result.RETAINED, "bookkeeping"));
    }

    @Test
    void anErasureTakesOutWhereAnUnfinishedRunStandsAndThatRunIsRolledBack() throws Exception {
        try (Store many = Fixture.shop(300)) {
            server.put("source", many);
            MigrationRequest request = ServerFixture.request(new Options(Conflict.FAIL, 10, true, false, 2));
            Thread worker = Thread.currentThread();
            RecordedProgress stopping = new RecordedProgress() {
                @Override
                public void part(Run.Part part) {
                    if (part.name().equals("Album") && part.processed() >= 120) {
                        worker.interrupt();
                    }
                }
            };
            assertThatThrownBy(() -> server.migrate(request, stopping)).isInstanceOf(InterruptedException.class);
            KeptCopies copies = server.copies();
            KeptCopies.Person person = new AtAnAlbum();

            assertThat(copies.erase(new Theirs(Set.of(), Optional.empty()), true))
                    .isEmpty();
            assertThat(copies.erase(person, true)).isNotEmpty();
            assertThat(copies.erase(person, false)).isNotEmpty().allSatisfy(each -> {
                assertThat(each.store()).isEqualTo("target");
                assertThat(each.place()).isEqualTo("naust_checkpoints");
                assertThat(each.result()).isEqualTo(Result.ERASED);
            });
            assertThat(copies.erase(person, true)).as("what is still found").isEmpty();

            assertThatThrownBy(() -> server.migrate(request, progress)).hasMessageContaining("Roll it back");
            server.start().rollbacks().run(request, progress);
            assertThat(target.datasets()).isEmpty();
        }
    }

    /** Somebody who is wherever a migration of albums stands. */
    private record AtAnAlbum() implements KeptCopies.Person {
        @Override
        public boolean has(String store, DatasetId collection, Document record) {
            return false;
        }

        @Override
        public boolean isNamedIn(Value value) {
            return false;
        }

        @Override
        public boolean isAt(String store, DatasetId collection, Position place) {
            return collection.equals(Fixture.ALBUM);
        }

        @Override
        public Optional<String> retained(String store, DatasetId collection) {
            return Optional.empty();
        }
    }

    /** Somebody whose records are known by their numbers. */
    private record Theirs(Set<Long> numbers, Optional<String> reason) implements KeptCopies.Person {
        @Override
        public boolean has(String store, DatasetId collection, Document record) {
            return record.get("ArtistId")
                    .filter(Value.Int64.class::isInstance)
                    .filter(id -> numbers.contains(((Value.Int64) id).number()))
                    .isPresent();
        }

        @Override
        public boolean isNamedIn(Value value) {
            return false;
        }

        @Override
        public boolean isAt(String store, DatasetId collection, Position place) {
            return false;
        }

        @Override
        public Optional<String> retained(String store, DatasetId collection) {
            return reason;
        }
    }

    private static Options options(Conflict conflict, boolean goOn) {
        return new Options(conflict, 7, true, goOn, 1);
    }

    private static Document artist(long id, String name) {
        return Document.of(Fixture.artist().layout(), new Value[] {Value.int64(id), Value.text(name)});
    }

    private String name(long id) {
        return target.lookup()
                .orElseThrow()
                .find(Fixture.ARTIST, RecordKey.of("ArtistId", Value.int64(id)))
                .orElseThrow()
                .body()
                .at(1)
                .toString();
    }

    private static UnaryOperator<List<DataRecord>> spoil(String name) {
        Value list = new Value.Array(List.of(Value.int64(1), Value.int64(2)));
        return batch -> batch.stream()
                .map(each -> each.body().at(1).equals(Value.text(name))
                        ? each.withBody(each.body().with("Name", list))
                        : each)
                .toList();
    }
}
