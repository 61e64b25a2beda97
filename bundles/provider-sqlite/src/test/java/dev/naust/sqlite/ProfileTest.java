package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Content;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What columns really hold, whatever they declare. */
class ProfileTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} holding {1} is read as {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "INTEGER|1, 2, NULL|INT64|false",
                "INTEGER|NULL|INT64|false",
                "INTEGER|1, 'abc'|TEXT|true",
                "INTEGER|1, 2.5|FLOAT64|true",
                "INTEGER|9007199254740993, 2.5|DECIMAL|true",
                "INTEGER|1, x'00'|BYTES|true",
                "BOOLEAN|0, 1|BOOL|false",
                "BOOLEAN|0, 2|INT64|true",
                "BOOLEAN|'yes'|TEXT|true",
                "REAL|1.5, 9e999|FLOAT64|false",
                "NUMERIC(10,2)|1, 2.5, 0.01, -99999999.99|DECIMAL(10,2)|false",
                "NUMERIC(10,2)|1.234|DECIMAL|true",
                "NUMERIC(10,2)|123456789012|DECIMAL|true",
                "NUMERIC(10,2)|0.1, 9e999|FLOAT64|true",
                "NUMERIC|1, 2.5|DECIMAL|false",
                "NUMERIC(10,2)|1, 'free'|TEXT|true",
                "DECIMAL_TEXT(20,2)|'12345678901234567.89'|DECIMAL(20,2)|false",
                "NVARCHAR(3)|'abc', 'æøå'|TEXT(3)|false",
                "NVARCHAR(3)|'abcd'|TEXT|true",
                "TEXT|'a', x'62'|BYTES|true",
                "BLOB|x'00'|BYTES|false",
                "BLOB|'text'|TEXT|true",
                "DATE|'2024-02-29'|DATE|false",
                "DATE|'2023-02-29'|TEXT|true",
                "DATE|1700000000|INT64|true",
                "DATETIME|'2024-01-01 10:00:00', '2024-01-01 10:00:00.123456'|LOCAL_TIMESTAMP|false",
                "DATETIME|'2024-01-01T10:00:00'|LOCAL_TIMESTAMP|true",
                "DATETIME|'2024-01-01 10:00:00.123456789'|LOCAL_TIMESTAMP(9)|false",
                "DATETIME|'2024-01-01'|DATE|true",
                "DATETIME|'2024-01-01', '2024-01-01 10:00:00'|TEXT|true",
                "DATETIME|'2024-01-01T10:00:00Z'|MOMENT|true",
                "DATETIME|''|TEXT|true",
                "TIMESTAMP|1700000000.5|FLOAT64|true",
                "TIME|'23:59:59'|TIME|false",
                "TIME|'24:00:00'|TEXT|true",
                "JSON|'{\"a\": 1}', 'null'|JSON|false",
                "JSON|'{a: 1}'|TEXT|true",
                "UUID|'123e4567-e89b-12d3-a456-426614174000'|UUID|false",
                "UUID|'123E4567-E89B-12D3-A456-426614174000'|TEXT|true",
                "``|1, 2|INT64|false",
                "``|'a'|TEXT|false",
                "``|1.5, 2|FLOAT64|true",
            })
    void a_column_is_read_as_the_narrowest_kind_that_holds_it(
            String declared, String values, String kind, boolean remarked) throws Exception {
        try (Store store = holding(declared, values)) {
            Profile profile = store.profiling().orElseThrow().profile(DatasetId.of("t"));

            Field field = profile.schema().fields().get(0);
            assertThat(field.type().describe()).isEqualTo(kind);
            assertThat(profile.findings()).hasSize(remarked ? 1 : 0);
            assertThat(Stores.read(store, ReadRequest.of(DatasetId.of("t")).as(profile.schema())))
                    .hasSize(values.split(", ").length)
                    .allSatisfy(record -> assertThat(record.body().at(0).kind())
                            .isIn(field.type().kind(), Kind.NULL));
        }
    }

    @Test
    void a_finding_says_how_many_of_what_and_what_follows() throws Exception {
        try (Store store = holding("INTEGER", "1, 'abc', 'def'")) {
            Profile profile = store.profiling().orElseThrow().profile(DatasetId.of("t"));

            assertThat(profile.records()).isEqualTo(3);
            assertThat(profile.findings().get(0).field()).isEqualTo("c");
            assertThat(profile.findings().get(0).note()).contains("2 values", "INTEGER", "'abc'", "TEXT");
        }
    }

    @Test
    void records_that_refer_to_nothing_are_counted() throws Exception {
        Path file = folder.resolve("broken.db");
        Stores.run(
                file,
                "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                "CREATE TABLE t (a INT REFERENCES p, b INT REFERENCES p (id))",
                "INSERT INTO p VALUES (1)",
                "INSERT INTO t VALUES (1, 7), (2, 1), (NULL, 9)");
        try (Store store = Stores.open(file)) {
            Profile profile = store.profiling().orElseThrow().profile(DatasetId.of("t"));

            assertThat(profile.schema().foreignKeys())
                    .extracting(key -> key.fields().get(0) + key.broken())
                    .containsExactlyInAnyOrder("a1", "b2");
            assertThat(profile.findings()).hasSize(2);
        }
    }

    @Test
    void a_reference_to_columns_that_are_not_unique_says_nothing_of_the_others() throws Exception {
        Path file = folder.resolve("mismatch.db");
        Stores.run(
                file,
                "CREATE TABLE p (id INTEGER PRIMARY KEY, n INT, code TEXT, part INT, UNIQUE (part, code))",
                "CREATE TABLE t (a INT REFERENCES p, b INT REFERENCES p (n), c INT, d TEXT, e INT REFERENCES p (id),"
                        + " FOREIGN KEY (d, c) REFERENCES p (code, part))",
                "INSERT INTO p VALUES (1, 5, 'x', 1), (2, 5, 'y', 1)",
                "INSERT INTO t VALUES (1, 5, 1, 'x', 1), (2, 5, 1, 'y', 7), (NULL, 6, 1, NULL, NULL)");
        try (Store store = Stores.open(file)) {
            Profile profile = store.profiling().orElseThrow().profile(DatasetId.of("t"));

            assertThat(profile.schema().foreignKeys())
                    .extracting(key -> String.join("", key.fields()) + key.broken())
                    .containsExactlyInAnyOrder("a0", "b3", "dc0", "e1");
            assertThat(profile.findings())
                    .extracting(Profile.Finding::note)
                    .containsExactlyInAnyOrder(
                            "The reference of (b) leads to columns of p that are not unique (n); SQLite cannot check it, and"
                                    + " no record is known to keep it.",
                            "1 of 3 records refer to records of p that are not there.");
        }
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void as_many_records_refer_to_nothing_as_SQLite_counts(
            @ForAll @Size(max = 5) Set<@IntRange(min = -1, max = 4) Integer> parents,
            @ForAll("references") List<String> references,
            @ForAll("types") String type,
            @ForAll boolean indexed)
            throws Exception {
        Path file = Files.createTempFile("naust-references", ".db");
        try {
            Stores.run(
                    file,
                    "CREATE TABLE p (id INTEGER PRIMARY KEY, n INT)",
                    "CREATE INDEX by_n ON p (n)" + (indexed ? "" : " WHERE n > 2"),
                    "CREATE TABLE t (a " + type + " REFERENCES p, b INT REFERENCES p (id))");
            for (int id : parents) {
                Stores.run(file, "INSERT INTO p VALUES (" + id + ", 1)");
            }
            for (String reference : references) {
                Stores.run(file, "INSERT INTO t VALUES (" + reference + ", NULL)");
            }
            try (Store store = Stores.open(file)) {
                Profile profile = store.profiling().orElseThrow().profile(DatasetId.of("t"));

                assertThat(profile.schema().foreignKeys())
                        .extracting(key -> key.fields().get(0) + key.broken())
                        .containsExactlyInAnyOrder("a" + violations(file), "b0");
            }
        } finally {
            Files.delete(file);
        }
    }

    private static long violations(Path file) throws SQLException {
        try (Connection connection = Stores.plain(file);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT count(*) FROM pragma_foreign_key_check('t')")) {
            return found.getLong(1);
        }
    }

    @Provide
    Arbitrary<List<String>> references() {
        Arbitrary<String> kept = Arbitraries.of("0", "1", "2", "3", "NULL");
        Arbitrary<String> any = Arbitraries.of(
                "0", "1", "2", "3", "NULL", "-1", "4", "5", "1.0", "1.5", "'2'", "'x'", "x'31'", "9e999", "-9e999");
        return Arbitraries.oneOf(kept.list().ofMaxSize(4), any.list().ofMaxSize(4));
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of("INTEGER", "TEXT", "REAL", "NUMERIC", "BLOB", "");
    }

    @Test
    void records_that_only_a_collation_lets_refer_to_something_are_counted() throws Exception {
        Path file = folder.resolve("collated.db");
        Stores.run(
                file,
                "CREATE TABLE parent (name TEXT COLLATE NOCASE PRIMARY KEY)",
                "CREATE TABLE t (a TEXT REFERENCES parent, b TEXT REFERENCES parent)",
                "INSERT INTO parent VALUES ('Anna'), ('Berta')",
                "INSERT INTO t VALUES ('Anna', 'anna'), ('Berta', 'nobody'), (NULL, 'Berta')");
        try (Store store = Stores.open(file)) {
            Profile profile = store.profiling().orElseThrow().profile(DatasetId.of("t"));

            assertThat(profile.schema().foreignKeys())
                    .extracting(key -> key.fields().get(0) + key.broken())
                    .containsExactlyInAnyOrder("a0", "b2");
            assertThat(profile.findings())
                    .extracting(Profile.Finding::note)
                    .containsExactlyInAnyOrder(
                            "1 of 3 records refer to records of parent that are not there.",
                            "1 of 3 records refer through b to records of parent whose key is written otherwise, which"
                                    + " only SQLite's collation finds.");
        }
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16le", "UTF-16be"})
    void dates_are_found_whatever_the_encoding(String encoding) throws Exception {
        Path file = folder.resolve("dates.db");
        Stores.run(
                file,
                "PRAGMA encoding = '" + encoding + "'",
                "CREATE TABLE t (d DATE, u UUID)",
                "INSERT INTO t VALUES ('2024-02-29', '123e4567-e89b-12d3-a456-426614174000')");
        try (Store store = Stores.open(file)) {
            Profile profile = store.profiling().orElseThrow().profile(DatasetId.of("t"));

            assertThat(profile.findings()).isEmpty();
            assertThat(profile.schema().fields())
                    .extracting(field -> field.type().kind())
                    .containsExactly(Kind.DATE, Kind.UUID);
        }
    }

    @Test
    void a_value_that_is_not_of_its_fields_kind_is_handed_out_as_what_it_is() throws Exception {
        try (Store store = holding("DATETIME", "'2024-01-01 10:00:00', 'soon', 5, x'00'")) {
            List<Kind> kinds = new ArrayList<>();
            Stores.read(store, "t")
                    .forEach(record -> kinds.add(record.body().at(0).kind()));

            assertThat(kinds).containsExactly(Kind.LOCAL_TIMESTAMP, Kind.TEXT, Kind.INT64, Kind.BYTES);
        }
    }

    @Test
    void fractions_become_the_decimals_that_people_wrote() throws Exception {
        try (Store store = holding("NUMERIC", "0.1, 1e21, 123456789.987654, 5e-324, -2.50")) {
            String read = Stores.read(store, "t").stream()
                    .map(record ->
                            ((Value.Decimal) record.body().at(0)).number().toString())
                    .collect(Collectors.joining(" "));

            assertThat(read).isEqualTo("0.1 1000000000000000000000 123456789.987654 5E-324 -2.5");
        }
    }

    @Test
    void a_table_of_two_thousand_columns_is_looked_through_and_read() throws Exception {
        Path file = folder.resolve("wide.db");
        String columns =
                IntStream.range(0, 1_900).mapToObj(i -> "c" + i + " INTEGER").collect(Collectors.joining(", "));
        Stores.run(
                file,
                "CREATE TABLE t (" + columns + ", big BLOB)",
                "INSERT INTO t (c7, c1899, big) VALUES (1, 'odd', zeroblob(2000000))");
        try (Store store = Stores.open(file)) {
            Profile profile = store.profiling().orElseThrow().profile(DatasetId.of("t"));

            assertThat(profile.findings()).extracting(Profile.Finding::field).containsExactly("c1899");
            assertThat(Stores.read(store, "t"))
                    .singleElement()
                    .satisfies(record -> assertThat(record.body().get("big"))
                            .hasValueSatisfying(
                                    big -> assertThat(((Content) big).length()).isEqualTo(2_000_000)));
        }
    }

    private Store holding(String declared, String values) throws SQLException {
        Path file = folder.resolve("profile.db");
        String rows =
                Stream.of(values.split(", ")).map(value -> "(" + value + ")").collect(Collectors.joining(", "));
        Stores.run(file, "CREATE TABLE t (c " + declared + ")", "INSERT INTO t VALUES " + rows);
        return Stores.open(file);
    }
}
