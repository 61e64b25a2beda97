package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.testkit.SmallDisk;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or cannot be written; on a file system in memory, which only Linux's root may mount. */
@Timeout(60)
class FullDiskTest {
    @TempDir
    Path place;

    private SmallDisk small;

    @BeforeEach
    void mount() {
        small = SmallDisk.over(place, 2 << 20);
    }

    @AfterEach
    void unmount() {
        if (small != null) {
            small.close();
        }
    }

    @Test
    void aFullDiskIsATypedFailureAndLeavesNothingHalfWritten() throws Exception {
        Path file = place.resolve("shop.db");
        Stores.run(file, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)", "INSERT INTO t VALUES (0, 'kept')");
        try (Store store = Stores.open(file)) {
            Schema schema = store.describe(DatasetId.of("t"));

            assertFails(SqliteErrorCode.DISK_FULL, () -> write(store, schema, 8_000));

            assertThat(Stores.read(store, "t")).hasSize(1);
            write(store, schema, 3);
            assertThat(Stores.read(store, "t")).hasSize(4);
            store.search().orElseThrow().index(schema.id(), List.of("b"), Optional.empty());
            assertFails(
                    SqliteErrorCode.DISK_FULL,
                    () -> store.queue()
                            .orElseThrow()
                            .enqueueAll(
                                    "mail",
                                    LongStream.range(0, 4_000)
                                            .mapToObj(i ->
                                                    NewJob.of(Document.of(Map.of("x", Text.of("y".repeat(600))))))
                                            .toList()));
            assertThat(store.queue().orElseThrow().counts("mail").ready()).isZero();
        }
    }

    @Test
    void aDiskThatCanOnlyBeReadIsReadAndRefusesEveryWrite() throws Exception {
        Path file = place.resolve("shop.db");
        Stores.run(file, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)", "INSERT INTO t VALUES (0, 'kept')");
        small.readOnly();
        try (Store store = Stores.open(file)) {
            Schema schema = store.describe(DatasetId.of("t"));

            assertFails(SqliteErrorCode.READ_ONLY, () -> write(store, schema, 1));
            assertFails(
                    SqliteErrorCode.READ_ONLY,
                    () -> store.changeFeed().orElseThrow().follow("mirror", List.of(schema.id())));
            assertThat(Stores.read(store, "t")).hasSize(1);
            assertThat(store.snapshots()
                            .orElseThrow()
                            .<Integer>inSnapshot(
                                    frozen -> Stores.read(frozen, "t").size()))
                    .isEqualTo(1);
        }
    }

    private static void write(Store store, Schema schema, int count) throws InterruptedException {
        List<DataRecord> records = LongStream.rangeClosed(1, count)
                .mapToObj(id -> DataRecord.of(schema.key(), Document.of(schema.layout(), new Value[] {
                    Value.int64(id), Text.of("x".repeat(500))
                })))
                .toList();
        try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
            writer.write(records);
            writer.flush();
        }
    }

    private static void assertFails(SqliteErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.category()).isIn(Category.LIMIT, Category.CONFIGURATION);
            assertThat(failure.getMessage()).contains("shop.db");
        });
    }
}
