package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.postgres.connection.PostgresErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A server that cannot be used")
@Timeout(60)
class ConnectingTest {
    private static final String SECRET = "s3cret-Passw0rd";
    private static final DatasetId ANY = DatasetId.of("public", "anything");

    @Test
    @DisplayName("because nobody knows its host says so")
    void unknownHost() {
        assertFails(Map.of("host", Value.text("no-such-host.invalid")), PostgresErrorCode.UNKNOWN_HOST);
    }

    @Test
    @DisplayName("because nothing answers there says so, and leaves no thread behind")
    void refused() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Document pool = Document.of(Map.of("min", Value.int64(2), "acquire", Value.text("2s")));
        assertFails(Map.of("port", Value.int64(port), "pool", pool), PostgresErrorCode.REFUSED);
        assertNoThreads();
    }

    @Test
    @DisplayName("because it says nothing says so")
    void silent() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Document quick = Document.of(Map.of("connectTimeout", Value.int64(1), "loginTimeout", Value.int64(1)));
            Document pool = Document.of(Map.of("acquire", Value.text("3s")));
            assertFails(
                    Map.of("port", Value.int64(socket.getLocalPort()), "parameters", quick, "pool", pool),
                    PostgresErrorCode.TIMEOUT);
        }
        assertNoThreads();
    }

    @Test
    @DisplayName("because the password is wrong says so without showing it")
    void wrongPassword() {
        String database = TestServer.newDatabase();
        TestServer.execute(database, "CREATE ROLE locked LOGIN PASSWORD 'other'");
        try {
            // The test server trusts its own machine; a role without the right to log in is refused as one is
            // elsewhere.
            TestServer.execute(database, "ALTER ROLE locked NOLOGIN");
            assertFails(
                    Map.of("database", Value.text(database), "username", Value.text("locked")),
                    PostgresErrorCode.PASSWORD);
        } finally {
            TestServer.drop(database);
            TestServer.execute("postgres", "DROP ROLE locked");
        }
    }

    @Test
    @DisplayName("because it lacks the database says so")
    void noDatabase() {
        assertFails(Map.of("database", Value.text("no such database")), PostgresErrorCode.NO_DATABASE);
    }

    @Test
    @DisplayName("because it does not speak TLS says so")
    void noTls() {
        assertFails(Map.of("ssl", Document.of(Map.of("mode", Value.text("require")))), PostgresErrorCode.TLS);
    }

    @Test
    @DisplayName("because all its connections are taken says so")
    void tooManyConnections() throws SQLException {
        TestServer.execute("postgres", "CREATE ROLE crowd LOGIN CONNECTION LIMIT 0");
        try {
            assertFails(Map.of("username", Value.text("crowd")), PostgresErrorCode.TOO_MANY_CONNECTIONS);
        } finally {
            TestServer.execute("postgres", "DROP ROLE crowd");
        }
    }

    @Test
    @DisplayName("because the pool is empty says so")
    void poolExhausted() throws InterruptedException {
        String database = TestServer.newDatabase();
        TestServer.execute(database, "CREATE TABLE t (id int)");
        Map<String, Value> connection = TestServer.connection(database);
        connection.put(
                "pool",
                Document.of(Map.of("max", Value.int64(2), "acquire", Value.text("300ms"), "leak", Value.text("2s"))));
        DatasetId id = DatasetId.of("public", "t");
        try (Store store = new PostgresProvider().open(StoreConfig.of("full", Document.of(connection)))) {
            List<RecordReader> readers = new ArrayList<>();
            readers.add(store.read(ReadRequest.of(id)));
            readers.add(store.read(ReadRequest.of(id)));

            StoreException failure = catchThrowableOfType(StoreException.class, () -> store.read(ReadRequest.of(id)));

            assertThat(failure.code()).isEqualTo(PostgresErrorCode.POOL_EXHAUSTED);
            String me = Thread.currentThread().getName();
            assertThat(failure.getMessage()).contains("\"Reading public.t\" on thread " + me, "pool.max");
            readers.forEach(RecordReader::close);
            assertThat(store.datasets()).hasSize(1);
        } finally {
            TestServer.drop(database);
        }
    }

    @Test
    @DisplayName("because the user lacks the right says so")
    void noRights() {
        String database = TestServer.newDatabase();
        TestServer.execute(database, "CREATE TABLE secret (id int); CREATE ROLE guest LOGIN");
        Map<String, Value> connection = TestServer.connection(database);
        connection.put("username", Value.text("guest"));
        try (Store store = new PostgresProvider().open(StoreConfig.of("guest", Document.of(connection)))) {
            StoreException failure = catchThrowableOfType(StoreException.class, () -> {
                try (RecordReader reader = store.read(ReadRequest.of(DatasetId.of("public", "secret")))) {
                    reader.next(1, 1);
                }
            });

            assertThat(failure.code()).isEqualTo(PostgresErrorCode.NO_RIGHTS);
            assertThat(failure.getMessage()).contains("secret", "guest");
        } finally {
            TestServer.drop(database);
            TestServer.execute("postgres", "DROP ROLE guest");
        }
    }

    @Test
    @DisplayName("because it was killed gives UNAVAILABLE, and works again afterwards")
    void killedConnection() throws Exception {
        String database = TestServer.newDatabase();
        TestServer.execute(database, "CREATE TABLE t (id int)");
        Schema schema =
                Schema.table(DatasetId.of("public", "t"), List.of(Field.of("id", FieldType.of(Kind.INT32))), List.of());
        try (Store store = TestServer.open(database)) {
            try (var writer = store.write(WriteRequest.insert(schema))) {
                kill(database);

                StoreException failure = catchThrowableOfType(StoreException.class, writer::flush);

                assertThat(failure == null ? Category.UNAVAILABLE : failure.category())
                        .isEqualTo(Category.UNAVAILABLE);
            }
            store.check(Duration.ofSeconds(5));
            assertThat(store.datasets()).hasSize(1);
        } finally {
            TestServer.drop(database);
        }
    }

    private static void kill(String database) throws SQLException {
        try (Connection connection = TestServer.connect("postgres")) {
            connection
                    .createStatement()
                    .execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + database
                            + "'");
        }
    }

    private static void assertFails(Map<String, Value> changes, PostgresErrorCode expected) {
        Map<String, Value> connection = TestServer.connection("postgres");
        connection.put("password", Value.text(SECRET));
        connection.put("pool", Document.of(Map.of("acquire", Value.text("2s"))));
        connection.putAll(changes);
        try (Store store = new PostgresProvider().open(StoreConfig.of("broken", Document.of(connection)))) {
            StoreException failure =
                    catchThrowableOfType(StoreException.class, () -> store.check(Duration.ofSeconds(5)));

            assertThat(failure.code()).as(failure.getMessage()).isEqualTo(expected);
            assertThat(failure.getMessage()).doesNotContain(SECRET).doesNotContain("Exception");
            assertThat(catchThrowableOfType(StoreException.class, () -> store.describe(ANY))
                            .code())
                    .isEqualTo(expected);
        }
    }

    private static void assertNoThreads() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                                .map(Thread::getName)
                                .filter(name -> name.contains("naust-postgres-broken")))
                        .isEmpty());
    }
}
