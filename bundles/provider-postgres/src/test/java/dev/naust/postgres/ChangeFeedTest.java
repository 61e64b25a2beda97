package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.ChangeReader;
import dev.naust.api.store.ChangeFeed.Kind;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.connection.PostgresErrorCode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A feed of changes")
@Timeout(120)
class ChangeFeedTest {
    private static final DatasetId A = DatasetId.of("public", "a");
    private static final DatasetId B = DatasetId.of("public", "b");

    private String database = "";
    private Store store;
    private ChangeFeed feed;

    @BeforeEach
    void open() {
        database = TestServer.newDatabase();
        sql("CREATE TABLE a (id int PRIMARY KEY, t text); CREATE TABLE b (x int, y text, PRIMARY KEY (y, x));"
                + " CREATE TABLE other (id int PRIMARY KEY)");
        store = TestServer.open(database);
        feed = store.changeFeed().orElseThrow();
    }

    @AfterEach
    void drop() throws InterruptedException {
        try {
            feed.forget("one");
            feed.forget("two");
        } finally {
            store.close();
            TestServer.drop(database);
        }
    }

    private void sql(String sql) {
        TestServer.execute(database, sql);
    }

    private static List<Change> read(ChangeReader reader, int count) throws InterruptedException {
        List<Change> changes = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (changes.size() < count && System.nanoTime() < end) {
            changes.addAll(reader.next(count - changes.size(), Duration.ofMillis(500)));
        }
        return changes;
    }

    private static RecordKey id(int id) {
        return RecordKey.of("id", new Value.Int32(id));
    }

    @Test
    @DisplayName("tells what happened to which record, in the order of commits")
    void tellsInOrder() throws InterruptedException {
        sql("INSERT INTO a VALUES (100, 'before')");
        Instant before = Instant.now().minusSeconds(5);
        Position begin = feed.follow("one", List.of(A, B));
        assertThat(feed.follow("one", List.of(B, A))).isEqualTo(begin);
        sql(
                "BEGIN; INSERT INTO a VALUES (1, 'x'); INSERT INTO other VALUES (1); UPDATE a SET t = NULL WHERE id = 1; COMMIT");
        sql("BEGIN; INSERT INTO a VALUES (66, 'never'); ROLLBACK");
        sql("INSERT INTO b VALUES (7, 'y')");
        sql("UPDATE a SET id = 2 WHERE id = 1");
        sql("DELETE FROM a WHERE id = 100");

        try (ChangeReader reader = feed.read("one", begin)) {
            List<Change> changes = read(reader, 6);
            assertThat(changes)
                    .extracting(Change::kind)
                    .containsExactly(
                            Kind.INSERTED, Kind.UPDATED, Kind.INSERTED, Kind.DELETED, Kind.INSERTED, Kind.DELETED);
            assertThat(changes).extracting(Change::dataset).containsExactly(A, A, B, A, A, A);
            assertThat(changes.get(0).key()).isEqualTo(id(1));
            assertThat(changes.get(1).record().orElseThrow().body().toMap())
                    .isEqualTo(Map.of("id", new Value.Int32(1), "t", Value.ofNull()));
            assertThat(changes.get(2).key())
                    .isEqualTo(new RecordKey(List.of("y", "x"), List.of(Value.text("y"), new Value.Int32(7))));
            assertThat(changes.get(3).key()).isEqualTo(id(1));
            assertThat(changes.get(4).key()).isEqualTo(id(2));
            assertThat(changes.get(5).key()).isEqualTo(id(100));
            assertThat(changes.get(5).record()).isEmpty();
            assertThat(changes)
                    .allSatisfy(change -> assertThat(change.at())
                            .isBetween(before, Instant.now().plusSeconds(5)));
            assertThat(reader.next(5, Duration.ofMillis(100))).isEmpty();
        }
    }

    @Test
    @DisplayName("goes on behind any change, also in the middle of a transaction")
    void resumes() throws InterruptedException {
        Position begin = feed.follow("one", List.of(A));
        sql("INSERT INTO a SELECT n, 'x' FROM generate_series(1, 10) n");
        sql("INSERT INTO a SELECT n, 'x' FROM generate_series(11, 20) n");
        Position place = begin;
        List<RecordKey> seen = new ArrayList<>();
        for (int part = 0; part < 5; part++) {
            try (ChangeReader reader = feed.read("one", place)) {
                List<Change> four = read(reader, 4);
                four.forEach(change -> seen.add(change.key()));
                place = four.get(3).position();
            }
        }
        assertThat(seen).hasSize(20).doesNotHaveDuplicates();
        assertThat(seen.get(19)).isEqualTo(id(20));
        StoreException failure = catchThrowableOfType(StoreException.class, () -> {
            try (ChangeReader reader = feed.read("one", begin)) {
                reader.next(1, Duration.ofSeconds(1));
            }
        });
        assertThat(failure.code()).isEqualTo(CommonError.CHANGES_GONE);
    }

    @Test
    @DisplayName("tells changes again that nobody has gone on behind, and goes on after its connection was killed")
    void atLeastOnce() throws InterruptedException {
        Position begin = feed.follow("one", List.of(A));
        sql("INSERT INTO a VALUES (1, 'x')");
        try (ChangeReader reader = feed.read("one", begin)) {
            assertThat(read(reader, 1)).hasSize(1);
        }
        try (ChangeReader reader = feed.read("one", begin)) {
            assertThat(read(reader, 1)).hasSize(1);
            sql("INSERT INTO a VALUES (2, 'x')");
            TestServer.execute(
                    "postgres",
                    "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots" + " WHERE database = '"
                            + database + "'");
            assertThat(read(reader, 1)).extracting(Change::key).containsExactly(id(2));
        }
    }

    @Test
    @DisplayName("of several followers each has its own place; one reader at a time")
    void severalFollowers() throws InterruptedException {
        Position one = feed.follow("one", List.of(A));
        sql("INSERT INTO a VALUES (1, 'x')");
        Position two = feed.follow("two", List.of(A));
        sql("INSERT INTO a VALUES (2, 'x')");
        try (ChangeReader first = feed.read("one", one);
                ChangeReader second = feed.read("two", two)) {
            assertThat(read(first, 2)).hasSize(2);
            assertThat(read(second, 1)).extracting(Change::key).containsExactly(id(2));
            assertThat(catchThrowableOfType(StoreException.class, () -> feed.forget("one"))
                            .code())
                    .isEqualTo(PostgresErrorCode.CONFLICT);
        }
    }

    @Test
    @DisplayName("has every type's values as reading the table has")
    void values() throws Exception {
        sql(
                "CREATE TYPE mood AS ENUM ('good \"day\"', 'bad'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
                        + " CREATE TABLE types (id int PRIMARY KEY, b bool, i2 smallint, i8 bigint, f4 real, f8 double precision,"
                        + " n numeric, n2 numeric(20,4), t text, v varchar(9), c char(5), x bytea, u uuid, d date, tm time,"
                        + " ts timestamp, tz timestamptz, j json, jb jsonb, ia int[], ta text[], na numeric[], m mood, ma mood[],"
                        + " p positive, iv interval, r int4range, net inet, bits bit(3), g int GENERATED ALWAYS AS (id * 2) STORED)");
        DatasetId types = DatasetId.of("public", "types");
        Position begin = feed.follow("one", List.of(types));
        sql("INSERT INTO types VALUES"
                + " (1, true, -32768, 9223372036854775807, 0.1, 0.1, 12345678901234567890.1234567890, 1.5, 'tab\t\"q\" \\ ☃', 'v',"
                + "  'c', '\\x00ff', '00000000-0000-0000-0000-000000000001', '2024-02-29', '23:59:59.999999',"
                + "  '2024-02-29 01:02:03.5', '2024-02-29 01:02:03.000001+05:30', '{\"a\" : 1}', '{\"a\": [1]}',"
                + "  '{{1,2},{3,NULL}}', '{\"a,b\",\"NULL\",NULL,\"\",\"{}\",\"\\\\ \\\"\"}', '{1.50,NaN}', 'bad',"
                + "  ARRAY['good \"day\"'::mood], 5, '1 year -2 days 03:04:05', '[1,5)', '10.0.0.1/8', B'101');"
                + " INSERT INTO types VALUES (2, false, 0, 0, 'NaN', '-Infinity', 'NaN', 0, '', '', '', '', NULL, 'infinity', '24:00:00', '-infinity',"
                + "  'infinity', 'null', 'null', '{}', '[0:1]={a,b}', '{}', NULL, '{}', NULL, '0', 'empty', '::1', B'000');"
                + " INSERT INTO types VALUES (3, NULL, NULL, NULL, 3.4028235e38, 1e-300, -0.00, NULL, NULL, NULL, NULL, NULL, NULL, '0044-03-15 BC', '00:00',"
                + "  '0001-01-01 00:00:00 BC', '0044-03-15 12:00:00+00 BC', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
                + "  NULL, NULL, NULL);"
                + " INSERT INTO types VALUES (4, NULL, NULL, NULL, NULL, NULL, 'Infinity', NULL, NULL, NULL, NULL, NULL, NULL, '5874897-12-31', NULL,"
                + "  '294276-12-31 23:59:59.999999', '12024-01-01 00:00:00+00')");
        List<DataRecord> told;
        try (ChangeReader reader = feed.read("one", begin)) {
            told = read(reader, 4).stream()
                    .map(change -> change.record().orElseThrow())
                    .toList();
        }
        List<DataRecord> stored;
        try (RecordReader reader = store.read(ReadRequest.of(types).withPositions())) {
            stored = reader.next(10, Long.MAX_VALUE).records();
        }
        assertThat(told).hasSize(4);
        for (int i = 0; i < 4; i++) {
            Map<String, Value> expected = stored.get(i).body().toMap();
            assertThat(told.get(i).body().toMap()).as("record " + (i + 1)).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("has no record where the server does not send a large value again")
    void unchangedLargeValue() throws Exception {
        sql("ALTER TABLE a ADD n int; ALTER TABLE a ALTER t SET STORAGE EXTERNAL");
        sql("INSERT INTO a VALUES (1, repeat('x', 100000), 0)");
        Position begin = feed.follow("one", List.of(A));
        sql("UPDATE a SET n = 1");
        sql("ALTER TABLE a REPLICA IDENTITY FULL");
        sql("UPDATE a SET n = 2");
        try (ChangeReader reader = feed.read("one", begin)) {
            List<Change> changes = read(reader, 2);
            assertThat(changes.get(0).record()).isEmpty();
            assertThat(changes.get(0).key()).isEqualTo(id(1));
            assertThat(changes.get(1).record().orElseThrow().body().at(1)).isEqualTo(Value.text("x".repeat(100000)));
        }
    }

    @Test
    @DisplayName("tells changes of partitions as those of the table that is divided")
    void partitions() throws InterruptedException {
        sql("CREATE TABLE parts (id int PRIMARY KEY, t text) PARTITION BY RANGE (id);"
                + " CREATE TABLE parts1 PARTITION OF parts FOR VALUES FROM (0) TO (10);"
                + " CREATE TABLE parts2 PARTITION OF parts FOR VALUES FROM (10) TO (20)");
        DatasetId parts = DatasetId.of("public", "parts");
        Position begin = feed.follow("one", List.of(parts));
        sql("INSERT INTO parts VALUES (1, 'x'), (11, 'y')");
        try (ChangeReader reader = feed.read("one", begin)) {
            assertThat(read(reader, 2)).extracting(Change::dataset).containsExactly(parts, parts);
        }
    }

    @Test
    @DisplayName("never passes over what it cannot tell: TRUNCATE ends it by name")
    void truncate() throws InterruptedException {
        Position begin = feed.follow("one", List.of(A));
        sql("INSERT INTO a VALUES (1, 'x')");
        sql("TRUNCATE a");
        try (ChangeReader reader = feed.read("one", begin)) {
            StoreException failure = catchThrowableOfType(StoreException.class, () -> read(reader, 2));
            assertThat(failure.code()).isEqualTo(CommonError.CHANGES_GONE);
            assertThat(failure.getMessage()).contains("TRUNCATE", "public.a");
        }
    }

    @Test
    @DisplayName("leaves nothing behind when it is forgotten, and says when there is nothing to read")
    void forgotten() throws Exception {
        Position begin = feed.follow("one", List.of(A));
        feed.forget("one");
        feed.forget("one");
        assertThat(count("SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                .isZero();
        assertThat(count("SELECT count(*) FROM pg_publication")).isZero();
        assertThat(catchThrowableOfType(StoreException.class, () -> feed.read("one", begin))
                        .code())
                .isEqualTo(CommonError.CHANGES_GONE);
        feed.follow("one", List.of(B));
        assertThat(catchThrowableOfType(StoreException.class, () -> feed.follow("one", List.of(A)))
                        .code())
                .isEqualTo(PostgresErrorCode.EXISTS);
    }

    private int count(String sql) throws SQLException {
        try (Connection connection = TestServer.connect(database);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    @DisplayName("refuses by name what cannot be followed, and leaves it as it is")
    void refuses() throws Exception {
        sql("CREATE TABLE keyless (x int); CREATE VIEW seen AS SELECT * FROM a");
        assertThat(failure("keyless").code()).isEqualTo(PostgresErrorCode.NOT_FOLLOWABLE);
        assertThat(failure("seen").code()).isEqualTo(PostgresErrorCode.NOT_FOLLOWABLE);
        assertThat(failure("none").code()).isEqualTo(PostgresErrorCode.NO_COLLECTION);
        assertThat(catchThrowableOfType(StoreException.class, () -> feed.read("one", new Position("x")))
                        .code())
                .isEqualTo(PostgresErrorCode.BAD_POSITION);
        sql("INSERT INTO keyless VALUES (1); DELETE FROM keyless");
        assertThat(count("SELECT count(*) FROM pg_publication")).isZero();
    }

    private StoreException failure(String table) {
        return catchThrowableOfType(
                StoreException.class, () -> feed.follow("one", List.of(DatasetId.of("public", table))));
    }

    @Test
    @DisplayName("says which setting a server lacks")
    void walLevel() throws IOException {
        try (EmbeddedPostgres plain = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("wal_level", "replica")
                        .start();
                Store other = new PostgresProvider().open(config(plain))) {
            StoreException failure = catchThrowableOfType(
                    StoreException.class, () -> other.changeFeed().orElseThrow().follow("one", List.of(A)));
            assertThat(failure.code()).isEqualTo(PostgresErrorCode.WAL_LEVEL);
            assertThat(failure.getMessage()).contains("wal_level", "replica", "logical");
        }
    }

    private static StoreConfig config(EmbeddedPostgres server) {
        Map<String, Value> connection = TestServer.connection("postgres");
        connection.put("port", Value.int64(server.getPort()));
        return StoreConfig.of("plain", Document.of(connection));
    }
}
