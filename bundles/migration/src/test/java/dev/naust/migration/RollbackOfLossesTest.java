package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.RollbackPlan;
import dev.naust.api.service.RollbackPlan.Change;
import dev.naust.api.store.Footing;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rolling back a run of which the target has lost a part: what is gone is undone already, and what somebody wrote since stays. */
class RollbackOfLossesTest {
    private static final Schema PEOPLE = Schema.table(
            DatasetId.of("people"),
            List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("name", FieldType.of(Kind.TEXT))),
            List.of("id"));
    private static final MigrationRequest REQUEST =
            ServerFixture.request(new Options(Conflict.OVERWRITE, 10, true, false, 1), "people", "Artist");

    private final Store kept = Fixture.memory("target");
    private Store source;
    private Map<String, ContentHash> before;

    @BeforeEach
    void fill() throws InterruptedException {
        source = Fixture.shop(3);
        Fixture.make(source, List.of(PEOPLE));
        Fixture.make(kept, List.of(PEOPLE));
        Fixture.write(source, PEOPLE, List.of(person(1, "new"), person(2, "new"), person(3, "new")));
        Fixture.write(kept, PEOPLE, List.of(person(1, "old"), person(7, "other")));
        before = ServerFixture.content(kept);
    }

    @AfterEach
    void close() {
        source.close();
        kept.close();
    }

    private static Document person(long id, String name) {
        return Document.of(PEOPLE.layout(), new Value[] {Value.int64(id), Value.text(name)});
    }

    private static Document key(long id) {
        return Document.empty().with("id", Value.int64(id));
    }

    /** A store without transactions that may lose what it was given. */
    private static Store forgetful(Store store) {
        Footing footing = new Footing() {
            @Override
            public List<String> againstWriting(List<DatasetId> there, boolean making) {
                return List.of();
            }

            @Override
            public List<String> losses() {
                return List.of("It drops records when it is full");
            }
        };
        return Overridden.store(store, (method, arguments) -> switch (method) {
            case "transactions" -> Optional.of(Optional.empty());
            case "footing" -> Optional.of(Optional.of(footing));
            default -> Optional.empty();
        });
    }

    private void remove(Schema schema, Document key) throws InterruptedException {
        write(WriteRequest.delete(schema), schema, key);
    }

    private void write(WriteRequest request, Schema schema, Document body) throws InterruptedException {
        try (RecordWriter writer = kept.write(request)) {
            writer.write(List.of(DataRecord.of(schema.key(), body)));
            writer.flush();
        }
    }

    private Document artist() {
        return Document.empty().with(Fixture.artist().key().get(0), Value.int64(1));
    }

    @Test
    void whatTheRunAddedAndIsGoneIsUndoneAlready() throws Exception {
        try (ServerFixture server = new ServerFixture(source, kept)) {
            server.migrate(REQUEST, new RecordedProgress());
            remove(PEOPLE, key(2));
            remove(Fixture.artist(), artist());
            RollbackPlan plan = server.start().rollbacks().plan(ServerFixture.run("test", REQUEST));
            assertThat(plan.blockers()).isEmpty();
            assertThat(plan.changes())
                    .containsExactlyInAnyOrder(
                            new Change("Artist", true, 0, 0, 1), new Change("people", false, 1, 1, 1));
            server.start().rollbacks().run(REQUEST, new RecordedProgress());
            assertThat(ServerFixture.content(kept)).isEqualTo(before);
        }
    }

    @Test
    void aChangedRecordThatSomebodyRemovedIsNamedWhereTheStoreLosesNothing() throws Exception {
        try (ServerFixture server = new ServerFixture(source, kept)) {
            server.migrate(REQUEST, new RecordedProgress());
            remove(PEOPLE, key(1));
            assertThat(server.start()
                            .rollbacks()
                            .plan(ServerFixture.run("test", REQUEST))
                            .blockers())
                    .singleElement()
                    .asString()
                    .contains(
                            "1 record of people that the run changed was removed after it: id=1", "force brings back");
        }
    }

    @Test
    void aStoreThatLosesRecordsGetsThemBackAndOnlyLaterChangesStandAgainstIt() throws Exception {
        Store target = forgetful(kept);
        try (ServerFixture server = new ServerFixture(source, target)) {
            server.migrate(REQUEST, new RecordedProgress());
            remove(PEOPLE, key(1));
            remove(PEOPLE, key(3));
            remove(Fixture.artist(), artist());
            write(WriteRequest.upsert(PEOPLE), PEOPLE, person(2, "later"));
            RollbackPlan plan = server.start().rollbacks().plan(ServerFixture.run("test", REQUEST));
            assertThat(plan.blockers())
                    .containsExactly("1 record of people was changed after the run: id=2. Save what came later, or roll"
                            + " back with force, which loses it");
            assertThat(plan.changes())
                    .containsExactlyInAnyOrder(
                            new Change("Artist", true, 0, 0, 1), new Change("people", false, 1, 1, 2));

            write(WriteRequest.upsert(PEOPLE), PEOPLE, person(2, "new"));
            assertThat(server.start()
                            .rollbacks()
                            .plan(ServerFixture.run("test", REQUEST))
                            .blockers())
                    .isEmpty();
            server.start().rollbacks().run(REQUEST, new RecordedProgress());
            assertThat(ServerFixture.content(kept)).isEqualTo(before);
        }
    }

    @Test
    void aCollectionWithAChangedRecordIsNotTakenForARemainder() throws Exception {
        try (ServerFixture server = new ServerFixture(source, kept)) {
            server.migrate(REQUEST, new RecordedProgress());
            remove(Fixture.artist(), artist());
            Document changed =
                    Document.of(Fixture.artist().layout(), new Value[] {Value.int64(2), Value.text("Somebody's")});
            write(WriteRequest.upsert(Fixture.artist()), Fixture.artist(), changed);
            assertThat(server.start()
                            .rollbacks()
                            .plan(ServerFixture.run("test", REQUEST))
                            .blockers())
                    .singleElement()
                    .asString()
                    .contains("Artist was changed after the run: it held 3 records and now holds 2");
        }
    }

    @Test
    void whatWasThereBeforeIsNotSaidToBePutBackWhenItIsLost() throws Exception {
        Store target = forgetful(kept);
        try (ServerFixture server = new ServerFixture(source, target)) {
            server.migrate(REQUEST, new RecordedProgress());
            kept.schemaEditing().orElseThrow().drop(DatasetId.of("naust_rollback"));
            assertThat(server.start()
                            .rollbacks()
                            .plan(ServerFixture.run("test", REQUEST))
                            .blockers())
                    .singleElement()
                    .asString()
                    .contains(
                            "has lost what 3 records of people held before the run", "naust_rollback", "from a backup");
        }
    }

    /** It was taken for somebody else's, and stayed. */
    @Test
    void whatARunMadeIsNamedWhenTheTargetHasLostTheRunsNotes() throws Exception {
        MigrationRequest request =
                ServerFixture.request(new Options(Conflict.FAIL, 1, true, false, 1), "Artist", "Album");
        try (ServerFixture server = new ServerFixture(source, forgetful(kept))) {
            try {
                server.migrate(request, new Dying(20));
            } catch (Dying.Killed killed) {
                kept.schemaEditing().orElseThrow().drop(DatasetId.of("naust_checkpoints"));
            }
            assertThat(ServerFixture.count(kept, Fixture.artist().id())).isPositive();
            RollbackPlan plan = server.start().rollbacks().plan(ServerFixture.run("test", request));
            assertThat(plan.blockers())
                    .anySatisfy(line -> assertThat(line)
                            .contains("Collection Artist holds only records as the source has them", "with force"));
            server.start().rollbacks().run(request, new RecordedProgress());
            assertThat(ServerFixture.content(kept)).isEqualTo(before);
        }
    }
}
