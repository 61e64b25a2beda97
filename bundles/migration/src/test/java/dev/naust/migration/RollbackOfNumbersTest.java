package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.naust.api.service.RollbackPlan.Change;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the dry run of a rollback says of the sequences that the run moved. */
@Timeout(120)
class RollbackOfNumbersTest {
    private static final Schema ITEM = Schema.table(
            DatasetId.of("item"),
            List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("name", FieldType.of(Kind.TEXT))),
            List.of("id"));
    private static final MigrationRequest REQUEST =
            ServerFixture.request(new Options(Conflict.FAIL, 10, true, false, 1), "item");

    private static void run(Store store, String statement) throws InterruptedException {
        store.structures().orElseThrow().inSession(session -> {
            session.execute(statement, Duration.ofSeconds(30));
            return true;
        });
    }

    @Test
    void aPlanNamesTheSequencesThatWouldGoBackAndThoseThatWouldNot(@TempDir Path folder) throws Exception {
        try (MortalPostgres postgres = new MortalPostgres(folder.resolve("postgres"));
                Store source = Fixture.memory("source");
                Store target = postgres.store();
                ServerFixture server = new ServerFixture(source, target)) {
            Fixture.make(source, List.of(ITEM));
            Fixture.write(source, ITEM, List.of(Document.of(ITEM.layout(), new Value[] {
                Value.int64(7), Value.text("source")
            })));
            run(target, "CREATE DOMAIN amount AS numeric");
            run(target, "CREATE SEQUENCE numbers");
            run(target, "CREATE TABLE item (id amount DEFAULT nextval('numbers') PRIMARY KEY, name text)");
            RecordedProgress progress = new RecordedProgress();
            server.migrate(REQUEST, progress);

            assertThat(server.start()
                            .rollbacks()
                            .plan(ServerFixture.run("test", REQUEST))
                            .changes())
                    .containsExactly(new Change(
                            "public.item",
                            false,
                            0,
                            1,
                            0,
                            List.of(
                                    "public.numbers, which gives out the numbers of public.item.id, goes back to where it stood"
                                            + " before the run")));

            run(target, "SELECT nextval('numbers')");
            assertThat(server.start()
                            .rollbacks()
                            .plan(ServerFixture.run("test", REQUEST))
                            .changes())
                    .containsExactly(
                            new Change(
                                    "public.item",
                                    false,
                                    0,
                                    1,
                                    0,
                                    List.of(
                                            "public.numbers, which gives out the numbers of public.item.id, was used or moved after the run,"
                                                    + " and stays where it is: numbers that it has given out must not come again")));
        }
    }

    @Test
    void aSequenceThatWasNotMovedIsNotNamed(@TempDir Path folder) throws Exception {
        try (MortalPostgres postgres = new MortalPostgres(folder.resolve("postgres"));
                Store source = Fixture.memory("source");
                Store target = postgres.store();
                ServerFixture server = new ServerFixture(source, target)) {
            Fixture.make(source, List.of(ITEM));
            Fixture.write(source, ITEM, List.of(Document.of(ITEM.layout(), new Value[] {
                Value.int64(7), Value.text("source")
            })));
            run(target, "CREATE TABLE item (id bigserial PRIMARY KEY, name text)");
            run(target, "SELECT setval('item_id_seq', 50)");
            server.migrate(REQUEST, new RecordedProgress());

            assertThat(server.start()
                            .rollbacks()
                            .plan(ServerFixture.run("test", REQUEST))
                            .changes())
                    .containsExactly(new Change("public.item", false, 0, 1));
        }
    }
}
