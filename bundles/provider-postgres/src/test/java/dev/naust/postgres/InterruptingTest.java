package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("An interrupt")
@Timeout(60)
class InterruptingTest {
    private static final DatasetId TABLE = DatasetId.of("public", "t");

    private final String database = TestServer.newDatabase();
    private final Store store = TestServer.open(database);
    private Schema schema = Schema.table(TABLE, List.of(), List.of());

    @BeforeEach
    void create() {
        TestServer.execute(database, "CREATE TABLE t (id integer); INSERT INTO t SELECT generate_series(1, 100000)");
        schema = store.describe(TABLE);
    }

    @AfterEach
    void drop() {
        store.close();
        TestServer.drop(database);
    }

    @Test
    @DisplayName("ends a reader that waits for a lock")
    void endsReading() throws Exception {
        assertEndsWhileLocked(() -> {
            try (RecordReader reader = store.read(ReadRequest.of(TABLE))) {
                reader.next(10, Long.MAX_VALUE);
            }
        });
    }

    @Test
    @DisplayName("ends a writer that waits for a lock, and nothing of its work stays")
    void endsWriting() throws Exception {
        assertEndsWhileLocked(() -> {
            try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
                writer.write(List.of(
                        DataRecord.of(List.of(), Document.of(schema.layout(), new Value[] {new Value.Int32(-1)}))));
                writer.flush();
            }
        });
        assertThat(count("SELECT count(*) FROM t WHERE id < 0")).isZero();
    }

    @Test
    @DisplayName("ends a step that waits for a lock")
    void endsASchemaStep() throws Exception {
        SchemaEditing editing = store.schemaEditing().orElseThrow();
        SchemaStep step = new SchemaStep(SchemaStep.Phase.INDEX, schema, "index i", "CREATE INDEX i ON t (id)");
        assertEndsWhileLocked(() -> editing.apply(step));
        assertThat(store.describe(TABLE).indexes()).isEmpty();
    }

    @Test
    @DisplayName("that came before the call ends it at once, and the next call works")
    void before() throws Exception {
        try (RecordReader reader = store.read(ReadRequest.of(TABLE))) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                Thread.currentThread().interrupt();
                failure.set(outcome(() -> reader.next(10, Long.MAX_VALUE)));
            });
            thread.start();
            thread.join();
            assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        }
        assertThat(store.datasets()).hasSize(1);
    }

    @Test
    @DisplayName("is not needed to leave a long reading early: the connection is free again")
    void leavingEarly() throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            try (RecordReader reader = store.read(ReadRequest.of(TABLE))) {
                assertThat(reader.next(10, Long.MAX_VALUE).records()).hasSize(10);
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(count("SELECT count(*) FROM pg_stat_activity WHERE datname = '"
                                + database + "' AND state <> 'idle' AND pid <> pg_backend_pid()"))
                        .isZero());
    }

    private interface Call {
        void run() throws Exception;
    }

    private void assertEndsWhileLocked(Call call) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Connection locker = TestServer.connect(database)) {
            locker.setAutoCommit(false);
            locker.createStatement().execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
            Thread thread = new Thread(() -> failure.set(outcome(call)));
            thread.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(count("SELECT count(*) FROM pg_locks WHERE NOT granted"))
                            .isPositive());

            thread.interrupt();
            thread.join(10_000);

            assertThat(thread.isAlive()).isFalse();
            assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        }
        assertThat(store.datasets()).hasSize(1);
    }

    private static Throwable outcome(Call call) {
        try {
            call.run();
            return new AssertionError("the call was not ended");
        } catch (Exception e) {
            return e;
        }
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = TestServer.connect(database);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
