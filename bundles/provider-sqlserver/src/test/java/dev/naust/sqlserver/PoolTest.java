package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.Request;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections: how many, tried how often, and what becomes of one that breaks; against the double. */
@Timeout(60)
class PoolTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private TdsServer server;

    @BeforeEach
    void start() throws Exception {
        server = Stores.withoutTables(TdsServer.plain());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Store open(int most) {
        Map<String, Value> connection = Stores.connection(server);
        connection.put("pool", Document.of(Map.of("max", Value.int64(most), "acquire", Value.text("500ms"))));
        return Stores.open(connection);
    }

    @Test
    void whoGetsNoConnectionIsToldWhoHasThem() throws Exception {
        try (Store store = open(2)) {
            StoreException failure = store.transactions().orElseThrow().inTransaction(first -> {
                first.check(SOON);
                return store.transactions().orElseThrow().inTransaction(second -> {
                    second.check(SOON);
                    return catchThrowableOfType(StoreException.class, store::datasets);
                });
            });

            assertThat(failure.code()).isEqualTo(SqlServerErrorCode.POOL_EXHAUSTED);
            assertThat(failure.category()).isEqualTo(Category.LIMIT);
            assertThat(failure)
                    .hasMessageContaining(
                            "\"Checking\" on thread " + Thread.currentThread().getName())
                    .hasMessageContaining("pool.max");

            assertThat(store.datasets()).isEmpty();
        }
    }

    @Test
    void connectionsAreUsedAgain() throws Exception {
        try (Store store = open(2)) {
            for (int i = 0; i < 5; i++) {
                store.datasets();
            }
        }

        // One to see whether the server is there, and one or two that stay.
        assertThat(server.signIns()).isLessThanOrEqualTo(3);
    }

    @Test
    void whatAzureSaysWillPassIsTriedAgain() {
        server.refuse(40613, "Database 'shop' on server 'x' is not currently available.")
                .refuse(40501, "The service is currently busy.")
                .refuse(10928, "The request limit has been reached.");

        try (Store store = Stores.open(server)) {
            store.check(SOON);
        }

        assertThat(server.requests("SELECT 1")).isNotEmpty();
    }

    @Test
    void whatDoesNotPassInTimeIsTold() {
        for (int i = 0; i < 50; i++) {
            server.refuse(40613, "Database 'shop' on server 'x' is not currently available.");
        }

        try (Store store = Stores.open(server)) {
            StoreException failure =
                    catchThrowableOfType(StoreException.class, () -> store.check(Duration.ofMillis(1_200)));

            assertThat(failure.code()).isEqualTo(SqlServerErrorCode.UNAVAILABLE);
            assertThat(failure.category().isTransient()).isTrue();
        }
    }

    @Test
    void aWrongDatabaseIsNotTriedAgain() {
        server.refuse(4060, "Cannot open database \"shop\" requested by the login.");

        try (Store store = Stores.open(server)) {
            StoreException failure = catchThrowableOfType(StoreException.class, () -> store.check(SOON));

            assertThat(failure.code()).isEqualTo(SqlServerErrorCode.NO_DATABASE);
            assertThat(server.signIns()).isZero();
        }
    }

    @Test
    void aConnectionThatBreaksInTheMiddleOfAnAnswerIsNotUsedAgain() throws Exception {
        new LaidTable().column("id", "int", 4, 10, 0).key("id").on(server);
        server.on(
                "FROM [dbo].[boats]",
                Answer.columns("id", TdsType.INT).row(1).row(2).cut());

        try (Store store = Stores.open(server)) {
            try (var reader = store.read(dev.naust.api.store.ReadRequest.of(LaidTable.ID))) {
                assertThatThrownBy(() -> reader.next(100, Long.MAX_VALUE))
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                failure -> assertThat(failure.code()).isEqualTo(SqlServerErrorCode.CONNECTION_LOST));
            }
            server.on("FROM [dbo].[boats]", Answer.columns("id", TdsType.INT).row(3));
            try (var reader = store.read(dev.naust.api.store.ReadRequest.of(LaidTable.ID))) {
                assertThat(reader.next(100, Long.MAX_VALUE).records()).hasSize(1);
            }
        }
    }

    @Test
    void anInterruptStopsTheStatementOnTheServer() throws Exception {
        server.on("UPDATE boats", Answer.none().hanging());

        try (Store store = Stores.open(server)) {
            AtomicReference<Throwable> ending = new AtomicReference<>();
            Thread worker = new Thread(() -> {
                try {
                    store.sql().orElseThrow().execute(SqlStatement.of("UPDATE boats SET a = 1"));
                } catch (Throwable e) {
                    ending.set(e);
                }
            });
            worker.start();
            await().atMost(SOON).until(() -> !server.requests("UPDATE boats").isEmpty());
            worker.interrupt();
            worker.join(SOON.toMillis());

            assertThat(ending.get()).isInstanceOf(InterruptedException.class);
            assertThat(server.attentions()).isEqualTo(1);
        }
    }

    @Test
    void aStatementThatTakesTooLongIsStopped() {
        server.on("WAIT", Answer.none().hanging());

        try (Store store = Stores.open(server)) {
            SqlStatement slow = new SqlStatement("WAIT", java.util.List.of(), Duration.ofSeconds(1));

            assertThatThrownBy(() -> store.sql().orElseThrow().execute(slow))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.code()).isEqualTo(SqlServerErrorCode.STATEMENT_TIME));
            assertThat(server.attentions()).isEqualTo(1);
        }
    }

    @Test
    void innerTransactionsAreSavepointsAndTheIsolationIsAskedFor() throws Exception {
        try (Store store = Stores.open(server)) {
            store.transactions().orElseThrow().inTransaction(Isolation.SERIALIZABLE, outer -> {
                assertThatThrownBy(() -> outer.transactions().orElseThrow().inTransaction(inner -> {
                            throw new IllegalStateException("inner");
                        }))
                        .hasMessage("inner");
                return outer.datasets();
            });
        }

        assertThat(server.requests())
                .extracting(Request::text)
                .map(String::toLowerCase)
                .satisfies(all -> {
                    assertThat(all).anyMatch(text -> text.contains("isolation level  serializable"));
                    assertThat(all).anyMatch(text -> text.contains("save tran"));
                    assertThat(all).anyMatch(text -> text.matches("(?s).*rollback tran \\[s.*"));
                    assertThat(all).anyMatch(text -> text.contains("commit tran"));
                });
    }

    @Test
    void whatFailsOutsideIsRolledBack() throws Exception {
        try (Store store = Stores.open(server)) {
            assertThatThrownBy(() -> store.transactions().orElseThrow().inTransaction(inside -> {
                        inside.datasets();
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        }

        assertThat(Stores.commits(server)).isEmpty();
        assertThat(server.requests("ROLLBACK TRAN")).isNotEmpty();
    }

    @Test
    void aClosedStoreHasNoConnections() {
        try (Store store = Stores.open(server)) {
            store.datasets();
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.connections()).isZero());
    }
}
