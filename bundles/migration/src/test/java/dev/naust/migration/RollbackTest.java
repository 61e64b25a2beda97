package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.RollbackPlan;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.testkit.InterceptedStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** After a rollback the target holds exactly what it held before, wherever the run and the rollback were cut off. */
class RollbackTest {
    private static final Schema PEOPLE = Schema.table(
            DatasetId.of("people"),
            List.of(
                    Field.required("id", FieldType.of(Kind.INT64)),
                    Field.of("name", FieldType.of(Kind.TEXT)),
                    Field.of("note", FieldType.of(Kind.TEXT))),
            List.of("id"));

    @Provide
    Arbitrary<List<Document>> people() {
        Arbitrary<Value> id = Arbitraries.longs().between(1, 40).map(Value::int64);
        Arbitrary<Value> text = Arbitraries.of("a", "b", "c")
                .map(each -> (Value) Value.text(each))
                .injectNull(0.3)
                .map(each -> each == null ? Value.ofNull() : each);
        return Combinators.combine(id, text, text)
                .as((key, name, note) -> Document.of(PEOPLE.layout(), new Value[] {key, name, note}))
                .list()
                .ofMaxSize(40)
                .map(RollbackTest::byKey);
    }

    private static List<Document> byKey(List<Document> all) {
        Map<Value, Document> last = new LinkedHashMap<>();
        all.forEach(each -> last.put(each.at(0), each));
        return new ArrayList<>(last.values());
    }

    @Property(tries = 120)
    void whatWasThereIsThereAgain(
            @ForAll("people") List<Document> present,
            @ForAll("people") List<Document> incoming,
            @ForAll Conflict policy,
            @ForAll @IntRange(min = 1, max = 60) int death,
            @ForAll @IntRange(min = 2, max = 8) int deathOfRollback)
            throws InterruptedException {
        if (policy == Conflict.INTERACTIVE || policy == Conflict.FAIL) {
            return;
        }
        try (Store source = Fixture.shop(30);
                Store target = Fixture.memory("target");
                ServerFixture server = new ServerFixture(source, target)) {
            fill(source, incoming);
            fill(target, present);
            Map<String, ContentHash> before = ServerFixture.content(target);
            MigrationRequest request =
                    ServerFixture.request(new Options(policy, 1, true, false, 2), "people", "Artist", "Album");
            try {
                server.migrate(request, new Dying(death));
            } catch (Dying.Killed | RunFailedException | StoreException ended) {
                assertThat(ended).isNotNull();
            }
            try {
                server.start().rollbacks().run(request, new Dying(deathOfRollback));
            } catch (Dying.Killed killed) {
                server.start().rollbacks().run(request, new RecordedProgress());
            }
            assertThat(ServerFixture.content(target)).isEqualTo(before);
        }
    }

    @Property(tries = 60)
    void whatWasDecidedAfterTheRunIsTakenBackToo(
            @ForAll("people") List<Document> present,
            @ForAll("people") List<Document> incoming,
            @ForAll("decisions") Conflict first,
            @ForAll("decisions") Conflict others)
            throws InterruptedException, RunFailedException {
        try (Store source = Fixture.shop(3);
                Store target = Fixture.memory("target");
                ServerFixture server = new ServerFixture(source, target)) {
            fill(source, incoming);
            fill(target, present);
            Map<String, ContentHash> before = ServerFixture.content(target);
            MigrationRequest request =
                    ServerFixture.request(new Options(Conflict.INTERACTIVE, 3, true, true, 1), "people", "Artist");
            RecordedProgress progress = new RecordedProgress();
            server.migrate(request, progress);
            Leftovers leftovers = server.leftovers(request);
            List<Leftovers.Leftover> conflicts = leftovers.list(progress.id(), Leftovers.Kind.CONFLICT, 0, 1);
            for (Leftovers.Leftover each : conflicts) {
                leftovers.decide(progress.id(), each.number(), first);
            }
            leftovers.decideAll(progress.id(), others);

            assertThat(server.start().rollbacks().plan(run(request)).blockers()).isEmpty();
            server.start().rollbacks().run(request, new RecordedProgress());

            assertThat(ServerFixture.content(target)).isEqualTo(before);
            for (Leftovers.Leftover each : conflicts) {
                assertThatThrownBy(() -> leftovers.decide(progress.id(), each.number(), Conflict.OVERWRITE))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("taken back");
            }
        }
    }

    @Example
    void whatIsBeingDecidedWhileTheRunIsTakenBackGoesToo() throws Exception {
        int all = 400;
        try (Store source = Fixture.shop(3);
                Store target = Fixture.memory("target");
                ServerFixture server = new ServerFixture(source, target)) {
            fill(source, people(all, "source"));
            fill(target, people(all, "target"));
            Map<String, ContentHash> before = ServerFixture.content(target);
            MigrationRequest request =
                    ServerFixture.request(new Options(Conflict.INTERACTIVE, 3, true, true, 1), "people");
            RecordedProgress progress = new RecordedProgress();
            server.migrate(request, progress);
            ServerMigrations one = server.start();
            Leftovers leftovers = server.leftovers(request, one);

            CompletableFuture<Void> deciding = CompletableFuture.runAsync(() -> {
                try {
                    leftovers.decideAll(progress.id(), Conflict.OVERWRITE);
                } catch (InterruptedException e) {
                    throw new CompletionException(e);
                }
            });
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> leftovers.open(progress.id(), Leftovers.Kind.CONFLICT) < all);
            one.rollbacks().run(request, new RecordedProgress());

            assertThat(deciding)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("taken back");
            assertThat(ServerFixture.content(target)).isEqualTo(before);
        }
    }

    private static List<Document> people(int many, String name) {
        return LongStream.rangeClosed(1, many).mapToObj(id -> person(id, name)).toList();
    }

    @Provide
    Arbitrary<Conflict> decisions() {
        return Arbitraries.of(Conflict.OVERWRITE, Conflict.MERGE, Conflict.SKIP);
    }

    @Example
    void whatWasReplayedAfterTheRunIsTakenBackToo() throws Exception {
        try (Store source = Fixture.shop(3);
                Store target = Fixture.memory("target");
                ServerFixture server = new ServerFixture(source, target)) {
            fill(source, List.of(person(1, "source"), person(2, "source")));
            fill(target, List.of(person(1, "target"), person(7, "target")));
            Map<String, ContentHash> before = ServerFixture.content(target);
            MigrationRequest request =
                    ServerFixture.request(new Options(Conflict.OVERWRITE, 10, true, true, 1), "people", "Artist");
            server.put("source", new InterceptedStore(source, RollbackTest::spoilTheSecond, UnaryOperator.identity()));
            RecordedProgress progress = new RecordedProgress();
            assertThatThrownBy(() -> server.migrate(request, progress)).isInstanceOf(RunFailedException.class);
            Leftovers leftovers = server.leftovers(request);
            Document mended = Document.of(Map.of("value", Value.text("Two")));
            assertThat(leftovers.replay(progress.id(), 1, mended).open()).isFalse();
            assertThat(ServerFixture.content(target).get("people").records()).isEqualTo(3);

            RollbackPlan plan = server.start().rollbacks().plan(run(request));
            assertThat(plan.blockers()).isEmpty();
            assertThat(plan.changes()).contains(new RollbackPlan.Change("people", false, 1, 1));
            server.start().rollbacks().run(request, new RecordedProgress());

            assertThat(ServerFixture.content(target)).isEqualTo(before);
            assertThatThrownBy(() -> leftovers.replay(progress.id(), 1, mended))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("taken back");
        }
    }

    /** No text holds a list. */
    private static List<DataRecord> spoilTheSecond(List<DataRecord> batch) {
        Value list = new Value.Array(List.of(Value.int64(1)));
        return batch.stream()
                .map(each -> each.body().at(0).equals(Value.int64(2))
                                && each.body().get("name").isPresent()
                        ? each.withBody(each.body().with("name", list))
                        : each)
                .toList();
    }

    @Example
    void whatCameAfterTheRunIsNotLostWithoutBeingAsked() throws Exception {
        try (Store source = Fixture.shop(3);
                Store target = Fixture.memory("target");
                ServerFixture server = new ServerFixture(source, target)) {
            fill(source, List.of(person(1, "source"), person(2, "source"), person(3, "source")));
            fill(target, List.of(person(1, "target")));
            MigrationRequest request =
                    ServerFixture.request(new Options(Conflict.OVERWRITE, 10, true, false, 1), "people", "Artist");
            server.migrate(request, new RecordedProgress());
            RollbackPlan plan = server.start().rollbacks().plan(run(request));
            assertThat(plan.blockers()).isEmpty();
            assertThat(plan.changes())
                    .containsExactlyInAnyOrder(
                            new RollbackPlan.Change("Artist", true, 0, 0),
                            new RollbackPlan.Change("people", false, 1, 2));

            write(target, WriteRequest.upsert(PEOPLE), List.of(person(2, "later")));
            write(
                    target,
                    WriteRequest.insert(Fixture.artist()),
                    List.of(Document.of(
                            Fixture.artist().layout(), new Value[] {Value.int64(99), Value.text("Later")})));

            assertThat(server.start().rollbacks().plan(run(request)).blockers())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("1 record of people was changed after the run: id=2"))
                    .anyMatch(line -> line.contains("Artist was changed after the run: it held 3 records"));
        }
    }

    private static Run run(MigrationRequest request) {
        return new Run(
                "test",
                "migration",
                "t",
                dev.naust.api.service.MigrationRequestForm.write(request),
                Run.State.SUCCEEDED,
                "",
                new Run.Progress(0, 0, 0, 0),
                Instant.EPOCH,
                Optional.of(Instant.EPOCH),
                List.of(),
                List.of());
    }

    private static Document person(long id, String name) {
        return Document.of(PEOPLE.layout(), new Value[] {Value.int64(id), Value.text(name), Value.ofNull()});
    }

    private static void fill(Store store, List<Document> people) throws InterruptedException {
        Fixture.make(store, List.of(PEOPLE));
        write(store, WriteRequest.insert(PEOPLE), people);
    }

    private static void write(Store store, WriteRequest request, List<Document> bodies) throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            writer.write(bodies.stream()
                    .map(body -> DataRecord.of(request.schema().key(), body))
                    .toList());
            writer.flush();
        }
    }
}
