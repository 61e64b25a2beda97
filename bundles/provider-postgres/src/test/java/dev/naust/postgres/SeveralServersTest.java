package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import dev.naust.api.store.WriteRequest;
import dev.naust.postgres.connection.PostgresErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A primary and its streaming replica")
@Timeout(180)
class SeveralServersTest {
    private static final DatasetId T = DatasetId.of("public", "t");

    private TwoServers servers;

    @BeforeEach
    void start() throws Exception {
        servers = new TwoServers();
        servers.onPrimary("CREATE TABLE t (id int PRIMARY KEY)");
        servers.onPrimary("INSERT INTO t VALUES (1)");
        Awaitility.await().until(() -> servers.replicaHas("SELECT count(*) = 1 FROM t"));
    }

    @AfterEach
    void stop() throws IOException {
        servers.close();
    }

    private Store open(String target, int... ports) {
        Map<String, Value> connection = TestServer.connection("postgres");
        connection.put("port", Value.int64(ports[0]));
        List<Value> hosts = new ArrayList<>();
        for (int i = 1; i < ports.length; i++) {
            hosts.add(Document.of(Map.of("host", Value.text("localhost"), "port", Value.int64(ports[i]))));
        }
        connection.put("hosts", new Value.Array(hosts));
        connection.put("parameters", Document.of(Map.of("targetServerType", Value.text(target))));
        connection.put("pool", Document.of(Map.of("acquire", Value.text("3s"))));
        return new PostgresProvider().open(StoreConfig.of("several", Document.of(connection)));
    }

    private static boolean isReplica(Store store) throws InterruptedException {
        try (var rows = store.sql().orElseThrow().query(SqlStatement.of("SELECT pg_is_in_recovery()"))) {
            return rows.next(1, Long.MAX_VALUE).records().get(0).body().at(0).equals(Value.Bool.TRUE);
        }
    }

    private static void insert(Store store, int from, int to) throws InterruptedException {
        Schema schema = store.describe(T);
        try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
            for (int id = from; id <= to; id++) {
                writer.write(List.of(
                        DataRecord.of(schema.key(), Document.of(schema.layout(), new Value[] {new Value.Int32(id)}))));
            }
            writer.flush();
        }
    }

    private static int count(Store store) throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(T))) {
            return reader.next(1_000_000, Long.MAX_VALUE).records().size();
        }
    }

    @Test
    @DisplayName("are chosen between by what is wanted, whatever their order")
    void chosenByTarget() throws Exception {
        int primary = servers.primaryPort();
        int replica = servers.replicaPort();
        int nobody = freePort();
        try (Store store = open("primary", nobody, replica, primary)) {
            assertThat(isReplica(store)).isFalse();
            insert(store, 2, 2);
        }
        try (Store store = open("preferSecondary", primary, replica)) {
            assertThat(isReplica(store)).isTrue();
            Awaitility.await().until(() -> count(store) == 2);
            assertThat(catchThrowableOfType(StoreException.class, () -> insert(store, 3, 3))
                            .code())
                    .isEqualTo(PostgresErrorCode.STANDBY);
        }
        try (Store store = open("preferSecondary", primary, nobody)) {
            assertThat(isReplica(store)).isFalse();
        }
        try (Store store = open("any", replica, primary)) {
            assertThat(isReplica(store)).isTrue();
        }
        try (Store store = open("primary", replica, nobody)) {
            StoreException failure =
                    catchThrowableOfType(StoreException.class, () -> store.check(Duration.ofSeconds(5)));
            assertThat(failure.code()).isEqualTo(PostgresErrorCode.NO_SERVER);
            assertThat(failure.getMessage())
                    .contains(
                            "localhost:" + replica + " is of another kind", "localhost:" + nobody + " does not answer");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    @DisplayName(
            "change places: what was under way fails as UNAVAILABLE and is not half written, and the store goes on")
    void failover() throws Exception {
        try (Store store = open("primary", servers.primaryPort(), servers.replicaPort())) {
            insert(store, 2, 2);
            Awaitility.await().until(() -> servers.replicaHas("SELECT count(*) = 2 FROM t"));
            Schema schema = store.describe(T);
            StoreException failure;
            try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
                List<DataRecord> many = new ArrayList<>();
                for (int id = 100; id < 5_000; id++) {
                    many.add(DataRecord.of(
                            schema.key(), Document.of(schema.layout(), new Value[] {new Value.Int32(id)})));
                }
                writer.write(many);
                servers.stopPrimary();
                failure = catchThrowableOfType(StoreException.class, writer::flush);
            }
            assertThat(failure.category()).as(failure.getMessage()).isEqualTo(Category.UNAVAILABLE);
            assertThat(catchThrowableOfType(StoreException.class, () -> count(store))
                            .category())
                    .isEqualTo(Category.UNAVAILABLE);

            servers.promoteReplica();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(StoreException.class)
                    .untilAsserted(() -> insert(store, 3, 3));
            assertThat(count(store)).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("that refuse changes from now on are left for one that takes them")
    void noLongerPrimary() throws Exception {
        try (Store store = open("primary", servers.primaryPort(), servers.replicaPort())) {
            insert(store, 2, 2);
            servers.onPrimary("ALTER SYSTEM SET default_transaction_read_only = on");
            servers.onPrimary("SELECT pg_reload_conf()");
            StoreException failure = Awaitility.await()
                    .until(() -> catchThrowableOfType(StoreException.class, () -> insert(store, 3, 3)), e -> e != null);
            assertThat(failure.category()).as(failure.getMessage()).isEqualTo(Category.UNAVAILABLE);

            servers.promoteReplica();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(StoreException.class)
                    .untilAsserted(() -> insert(store, 4, 4));
        }
    }
}
