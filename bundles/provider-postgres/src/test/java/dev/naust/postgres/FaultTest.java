package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Category;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.postgres.connection.PostgresErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A fault")
@Timeout(60)
class FaultTest {
    private static final DatasetId T = DatasetId.of("public", "t");
    private static final int MANY = 200_000;

    private String database = "";
    private Store store;

    @BeforeEach
    void open() {
        database = TestServer.newDatabase();
        TestServer.execute(database, "CREATE TABLE t (id int PRIMARY KEY, t text)");
        store = TestServer.open(database);
    }

    @AfterEach
    void drop() {
        store.close();
        TestServer.drop(database);
    }

    private void kill() {
        TestServer.execute(
                "postgres",
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + database + "'");
    }

    private List<DataRecord> records(int from, int to) {
        Schema schema = store.describe(T);
        List<DataRecord> records = new ArrayList<>();
        for (int id = from; id <= to; id++) {
            records.add(record(schema, id, "x"));
        }
        return records;
    }

    private static DataRecord record(Schema schema, int id, String text) {
        return DataRecord.of(
                schema.key(), Document.of(schema.layout(), new Value[] {new Value.Int32(id), Value.text(text)}));
    }

    private int count() throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(T))) {
            return reader.next(MANY * 2, Long.MAX_VALUE).records().size();
        }
    }

    @Test
    @DisplayName("while a collection is read is UNAVAILABLE, and reading goes on from the last position")
    void killedWhileReading() throws InterruptedException {
        TestServer.execute(
                database, "INSERT INTO t SELECT n, repeat('x', 100) FROM generate_series(1, " + MANY + ") n");
        Batch first;
        StoreException failure;
        try (RecordReader reader = store.read(ReadRequest.of(T).withPositions())) {
            first = reader.next(1000, Long.MAX_VALUE);
            kill();
            failure = catchThrowableOfType(StoreException.class, () -> {
                for (Batch batch = first; !batch.last(); ) {
                    batch = reader.next(1000, Long.MAX_VALUE);
                }
            });
        }
        assertThat(failure.category()).isEqualTo(Category.UNAVAILABLE);
        assertThat(failure.code()).isEqualTo(PostgresErrorCode.CONNECTION_LOST);
        int rest = 0;
        try (RecordReader reader =
                store.read(ReadRequest.of(T).resumeAfter(first.position().orElseThrow()))) {
            for (boolean last = false; !last; ) {
                Batch batch = reader.next(10_000, Long.MAX_VALUE);
                rest += batch.records().size();
                last = batch.last();
            }
        }
        assertThat(rest).isEqualTo(MANY - 1000);
    }

    @Test
    @DisplayName("while records are written leaves none of them, and the store can be used at once")
    void killedWhileWriting() throws InterruptedException {
        List<DataRecord> some = records(1, 3000);
        try (RecordWriter writer = store.write(WriteRequest.insert(store.describe(T)))) {
            writer.write(some);
            kill();
            StoreException failure = catchThrowableOfType(StoreException.class, () -> {
                writer.write(records(3001, 6000));
                writer.flush();
            });
            assertThat(failure.category()).isEqualTo(Category.UNAVAILABLE);
        }
        assertThat(count()).isZero();
    }

    @Test
    @DisplayName("in a transaction, a search or a snapshot is UNAVAILABLE and changes nothing")
    void killedInTransaction() throws InterruptedException {
        List<DataRecord> one = records(1, 1);
        StoreException failure = catchThrowableOfType(
                StoreException.class,
                () -> store.transactions().orElseThrow().inTransaction(bound -> {
                    try (RecordWriter writer = bound.write(WriteRequest.insert(bound.describe(T)))) {
                        writer.write(one);
                        writer.flush();
                    }
                    kill();
                    return bound.datasets();
                }));
        assertThat(failure.category()).isEqualTo(Category.UNAVAILABLE);
        assertThat(count()).isZero();
        assertThat(catchThrowableOfType(
                                StoreException.class,
                                () -> store.snapshots().orElseThrow().inSnapshot(frozen -> {
                                    kill();
                                    return frozen.datasets();
                                }))
                        .category())
                .isEqualTo(Category.UNAVAILABLE);
        assertThat(count()).isZero();
    }

    @Test
    @DisplayName("in a value rejects its record by name, and its neighbours arrive")
    void badValues() throws InterruptedException {
        TestServer.execute(database, "CREATE TABLE v (id smallint PRIMARY KEY, t varchar(3), n numeric(3,1))");
        Schema schema = store.describe(DatasetId.of("public", "v"));
        List<DataRecord> records = new ArrayList<>();
        Value[][] rows = {
            {new Value.Int32(1), Value.text("ok"), Value.ofNull()},
            {new Value.Int32(40_000), Value.text("ok"), Value.ofNull()},
            {new Value.Int32(2), Value.text("a\0b"), Value.ofNull()},
            {new Value.Int32(3), dev.naust.api.model.Text.ofUtf8(new byte[] {(byte) 0xC3, 0x28}), Value.ofNull()},
            {new Value.Int32(4), Value.text("long"), Value.ofNull()},
            {new Value.Int32(5), Value.ofNull(), new Value.Decimal(new java.math.BigDecimal("1234.5"))},
            {new Value.Int32(6), Value.text("end"), new Value.Decimal(new java.math.BigDecimal("1.5"))}
        };
        for (Value[] row : rows) {
            records.add(DataRecord.of(schema.key(), Document.of(schema.layout(), row)));
        }
        try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
            WriteReport report = writer.write(records);
            writer.flush();
            assertThat(report.written()).isEqualTo(2);
            assertThat(report.rejected())
                    .extracting(rejected -> rejected.field())
                    .containsExactly("id", "t", "t", "t", "n");
        }
    }

    @Test
    @DisplayName("of two transactions that wait for each other ends one as a CONFLICT, to be tried again")
    void deadlock() throws Exception {
        TestServer.execute(database, "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CountDownLatch both = new CountDownLatch(2);
        try {
            List<Future<StoreException>> ends = new ArrayList<>();
            for (int[] order : new int[][] {{1, 2}, {2, 1}}) {
                ends.add(threads.submit(() -> catchThrowableOfType(
                        StoreException.class,
                        () -> store.transactions().orElseThrow().inTransaction(bound -> {
                            update(bound, order[0]);
                            both.countDown();
                            both.await(10, TimeUnit.SECONDS);
                            update(bound, order[1]);
                            return true;
                        }))));
            }
            List<StoreException> failures = new ArrayList<>();
            for (Future<StoreException> end : ends) {
                StoreException failure = end.get(30, TimeUnit.SECONDS);
                if (failure != null) {
                    failures.add(failure);
                }
            }
            assertThat(failures)
                    .singleElement()
                    .satisfies(failure -> assertThat(failure.category()).isEqualTo(Category.CONFLICT));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void update(Store bound, int id) throws InterruptedException {
        bound.sql()
                .orElseThrow()
                .execute(dev.naust.api.store.Sql.SqlStatement.of("UPDATE t SET t = 'z' WHERE id = " + id));
    }
}
