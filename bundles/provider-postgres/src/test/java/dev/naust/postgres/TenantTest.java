package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.WriteRequest;
import dev.naust.postgres.connection.PostgresErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A tenant")
@Timeout(60)
class TenantTest {
    private static final DatasetId NOTES = DatasetId.of("public", "notes");
    private String database = "";

    @BeforeEach
    void make() {
        database = TestServer.newDatabase();
        TestServer.execute(database, """
                CREATE ROLE clerk LOGIN;
                CREATE TABLE notes (id int PRIMARY KEY, tenant text NOT NULL, t text);
                ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
                CREATE POLICY own ON notes USING (tenant = current_setting('app.tenant', true));
                GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO clerk;
                INSERT INTO notes VALUES (1, 'ann', 'of Ann'), (2, 'bo''; --', 'of Bo'), (3, 'ann', 'of Ann too')
                """);
    }

    @AfterEach
    void drop() {
        TestServer.drop(database);
        TestServer.execute("postgres", "DROP ROLE clerk");
    }

    private Store open(String user) {
        Map<String, Value> connection = TestServer.connection(database);
        connection.put("username", Value.text(user));
        connection.put("tenantSetting", Value.text("app.tenant"));
        connection.put("pool", Document.of(Map.of("max", Value.int64(2))));
        return new PostgresProvider().open(StoreConfig.of("tenants", Document.of(connection)));
    }

    private static List<Value> ids(Store store) throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(NOTES))) {
            return reader.next(100, Long.MAX_VALUE).records().stream()
                    .map(record -> record.body().at(0))
                    .toList();
        }
    }

    private static Value id(int number) {
        return new Value.Int32(number);
    }

    @Test
    @DisplayName("sees its own records in its transaction, and nobody sees them through the same connection after it")
    void seesItsOwn() throws InterruptedException {
        try (Store store = open("clerk")) {
            Transactions transactions = store.transactions().orElseThrow();

            assertThat(transactions.forTenant("ann").inTransaction(TenantTest::ids))
                    .containsExactly(id(1), id(3));
            assertThat(transactions.forTenant("bo'; --").inTransaction(TenantTest::ids))
                    .containsExactly(id(2));
            assertThat(transactions.forTenant("nobody").inTransaction(TenantTest::ids))
                    .isEmpty();
            for (int i = 0; i < 5; i++) {
                assertThat(ids(store)).isEmpty();
                assertThat(transactions.inTransaction(TenantTest::ids)).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("reads a schema that says that records may be hidden, and the owner one that does not")
    void knowsOfHiddenRecords() throws InterruptedException {
        try (Store store = open("clerk")) {
            assertThat(store.describe(NOTES).extras())
                    .contains("What row security hides from the user \"clerk\" is not carried over");
        }
        Map<String, Value> owner = TestServer.connection(database);
        try (Store store = new PostgresProvider().open(StoreConfig.of("owner", Document.of(owner)))) {
            assertThat(store.describe(NOTES).extras()).noneMatch(extra -> extra.contains("hides"));
        }
    }

    @Test
    @DisplayName("is told that a table may hide records from it, unless row security does not bind it")
    void knowsWhoSeesAll() throws InterruptedException {
        TestServer.execute(database, """
                CREATE TABLE open (id int PRIMARY KEY);
                CREATE ROLE keeper LOGIN BYPASSRLS;
                CREATE ROLE owner LOGIN;
                CREATE TABLE own (id int PRIMARY KEY);
                ALTER TABLE own OWNER TO owner;
                ALTER TABLE own ENABLE ROW LEVEL SECURITY
                """);
        DatasetId own = DatasetId.of("public", "own");
        try {
            assertThat(hiding("clerk", NOTES))
                    .hasValueSatisfying(why -> assertThat(why)
                            .startsWith(
                                    "Row security decides which records of public.notes the user \"clerk\" sees: use"));
            assertThat(hiding("clerk", DatasetId.of("public", "open"))).isEmpty();
            assertThat(hiding("postgres", NOTES)).isEmpty();
            assertThat(hiding("keeper", NOTES)).isEmpty();
            assertThat(hiding("owner", own)).isEmpty();
            TestServer.execute(database, "ALTER TABLE own FORCE ROW LEVEL SECURITY");
            assertThat(hiding("owner", own)).isPresent();
            assertThat(hiding("postgres", own)).isEmpty();
        } finally {
            TestServer.execute(database, "DROP TABLE own; DROP ROLE owner; DROP ROLE keeper");
        }
    }

    private Optional<String> hiding(String user, DatasetId id) throws InterruptedException {
        try (Store store = open(user)) {
            return store.footing().orElseThrow().hiding(id);
        }
    }

    @Test
    @DisplayName("cannot write or delete another's records")
    void writesItsOwn() throws InterruptedException {
        try (Store store = open("clerk")) {
            Transactions ann = store.transactions().orElseThrow().forTenant("ann");
            write(ann, 4, "ann");
            StoreException failure = catchThrowableOfType(StoreException.class, () -> write(ann, 5, "bo'; --"));

            assertThat(failure.code()).isEqualTo(PostgresErrorCode.NO_RIGHTS);
            assertThat(failure.getMessage()).contains("row-level security");
            long deleted = ann.inTransaction(bound ->
                    bound.sql().orElseThrow().execute(dev.naust.api.store.Sql.SqlStatement.of("DELETE FROM notes")));
            assertThat(deleted).isEqualTo(3);
        }
        try (Store store = open("postgres")) {
            assertThat(ids(store)).containsExactly(id(2));
        }
    }

    private static void write(Transactions transactions, int id, String tenant) throws InterruptedException {
        transactions.inTransaction(bound -> {
            var schema = bound.describe(NOTES);
            try (RecordWriter writer = bound.write(WriteRequest.insert(schema))) {
                writer.write(List.of(DataRecord.of(
                        schema.key(),
                        Document.of(schema.layout(), new Value[] {id(id), Value.text(tenant), Value.text("new")}))));
                return writer.flush();
            }
        });
    }

    @Test
    @DisplayName("is refused where it would not be kept apart")
    void refused() throws InterruptedException {
        try (Store store = open("postgres")) {
            Transactions ann = store.transactions().orElseThrow().forTenant("ann");
            assertThat(catchThrowableOfType(StoreException.class, () -> ann.inTransaction(TenantTest::ids))
                            .code())
                    .isEqualTo(PostgresErrorCode.TENANT);
        }
        try (Store store = TestServer.open(database)) {
            assertThat(catchThrowableOfType(
                                    StoreException.class,
                                    () -> store.transactions().orElseThrow().forTenant("ann"))
                            .code())
                    .isEqualTo(CommonError.UNSUPPORTED);
        }
        try (Store store = open("clerk")) {
            Transactions ann = store.transactions().orElseThrow().forTenant("ann");
            StoreException nested = ann.inTransaction(bound -> catchThrowableOfType(
                    StoreException.class,
                    () -> bound.transactions().orElseThrow().forTenant("bo")));
            assertThat(nested.code()).isEqualTo(CommonError.UNSUPPORTED);
            assertThat(catchThrowableOfType(
                                    StoreException.class,
                                    () -> store.transactions().orElseThrow().forTenant(" "))
                            .code())
                    .isEqualTo(PostgresErrorCode.TENANT);
        }
    }
}
