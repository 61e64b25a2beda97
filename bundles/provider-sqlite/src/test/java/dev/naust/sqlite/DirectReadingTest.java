package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Interrupts;
import dev.naust.sqlite.file.OpenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading a table from the file's pages is the same as reading it through SQLite, whatever the file is like. */
class DirectReadingTest {
    private static final DatasetId T = DatasetId.of("t");
    private static final long DIRECT = 0;
    private static final long THROUGH_SQLITE = Long.MAX_VALUE;

    @TempDir
    Path folder;

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void any_table_reads_the_same(@ForAll long seed) throws Exception {
        Path file = Files.createTempFile("naust-direct", ".db");
        try {
            Random random = new Random(seed);
            OddFiles.make(file, random);
            assertThat(isReadDirectly(file)).isTrue();
            assertSame(file, random.nextInt(4) == 0 ? 700 : ReadRequest.LARGE_VALUE);
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 80, shrinking = ShrinkingMode.OFF)
    void a_damaged_file_gives_the_same_records_and_the_same_failure(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int wounds) throws Exception {
        Path file = Files.createTempFile("naust-damaged", ".db");
        try {
            Random random = new Random(seed);
            OddFiles.make(file, random);
            OddFiles.wound(file, random, wounds);
            assertSame(file, ReadRequest.LARGE_VALUE);
        } finally {
            Files.delete(file);
        }
    }

    /** The tree leads a search for the first rowid astray, and reading in order finds all rows. */
    @Test
    void a_file_in_which_sqlite_contradicts_itself_at_the_first_record_is_read_through_sqlite() throws Exception {
        a_damaged_file_gives_the_same_records_and_the_same_failure(17953, 2);
    }

    /** The index has all columns and fewer rows: what it says is not what the table holds. */
    @Test
    void a_damaged_index_of_all_columns_is_not_taken_for_the_table() throws Exception {
        Path file = folder.resolve("index.db");
        Stores.run(
                file,
                "CREATE TABLE t (a TEXT, b DATE, c INTEGER)",
                "CREATE INDEX everything ON t (a, b, c)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
                        + " INSERT INTO t SELECT 'text ' || i, '2020-01-01', i FROM n",
                "PRAGMA writable_schema = ON",
                "CREATE TABLE few (a TEXT, b DATE, c INTEGER)",
                "CREATE INDEX few_everything ON few (a, b, c)",
                "INSERT INTO few VALUES ('no such row', 'no such date', 'odd')",
                "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'few_everything')"
                        + " WHERE name = 'everything'",
                "DELETE FROM sqlite_schema WHERE name = 'few_everything'");
        assertThat(read(file, THROUGH_SQLITE, ReadRequest.LARGE_VALUE).records())
                .hasSize(400);
        assertSame(file, ReadRequest.LARGE_VALUE);
    }

    @Test
    void records_from_before_a_column_was_added_have_its_default() throws Exception {
        Path file = folder.resolve("added.db");
        Stores.run(
                file,
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
                "INSERT INTO t VALUES (1, 'one'), (2, NULL), (3, '')",
                "ALTER TABLE t ADD COLUMN c REAL",
                "INSERT INTO t VALUES (4, 'four', 4)",
                "ALTER TABLE t ADD COLUMN d TEXT DEFAULT 'new'",
                "INSERT INTO t VALUES (5, 'five', 5.5, NULL)");
        assertSame(file, ReadRequest.LARGE_VALUE);
        assertThat(read(file, DIRECT, ReadRequest.LARGE_VALUE)
                        .records()
                        .get(0)
                        .body()
                        .get("d"))
                .contains(Text.of("new"));
    }

    @Test
    void rows_of_the_usual_kinds_are_packed_as_what_they_are() throws Exception {
        Path file = folder.resolve("usual.db");
        Stores.run(
                file,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, z BIGINT, b BOOLEAN, f DOUBLE, n NUMERIC(12,2), d DATE,"
                        + " s TIMESTAMP, t TEXT, x BLOB, j JSON)",
                // Nearly every day from year 0 to 9999, and all moments of a day.
                "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
                        + " INSERT INTO t SELECT i, random(), i % 2, i / 7.0, i * 91 / 100.0,"
                        + " date('0000-01-01', '+' || (i * 91) || ' days'),"
                        + " datetime('0000-01-01', '+' || (i * 91) || ' days', '+' || (i * 37 % 86400) || ' seconds'),"
                        + " nullif('naïve ' || i, 'naïve 7'), randomblob(i % 40), '{\"a\": [' || i || ', \"ø\"]}' FROM n",
                "INSERT INTO t (d, s) VALUES ('2000-02-29', '1900-03-01 00:00:00'), ('2001-02-29', '2000-02-29 23:59:59'),"
                        + " ('1970-01-01', '1969-12-31 23:59:59')");
        assertSame(file, ReadRequest.LARGE_VALUE);
        try (var store = Stores.open(file);
                var reader = store.read(ReadRequest.of(T).as(store.describe(T)))) {
            PackedRecords pack = new PackedRecords(store.describe(T), 30_000);
            assertThat(reader.pack(pack)).isEqualTo(RecordReader.Packed.FULL);
            assertThat(pack.content()).isEqualTo(sum(pack.records()));
        }
    }

    private static ContentHash sum(List<DataRecord> records) {
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        records.forEach(each -> sum.add(new CanonicalForm().hash(each.body())));
        return sum.result();
    }

    @Test
    void values_above_a_mebibyte_are_streamed_and_their_neighbours_are_not() throws Exception {
        Path file = folder.resolve("large.db");
        Stores.run(
                file,
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB)",
                "INSERT INTO t VALUES (1, 'small', x'00'), (2, replace(hex(zeroblob(900000)), '0', 'x'), zeroblob(3)),"
                        + " (3, 'between', zeroblob(3000000)), (4, 'last', NULL)");
        assertThat(isReadDirectly(file)).isTrue();
        assertSame(file, ReadRequest.LARGE_VALUE);
    }

    @Test
    void tables_that_are_not_plain_are_left_to_sqlite() throws Exception {
        for (String table : List.of(
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) WITHOUT ROWID",
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c TEXT AS (upper(b)))",
                "CREATE VIRTUAL TABLE t USING fts5(a, b)",
                "CREATE VIEW t AS SELECT 1 AS a, 'b' AS b")) {
            Path file = Files.createTempFile(folder, "odd", ".db");
            Stores.run(file, table);
            assertThat(isReadDirectly(file)).as(table).isFalse();
        }
        for (String mode : List.of("PRAGMA journal_mode = WAL", "PRAGMA encoding = 'UTF-16'")) {
            Path file = Files.createTempFile(folder, "odd", ".db");
            Stores.run(file, mode, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)", "INSERT INTO t VALUES (1, 'æ')");
            assertThat(isReadDirectly(file)).as(mode).isFalse();
            assertSame(file, ReadRequest.LARGE_VALUE);
        }
    }

    @Test
    void nobody_can_write_while_a_table_is_read_nor_after_another_reader_has_ended() throws Exception {
        Path file = folder.resolve("locked.db");
        Stores.run(
                file,
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
                        + " INSERT INTO t SELECT i, printf('%0100d', i) FROM n");
        try (var store = Stores.open(file);
                var reader = store.read(ReadRequest.of(T))) {
            assertThat(reader.next(10, 1 << 20).records()).hasSize(10);
            try (var second = Stores.open(file)) {
                assertThat(Stores.read(second, "t")).hasSize(20_000);
            }
            assertThat(Stores.read(store, "t")).hasSize(20_000);

            assertThat(isLockedForOthers(file)).isTrue();
        }
        assertThat(isLockedForOthers(file)).isFalse();
    }

    /** Asks a process of its own, because locks are kept by processes. */
    private static boolean isLockedForOthers(Path file) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WritingProgram.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        writer.getInputStream().readAllBytes();
        return writer.waitFor() == WritingProgram.BUSY;
    }

    private record Reading(List<DataRecord> records, List<String> contents, String failure) {}

    private void assertSame(Path file, int large) throws Exception {
        Reading through = read(file, THROUGH_SQLITE, large);
        Reading direct = read(file, DIRECT, large);
        assertThat(direct.failure()).isEqualTo(through.failure());
        // A reading that fails may have handed out more or less before: SQLite refuses a damaged page as a whole.
        int handedOut = through.failure().isEmpty()
                ? through.contents().size()
                : Math.min(direct.contents().size(), through.contents().size());
        assertThat(
                        through.failure().isEmpty()
                                ? direct.contents()
                                : direct.contents().subList(0, handedOut))
                .isEqualTo(through.contents().subList(0, handedOut));
        Reading packed = read(file, DIRECT, large, Taking.PACKED);
        assertThat(packed.failure()).isEqualTo(through.failure());
        if (through.failure().isEmpty()) {
            assertThat(packed.contents()).isEqualTo(through.contents());
        }
        if (isAsExpected(file)) {
            assertThat(through.failure()).isEmpty();
            assertIsAsDeclared(file);
        }
        String profile = profile(file, THROUGH_SQLITE, 1);
        assertThat(profile(file, DIRECT, 1)).isEqualTo(profile);
        assertThat(profile(file, DIRECT, 2)).as("by two threads").isEqualTo(profile);
        assertThat(profile(file, THROUGH_SQLITE, 2))
                .as("through SQLite by two threads")
                .isEqualTo(profile);
    }

    @ParameterizedTest(name = "{0} holding {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "INTEGER|1, 2, NULL|true",
                "INTEGER|1, 2.5|false",
                "INTEGER|1, 'abc'|false",
                "BOOLEAN|0, 1|true",
                "BOOLEAN|0, 2|false",
                "REAL|1, 2.5, 9e999|true",
                "REAL|1.5, 'x'|false",
                "NUMERIC(10,2)|1, 2.5, 0.01, -99999999.99|true",
                "NUMERIC(10,2)|1.234|false",
                "NUMERIC(10,2)|123456789012|false",
                "NUMERIC(10,2)|123456789012.5|false",
                "NUMERIC|1, 2.5|true",
                "DECIMAL_TEXT(20,2)|'12345678901234567.89'|true",
                "DECIMAL_TEXT(20,2)|'12345678901234567.89', 'none'|false",
                "NVARCHAR(3)|'abc', NULL|true",
                "NVARCHAR(3)|'abcd'|false",
                "TEXT|'a', x'62'|false",
                "BLOB|x'00'|true",
                "BLOB|'text'|false",
                "VARBINARY(2)|x'0011'|true",
                "VARBINARY(2)|x'001122'|false",
                "DATE|'2024-02-29', '2024-01-01'|true",
                "DATE|'2023-02-29'|false",
                "DATE|'2024-01-01 10:00:00'|false",
                "DATE|1700000000|false",
                "DATETIME|'2024-01-01 10:00:00', '2024-01-01 10:00:00.123456'|true",
                "DATETIME|'2024-01-01T10:00:00'|false",
                "DATETIME|'2024-01-01 10:00:00.123456789'|false",
                "DATETIME|'2024-01-01'|false",
                "TIME|'23:59:59'|true",
                "TIME|'24:00:00'|false",
                "JSON|'{\"a\": 1}', 'null'|true",
                "JSON|'{a: 1}'|false",
                "UUID|'123e4567-e89b-12d3-a456-426614174000'|true",
                "UUID|'123E4567-E89B-12D3-A456-426614174000'|false",
                "``|1|false",
                "``|'a'|true",
            })
    void a_table_is_as_expected_when_its_profile_is_as_declared(String type, String values, boolean expected)
            throws Exception {
        Path file = folder.resolve("expected.db");
        Stores.run(
                file,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, c " + type + ")",
                "INSERT INTO t (c) VALUES (" + values.replace(", ", "), (") + ")");
        assertThat(isAsExpected(file)).isEqualTo(expected);
        if (expected) {
            assertIsAsDeclared(file);
        }
    }

    /** Whether both ways of reading a table hand out all of it to somebody who expects it to be as declared. */
    private static boolean isAsExpected(Path file) throws Exception {
        ReadRequest request = ReadRequest.of(T).expected();
        Reading packed = read(file, DIRECT, request, Taking.PACKED);
        Reading records = read(file, DIRECT, request, Taking.RECORDS);
        assertThat(packed.failure()).isEqualTo(records.failure());
        return packed.failure().isEmpty();
    }

    private static void assertIsAsDeclared(Path file) throws Exception {
        try (Interrupts interrupts = new Interrupts("test");
                Handles files = new Handles(file, THROUGH_SQLITE);
                SqliteSession session = files.reading()) {
            Profile found = new SqliteReads(file, interrupts, files.tables()).profile(session, Optional.empty(), T);
            assertThat(found.findings()).isEmpty();
            assertThat(found.schema().fields()).isEqualTo(declared(session).fields());
        }
    }

    /** How records are taken from a reader. */
    private enum Taking {
        RECORDS,
        PACKED
    }

    private static Reading read(Path file, long smallest, int large) throws Exception {
        return read(file, smallest, large, Taking.RECORDS);
    }

    private static Reading read(Path file, long smallest, int large, Taking taking) throws Exception {
        return read(file, smallest, ReadRequest.of(T).streamingAbove(large), taking);
    }

    private static Reading read(Path file, long smallest, ReadRequest request, Taking taking) throws Exception {
        List<DataRecord> records = new ArrayList<>();
        List<String> contents = new ArrayList<>();
        String failure = "";
        try (Interrupts interrupts = new Interrupts("test");
                Handles files = new Handles(file, smallest)) {
            SqliteReads reads = new SqliteReads(file, interrupts, files.tables());
            try (SqliteSession session = files.reading();
                    var reader = reads.read(session, request, () -> {})) {
                Schema declared = declared(session);
                boolean packed = taking == Taking.PACKED && PackedRecords.canHold(declared);
                PackedRecords pack = new PackedRecords(packed ? declared : Schema.table(T, List.of(), List.of()), 50);
                RecordReader.Packed end = RecordReader.Packed.ODD;
                boolean last = false;
                while (!last) {
                    List<DataRecord> taken = List.of();
                    if (packed) {
                        pack.clear();
                        end = reader.pack(pack);
                        taken = pack.records();
                        last = end == RecordReader.Packed.END;
                    }
                    records.addAll(taken);
                    taken.forEach(each -> contents.add(content(each)));
                    if (end == RecordReader.Packed.ODD) {
                        Batch batch = reader.next(packed ? 1 : 50, 1 << 20);
                        last = batch.last();
                        records.addAll(batch.records());
                        batch.records().forEach(each -> contents.add(content(each)));
                    }
                }
            } catch (SQLException e) {
                failure = SqliteErrors.code(e).toString();
            } catch (StoreException e) {
                failure = e.code().toString();
            }
        }
        return new Reading(records, contents, failure);
    }

    /** What a record holds, with the bytes of streamed values. */
    private static String content(DataRecord each) {
        byte[] hash = new dev.naust.api.model.CanonicalForm().hash(each.body());
        return each.key() + " " + HexFormat.of().formatHex(hash);
    }

    private static String profile(Path file, long smallest, int threads) throws Exception {
        try (Interrupts interrupts = new Interrupts("test");
                Handles files = new Handles(file, smallest);
                SqliteSession session = files.reading();
                SqliteSession helper = threads == 1 ? null : files.reading()) {
            Profile found =
                    new SqliteReads(file, interrupts, files.tables()).profile(session, Optional.ofNullable(helper), T);
            return found.toString();
        } catch (SQLException e) {
            return SqliteErrors.code(e).toString();
        } catch (StoreException e) {
            return e.code().toString();
        }
    }

    private static Schema declared(SqliteSession session) throws SQLException {
        SqliteCatalogue catalogue = session.catalogue();
        return catalogue.describe(catalogue.find(T).orElseThrow());
    }

    private static boolean isReadDirectly(Path file) throws SQLException {
        try (Handles files = new Handles(file, DIRECT);
                SqliteSession session = files.reading()) {
            SqliteCatalogue catalogue = session.catalogue();
            Listing.Entry entry = catalogue.find(T).orElseThrow();
            Schema declared = catalogue.describe(entry);
            Optional<DirectRows> rows = files.tables()
                    .open(session, entry, declared, declared.fields(), Integer.MAX_VALUE, DirectTables.Part.ALL);
            rows.ifPresent(DirectRows::close);
            return rows.isPresent();
        }
    }

    @Test
    void parts_of_a_table_have_each_record_once_and_in_order() throws Exception {
        Path file = folder.resolve("parts.db");
        Stores.run(
                file,
                "PRAGMA page_size = 512",
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
                "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                        + " SELECT i * 3, 'text ' || i FROM n");
        List<Long> all = rowids(file, DirectTables.Part.ALL);
        assertThat(all).hasSize(3000).isSorted();
        List<Long> first = rowids(file, new DirectTables.Part(0, 2));
        List<Long> second = rowids(file, new DirectTables.Part(1, 2));
        assertThat(first).hasSizeBetween(500, 2500);
        List<Long> joined = new ArrayList<>(first);
        joined.addAll(second);
        assertThat(joined).isEqualTo(all);
    }

    private static List<Long> rowids(Path file, DirectTables.Part part) throws Exception {
        List<Long> rowids = new ArrayList<>();
        try (Handles files = new Handles(file, DIRECT);
                SqliteSession session = files.reading()) {
            SqliteCatalogue catalogue = session.catalogue();
            Listing.Entry entry = catalogue.find(T).orElseThrow();
            Schema declared = catalogue.describe(entry);
            try (DirectRows rows = files.tables()
                    .open(session, entry, declared, declared.fields(), Integer.MAX_VALUE, part)
                    .orElseThrow()) {
                while (rows.next()) {
                    rowids.add(rows.rowid());
                }
            }
        }
        return rowids;
    }

    /** The handles of one file, as a provider keeps them. */
    private static final class Handles implements AutoCloseable {
        private static final Natives NATIVES = new Natives();

        private final OpenFiles open = new OpenFiles();
        private final Path path;
        private final long smallest;
        private final SqliteReaders readers;

        Handles(Path path, long smallest) {
            this.path = path;
            this.smallest = smallest;
            this.readers = new SqliteReaders(
                    new SqliteFile(new SqliteConfig(path, false, true, Duration.ofSeconds(1), false), NATIVES, open));
            open.join(path);
        }

        SqliteSession reading() {
            return readers.begin();
        }

        DirectTables tables() {
            return new DirectTables(path, open, smallest);
        }

        @Override
        public void close() {
            readers.close();
            open.leave(path);
        }
    }

    /** Tries to write to a file, for at most a moment. */
    static final class WritingProgram {
        static final int BUSY = 5;

        private WritingProgram() {}

        public static void main(String[] args) throws SQLException {
            try (Connection connection = Stores.plain(Path.of(args[0]));
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 100");
                statement.execute("INSERT INTO t DEFAULT VALUES");
                try (ResultSet one = statement.executeQuery("SELECT 1")) {
                    System.exit(one.next() ? 0 : 1);
                }
            } catch (SQLException e) {
                System.exit(SqliteErrors.code(e).code & 0xff);
            }
        }
    }
}
