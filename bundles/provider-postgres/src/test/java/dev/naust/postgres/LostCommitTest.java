package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.testkit.Relay;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A commit whose answer is lost")
@Timeout(60)
class LostCommitTest {
    private static final DatasetId T = DatasetId.of("public", "t");

    private String database = "";
    private Relay relay;
    private Store store;

    @BeforeEach
    void begin() throws Exception {
        database = TestServer.newDatabase();
        TestServer.execute(database, "CREATE TABLE t (id int PRIMARY KEY)");
        relay = new Relay(TestServer.port());
        Map<String, Value> connection = TestServer.connection(database);
        connection.put("host", Value.text("127.0.0.1"));
        connection.put("port", Value.int64(relay.port()));
        connection.put("pool", Document.of(Map.of("max", Value.int64(3), "acquire", Value.text("1s"))));
        store = new PostgresProvider().open(StoreConfig.of("lost", Document.of(connection)));
        store.datasets();
    }

    @AfterEach
    void end() throws Exception {
        store.close();
        relay.close();
        TestServer.drop(database);
    }

    private int count() throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(T))) {
            return reader.next(10, Long.MAX_VALUE).records().size();
        }
    }

    private void insert(int id) throws InterruptedException {
        Schema schema = store.describe(T);
        try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
            writer.write(List.of(
                    DataRecord.of(schema.key(), Document.of(schema.layout(), new Value[] {new Value.Int32(id)}))));
            writer.flush();
        }
    }

    private int changeInTransaction() throws InterruptedException {
        return store.transactions().orElseThrow().inTransaction(inside -> {
            inside.sql().orElseThrow().execute(SqlStatement.of("INSERT INTO t VALUES (7)"));
            return 7;
        });
    }

    @Test
    @DisplayName("was carried out: the server says so when it is asked again, and the writer goes on")
    void carriedOut() throws Exception {
        insert(1);
        relay.loseAnswerTo("COMMIT");
        insert(2);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    @DisplayName("was carried out: a transaction gives its result")
    void transactionCarriedOut() throws Exception {
        relay.loseAnswerTo("COMMIT");
        assertThat(changeInTransaction()).isEqualTo(7);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    @DisplayName("never reached the server: the failure says that nothing is there, and the same again works")
    void neverArrived() throws Exception {
        relay.lose("COMMIT");

        StoreException failure = catchThrowableOfType(StoreException.class, this::changeInTransaction);

        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(PostgresErrorCode.NOT_COMMITTED);
        assertThat(failure.category().isTransient()).isTrue();
        assertThat(count()).isZero();
        assertThat(changeInTransaction()).isEqualTo(7);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    @DisplayName("and nobody answers afterwards: the failure says that nobody knows, in time")
    void nobodyKnows() throws Exception {
        relay.loseAnswerTo("COMMIT");
        relay.admitNobody();

        StoreException failure = catchThrowableOfType(StoreException.class, this::changeInTransaction);

        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(PostgresErrorCode.COMMIT_UNKNOWN);
        assertThat(failure.getMessage()).contains("Look whether they are");
    }

    @Test
    @DisplayName("is of a transaction that only read: the failure is that of a connection")
    void onlyRead() {
        relay.loseAnswerTo("COMMIT");

        StoreException failure = catchThrowableOfType(
                StoreException.class,
                () -> store.transactions()
                        .orElseThrow()
                        .inTransaction(inside -> inside.datasets().size()));

        assertThat(failure.code()).isEqualTo(PostgresErrorCode.CONNECTION_LOST);
    }
}
