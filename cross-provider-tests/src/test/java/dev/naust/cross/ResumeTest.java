package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import dev.naust.testkit.InterceptedStore;
import dev.naust.testkit.server.DockedStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Migrations into stores without transactions, whose server is killed again and again: all is there once, and goes back. */
class ResumeTest {
    private static final int ROWS = 200;
    private static final DatasetId BOAT = DatasetId.of("boat");

    @TempDir
    private Path folder;

    private static Schema boats(Store store) {
        List<Field> fields = List.of(
                store.types()
                        .plan(Field.required("id", FieldType.of(Kind.INT64)))
                        .target(),
                store.types().plan(Field.of("name", FieldType.of(Kind.TEXT))).target(),
                store.types().plan(Field.of("built", FieldType.of(Kind.DATE))).target());
        return Schema.table(store.schemaEditing().orElseThrow().place(BOAT), fields, List.of("id"));
    }

    private static Store filled(Store store, String name, int every) throws InterruptedException {
        Schema schema = boats(store);
        for (SchemaStep step : store.schemaEditing().orElseThrow().steps(List.of(schema))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
        List<DataRecord> records = new ArrayList<>();
        for (int id = 0; id < ROWS; id += every) {
            records.add(DataRecord.of(List.of("id"), Document.of(schema.layout(), new Value[] {
                Value.int64(id),
                id % 5 == 0 ? Value.ofNull() : Value.text(name + id),
                new Value.Date(java.time.LocalDate.of(1900, 1, 1).plusDays(id))
            })));
        }
        try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
            assertThat(writer.write(records).rejected()).isEmpty();
            assertThat(writer.flush().rejected()).isEmpty();
        }
        return store;
    }

    @Test
    void aRedisThatIsKilledAndStartsAgainIsWaitedFor() throws Exception {
        RedisServer redis = RedisServer.appending();
        Document place = Document.empty().with("host", Value.text("127.0.0.1")).with("port", Value.int64(redis.port()));
        AtomicInteger writes = new AtomicInteger();
        List<String> stages = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Void>> risen = new CopyOnWriteArrayList<>();
        try (Store source = filled(Technology.MEMORY.open(folder), "Boat ", 1);
                Store target = Technology.REDIS.open(place);
                Store state = Technology.MEMORY.open(folder)) {
            Store restarted = new InterceptedStore(target, UnaryOperator.identity(), batch -> {
                if (writes.incrementAndGet() == 9) {
                    risen.add(restart(redis));
                }
                return batch;
            });
            MortalServer server =
                    new MortalServer(state, DockedStores.between(source, restarted), new MortalStore(target));
            server.run(request(Conflict.FAIL), stages::add);
            assertThat(risen).hasSize(1);
            risen.get(0).join();
            assertThat(stages).contains("Waiting for a store");
            assertThat(same(source, target)).isTrue();
        } finally {
            redis.die();
        }
    }

    @Test
    void aRedisThatStartsAgainWithoutItsDataIsSaidToHaveLostThem() throws Exception {
        RedisServer redis = RedisServer.start();
        Document place = Document.empty().with("host", Value.text("127.0.0.1")).with("port", Value.int64(redis.port()));
        AtomicInteger writes = new AtomicInteger();
        List<CompletableFuture<Void>> risen = new CopyOnWriteArrayList<>();
        try (Store source = filled(Technology.MEMORY.open(folder), "Boat ", 1);
                Store target = Technology.REDIS.open(place);
                Store state = Technology.MEMORY.open(folder)) {
            Store forgetful = new InterceptedStore(target, UnaryOperator.identity(), batch -> {
                if (writes.incrementAndGet() == 9) {
                    risen.add(restart(redis));
                }
                return batch;
            });
            MortalServer server =
                    new MortalServer(state, DockedStores.between(source, forgetful), new MortalStore(target));

            assertThatThrownBy(() -> server.run(request(Conflict.FAIL), stage -> {}))
                    .hasMessageContaining("The target has lost what this run wrote")
                    .hasMessageContaining("resume the run");

            risen.get(0).join();
            server.run(request(Conflict.FAIL), stage -> {});
            assertThat(same(source, target)).isTrue();
        } finally {
            redis.die();
        }
    }

    @Test
    void aTargetWhoseCheckpointsAreGoneIsNotTakenForAnotherServers() throws Exception {
        try (Store source = filled(Technology.MEMORY.open(folder), "Boat ", 1);
                Store target = Technology.REDIS.open(folder);
                Store state = Technology.MEMORY.open(folder)) {
            AtomicInteger writes = new AtomicInteger();
            Store forgetful = new InterceptedStore(target, UnaryOperator.identity(), batch -> {
                if (writes.incrementAndGet() == 9) {
                    forget(target);
                }
                return batch;
            });
            MortalServer server =
                    new MortalServer(state, DockedStores.between(source, forgetful), new MortalStore(target));

            assertThatThrownBy(() -> server.run(request(Conflict.FAIL), stage -> {}))
                    .hasMessageContaining("The target has lost what this run wrote");
        }
    }

    private static void forget(Store target) {
        try {
            target.schemaEditing().orElseThrow().drop(DatasetId.of("naust_checkpoints"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it, and starts it again while somebody waits for it. */
    private static CompletableFuture<Void> restart(RedisServer redis) {
        try {
            redis.die();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CompletableFuture.runAsync(() -> {
            try {
                redis.rise();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static MigrationRequest request(Conflict conflict) {
        return new MigrationRequest(
                new Endpoint.StoreId("source"),
                new Endpoint.StoreId("target"),
                List.of("boat"),
                new Options(conflict, 5, true, false, 1));
    }

    private static boolean same(Store source, Store target) throws InterruptedException {
        return new MatrixRun(source, target)
                        .compare("source", "target", List.of())
                        .verdict()
                == Verdict.IDENTICAL;
    }

    @ParameterizedTest
    @EnumSource(names = {"MONGODB", "REDIS", "FILESYSTEM"})
    void whereverItIsKilledEverythingIsThereOnce(Technology technology) throws Exception {
        for (int death = 1; death < 50; death += 15) {
            try (Store source = filled(Technology.MEMORY.open(folder), "Boat ", 1);
                    Store target = technology.open(folder);
                    Store state = Technology.MEMORY.open(folder)) {
                MortalStore mortal = new MortalStore(target);
                MortalServer server = new MortalServer(state, DockedStores.between(source, mortal.store()), mortal);
                assertThat(server.run(request(Conflict.FAIL), false, death)).isPositive();
                assertThat(same(source, target)).as("death %s", death).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MONGODB", "REDIS"})
    void whatMeetsRecordsThatAreThereEndsTheSameAndGoesBack(Technology technology) throws Exception {
        int death = 1;
        for (Conflict conflict : List.of(Conflict.OVERWRITE, Conflict.MERGE, Conflict.SKIP)) {
            death += 10;
            try (Store source = filled(Technology.MEMORY.open(folder), "Boat ", 1);
                    Store before = filled(Technology.MEMORY.open(folder), "Old ", 3);
                    Store target = filled(technology.open(folder), "Old ", 3);
                    Store calm = filled(Technology.MEMORY.open(folder), "Old ", 3);
                    Store state = Technology.MEMORY.open(folder);
                    Store calmState = Technology.MEMORY.open(folder)) {
                MortalStore mortal = new MortalStore(target);
                MortalServer server = new MortalServer(state, DockedStores.between(source, mortal.store()), mortal);
                assertThat(server.run(request(conflict), false, death)).isPositive();

                MortalStore living = new MortalStore(calm);
                new MortalServer(calmState, DockedStores.between(source, living.store()), living)
                        .run(request(conflict), false, Integer.MAX_VALUE / 2);
                assertThat(new MatrixRun(calm, target)
                                .compare("source", "target", List.of("boat"))
                                .verdict())
                        .as("%s", conflict)
                        .isEqualTo(Verdict.IDENTICAL);

                server.run(request(conflict), true, 2);
                assertThat(same(before, target)).as("%s back", conflict).isTrue();
            }
        }
    }
}
