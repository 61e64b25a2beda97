package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.WriteRequest;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.testkit.Relay;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The network")
@Timeout(60)
class NetworkTest {
    private static final DatasetId T = DatasetId.of("public", "t");

    /** A connection that was used a moment ago is not asked whether it still works: that would cost a way with every call. */
    private static final Duration NO_LONGER_FRESH = Duration.ofMillis(600);

    private String database = "";
    private Relay relay;

    @BeforeEach
    void begin() throws Exception {
        database = TestServer.newDatabase();
        TestServer.execute(database, "CREATE TABLE t (id int PRIMARY KEY)");
        relay = new Relay(TestServer.port());
    }

    @AfterEach
    void end() throws Exception {
        relay.close();
        TestServer.drop(database);
    }

    private Store open(Map<String, Value> pool, Map<String, Value> parameters) {
        Map<String, Value> connection = TestServer.connection(database);
        connection.put("host", Value.text("127.0.0.1"));
        connection.put("port", Value.int64(relay.port()));
        connection.put("pool", Document.of(pool));
        connection.put("parameters", Document.of(parameters));
        return new PostgresProvider().open(StoreConfig.of("net", Document.of(connection)));
    }

    private static Map<String, Value> pool(int most) {
        return Map.of("max", Value.int64(most), "acquire", Value.text("5s"), "validation", Value.text("500ms"));
    }

    private static void letRest() {
        await().pollDelay(NO_LONGER_FRESH).until(() -> true);
    }

    private static DataRecord record(Schema schema, int id) {
        return DataRecord.of(schema.key(), Document.of(schema.layout(), new Value[] {new Value.Int32(id)}));
    }

    @Test
    @DisplayName("killed an idle connection: it is not handed out")
    void killedWhileIdle() {
        try (Store store = open(pool(2), Map.of())) {
            assertThat(store.datasets()).hasSize(1);
            TestServer.execute(
                    "postgres",
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + database + "'");
            letRest();
            assertThat(store.datasets()).hasSize(1);
        }
    }

    @Test
    @DisplayName("swallows what an idle connection says: after the time for validation another is made")
    void stalledWhileIdle() {
        try (Store store = open(pool(2), Map.of())) {
            assertThat(store.datasets()).hasSize(1);
            int before = relay.connections();
            relay.stallAll();
            letRest();

            long begin = System.nanoTime();
            assertThat(store.datasets()).hasSize(1);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            assertThat(relay.connections()).isGreaterThan(before);
        }
    }

    @Test
    @DisplayName("stalls in the middle of a call: it ends in time, and the store heals by itself")
    void stalledInACall() throws Exception {
        endsWhenStalled(Map.of("socketTimeout", Value.int64(1)));
    }

    private void endsWhenStalled(Map<String, Value> parameters) throws Exception {
        try (Store store = open(pool(1), parameters)) {
            try (RecordReader reader = store.read(ReadRequest.of(T))) {
                relay.stallAll();

                StoreException failure =
                        catchThrowableOfType(StoreException.class, () -> reader.next(10, Long.MAX_VALUE));

                assertThat(failure.category()).isEqualTo(Category.UNAVAILABLE);
            }
            assertThat(store.datasets()).hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "swallows everything, new connections too: calls, commits and those who wait for a connection hear so within"
                    + " ten seconds, and the store heals by itself; a long statement of a server that answers is left alone")
    void swallowsEverything() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(5);
        try (Store store = open(Map.of("max", Value.int64(3)), Map.of());
                Store elsewhere = TestServer.open(database)) {
            Transactions transactions = store.transactions().orElseThrow();
            Phaser inside = new Phaser(3);
            List<Future<Long>> waits = new ArrayList<>();
            waits.add(callers.submit(() -> silence(() -> transactions.inTransaction(within -> {
                inside.arriveAndAwaitAdvance();
                inside.arriveAndAwaitAdvance();
                return within.datasets();
            }))));
            Schema schema = store.describe(T);
            waits.add(callers.submit(() -> silence(() -> transactions.inTransaction(within -> {
                write(within, record(schema, 1));
                inside.arriveAndAwaitAdvance();
                inside.arriveAndAwaitAdvance();
                return true;
            }))));
            Future<Long> slow =
                    callers.submit(() -> elsewhere.sql().orElseThrow().execute(SqlStatement.of("SELECT pg_sleep(6)")));
            inside.arriveAndAwaitAdvance();
            long begin = System.nanoTime();
            relay.swallow(true);
            inside.arriveAndAwaitAdvance();
            waits.add(callers.submit(() -> silence(store::datasets)));
            waits.add(callers.submit(() -> silence(store::datasets)));
            for (Future<Long> wait : waits) {
                assertThat(Duration.ofNanos(wait.get(30, TimeUnit.SECONDS) - begin))
                        .as("ten seconds, and what a busy machine takes")
                        .isLessThan(Duration.ofSeconds(15));
            }

            assertThat(slow.get(30, TimeUnit.SECONDS)).isZero();
            relay.swallow(false);
            relay.resetAll();
            assertThat(store.datasets()).hasSize(1);
        } finally {
            callers.shutdownNow();
        }
    }

    private static void write(Store store, DataRecord record) throws InterruptedException {
        try (RecordWriter writer = store.write(WriteRequest.insert(store.describe(T)))) {
            writer.write(List.of(record));
            writer.flush();
        }
    }

    /** When a call failed because nobody answered. */
    private static long silence(ThrowingCallable call) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        // Which of the first two depends on the JVM: what a connection says that is ended under a call.
        assertThat(failure.code())
                .isIn(PostgresErrorCode.TIMEOUT, PostgresErrorCode.CONNECTION_LOST, PostgresErrorCode.COMMIT_UNKNOWN);
        return System.nanoTime();
    }

    /** As a firewall does that has forgotten a connection, and lets new ones through. */
    @Test
    @DisplayName(
            "swallows what one connection says, and an interrupt ends the call that waits for it within two seconds")
    void interruptedOnAStalledConnection() throws Exception {
        TestServer.execute(database, "INSERT INTO t SELECT generate_series(1, 100)");
        try (Store store = open(pool(1), Map.of())) {
            try (RecordReader reader = store.read(ReadRequest.of(T))) {
                relay.stallAll();
                CompletableFuture<Long> interrupted = new CompletableFuture<>();
                Thread waiting = Thread.currentThread();
                CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(() -> {
                    interrupted.complete(System.nanoTime());
                    waiting.interrupt();
                });

                assertThat(catchThrowableOfType(InterruptedException.class, () -> reader.next(10, Long.MAX_VALUE)))
                        .isNotNull();

                assertThat(Duration.ofNanos(System.nanoTime() - interrupted.get()))
                        .isLessThan(Duration.ofSeconds(2));
            }
            assertThat(store.datasets()).hasSize(1);
        }
    }

    @Test
    @Tag("soak")
    @Timeout(180)
    @DisplayName("swallows what one connection says: the server tells that it waits for nobody else, and the call ends")
    void stalledWhileOthersGetThrough() throws Exception {
        TestServer.execute(database, "INSERT INTO t SELECT generate_series(1, 100)");
        endsWhenStalled(Map.of());
    }

    @Test
    @DisplayName("breaks in the middle of a call: the connection is not used again")
    void brokenInACall() throws Exception {
        try (Store store = open(pool(1), Map.of())) {
            Schema schema = store.describe(T);
            try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
                writer.write(List.of(record(schema, 1)));
                relay.resetAll();

                StoreException failure = catchThrowableOfType(StoreException.class, writer::flush);

                assertThat(failure.category()).isEqualTo(Category.UNAVAILABLE);
            }
            try (RecordReader reader = store.read(ReadRequest.of(T))) {
                assertThat(reader.next(10, Long.MAX_VALUE).records())
                        .as("how far the call came is open, but nothing came twice")
                        .hasSizeLessThan(2);
            }
        }
    }

    @Test
    @DisplayName("is slow: a call waits for it, and does not fail")
    void slow() {
        try (Store store = open(pool(2), Map.of())) {
            store.datasets();
            relay.pause(200);
            assertThat(store.datasets()).hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "is fine and a crowd comes: some are told that the pool is full, nobody waits long, and nothing is lost of it")
    void crowd() throws Exception {
        Map<String, Value> pool = Map.of("max", Value.int64(2), "acquire", Value.text("300ms"));
        ExecutorService crowd = Executors.newFixedThreadPool(100);
        try (Store store = open(pool, Map.of())) {
            store.datasets();
            Transactions transactions = store.transactions().orElseThrow();
            List<Future<Optional<StoreException>>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(crowd.submit(() -> Optional.ofNullable(catchThrowableOfType(
                        StoreException.class,
                        () -> transactions.inTransaction(inside -> {
                            inside.sql().orElseThrow().execute(SqlStatement.of("SELECT pg_sleep(0.2)"));
                            return true;
                        })))));
            }
            int refused = 0;
            for (Future<Optional<StoreException>> each : all) {
                Optional<StoreException> failure = each.get(20, TimeUnit.SECONDS);
                failure.ifPresent(told -> assertThat(told.code()).isEqualTo(PostgresErrorCode.POOL_EXHAUSTED));
                refused += failure.isPresent() ? 1 : 0;
            }
            assertThat(refused).isBetween(1, 98);
            assertThat(store.datasets()).hasSize(1);
            await().untilAsserted(() -> assertThat(activeSessions()).isZero());
        } finally {
            crowd.shutdownNow();
        }
    }

    private int activeSessions() throws SQLException {
        try (Connection connection = TestServer.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE datname = '"
                        + database + "' AND state <> 'idle'")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    @DisplayName("is fine and a connection is kept for too long: the log names who has it")
    void leak() throws Exception {
        Map<String, Value> pool = Map.of("max", Value.int64(2), "leak", Value.text("2s"));
        String holder = Thread.currentThread().getName();
        PrintStream usual = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (Store store = open(pool, Map.of())) {
            store.datasets();
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            try (RecordReader reader = store.read(ReadRequest.of(T))) {
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThat(log.toString(StandardCharsets.UTF_8))
                                .contains("leak detection triggered", "on thread " + holder, "PostgresStore.read"));
                reader.next(1, 1);
            }
        } finally {
            System.setErr(usual);
        }
    }
}
