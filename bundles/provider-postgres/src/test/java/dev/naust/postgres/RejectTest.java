package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A record that a table cannot hold")
class RejectTest {
    private final String database = TestServer.newDatabase();
    private final Store store = TestServer.open(database);

    @BeforeAll
    void create() {
        TestServer.execute(
                database,
                "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN positive AS integer CHECK (VALUE > 0);"
                        + " CREATE TABLE ruled (id integer PRIMARY KEY, parent integer REFERENCES ruled,"
                        + " n positive, j jsonb, r int4range, CONSTRAINT small CHECK (id < 1000))");
    }

    @AfterAll
    void drop() {
        store.close();
        TestServer.drop(database);
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("text", Text.of("a\0b"), "PostgreSQL text cannot hold the character U+0000"),
                Arguments.of("text", Text.ofUtf8(new byte[] {'a', (byte) 0xff}), "not valid UTF-8"),
                Arguments.of(
                        "text", Text.ofUtf8(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}), "not valid UTF-8"),
                Arguments.of("text", new Value.Int32(1), "The column holds text"),
                Arguments.of("varchar(3)", Text.of("abcd"), "at most 3 characters"),
                Arguments.of("smallint", new Value.Int32(40_000), "out of the range of smallint"),
                Arguments.of("integer", new Value.Int64(1L << 40), "out of the range of integer"),
                Arguments.of("integer", new Value.Decimal(new BigDecimal("1.5")), "digits behind the point"),
                Arguments.of("integer", Text.of("1"), "The column holds a whole number"),
                Arguments.of("numeric(5,2)", new Value.Decimal(new BigDecimal("1.234")), "numeric(5,2)"),
                Arguments.of("numeric(5,2)", new Value.Decimal(new BigDecimal("12345")), "numeric(5,2)"),
                Arguments.of("numeric", new Value.Float64(0.1), "a decimal number"),
                Arguments.of("real", new Value.Float64(0.1), "about 7 digits"),
                Arguments.of("boolean", new Value.Int32(1), "true or false"),
                Arguments.of("date", new Value.Date(LocalDate.of(9_999_999, 1, 1)), "5874897"),
                Arguments.of("time(3)", new Value.Time(LocalTime.ofNanoOfDay(1_000)), "3 digits of a second"),
                Arguments.of("timestamptz", new Value.Moment(Instant.ofEpochSecond(0, 1)), "6 digits of a second"),
                Arguments.of("timestamptz", new Value.Moment(Instant.MAX), "294276"),
                Arguments.of("uuid", Text.of("no"), "a UUID"),
                Arguments.of("bytea", Text.of("no"), "bytes"),
                Arguments.of("mood", Text.of("ugly"), "enumeration"),
                Arguments.of("positive", new Value.Int32(-1), "positive"),
                Arguments.of("json", Value.Json.of("{broken"), "not well-formed JSON"),
                Arguments.of("jsonb", Value.Json.of("{\"-0\": [-0.5, 1e-0, \"\\\"-0\", -0.00]}"), "negative zero"),
                Arguments.of("jsonb", Value.Json.of("-0"), "negative zero"),
                Arguments.of("int4range", new Value.Extension("int4range", "[5,1)"), "range"),
                Arguments.of("integer[]", new Value.Array(List.of(Text.of("x"))), "a whole number"),
                Arguments.of(
                        "integer[]",
                        new Value.Array(List.of(new Value.Array(List.of(new Value.Int32(1))), new Value.Int32(2))),
                        "mixes"),
                Arguments.of("bytea", new Endless(Kind.BYTES, 3L << 30), "at most 1 GB"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("misfits")
    @DisplayName("is named with field and reason, and its neighbours arrive")
    void isNamed(String type, Value value, String reason) throws InterruptedException {
        TestServer.execute(
                database, "DROP TABLE IF EXISTS one; CREATE TABLE one (id integer NOT NULL, v " + type + ")");
        Schema schema = store.describe(DatasetId.of("public", "one"));
        List<DataRecord> records = List.of(
                record(schema, new Value.Int32(1), Value.ofNull()),
                record(schema, new Value.Int32(2), value),
                record(schema, new Value.Int32(3), Value.ofNull()));

        WriteReport report = write(WriteRequest.fill(schema), records);

        assertThat(report.written()).isEqualTo(2);
        assertThat(report.rejected()).hasSize(1);
        Rejected rejected = report.rejected().get(0);
        assertThat(rejected.record()).isSameAs(records.get(1));
        assertThat(rejected.reason()).contains(reason);
        assertThat(ids("one")).containsExactly(1, 3);
    }

    @Test
    @DisplayName("because of a null where none may be is named")
    void nulls() throws InterruptedException {
        TestServer.execute(database, "CREATE TABLE strict (id integer NOT NULL, v text NOT NULL)");
        Schema schema = store.describe(DatasetId.of("public", "strict"));

        WriteReport report =
                write(WriteRequest.fill(schema), List.of(record(schema, new Value.Int32(1), Value.ofNull())));

        assertThat(report.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.field()).isEqualTo("v");
            assertThat(rejected.reason()).contains("NOT NULL");
        });
    }

    @Test
    @DisplayName("because of the table's own rules is named, and its neighbours arrive")
    void rules() throws InterruptedException {
        Schema schema = store.describe(DatasetId.of("public", "ruled"));
        List<DataRecord> records = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            records.add(ruled(schema, i, Value.ofNull()));
        }
        records.add(20, ruled(schema, 7, Value.ofNull()));
        records.add(30, ruled(schema, 2000, Value.ofNull()));
        records.add(40, ruled(schema, 60, new Value.Int32(999)));

        WriteReport report = write(WriteRequest.insert(schema), records);

        assertThat(report.written()).isEqualTo(50);
        assertThat(report.rejected().stream().map(Rejected::reason))
                .anyMatch(reason -> reason.contains("has this key already"))
                .anyMatch(reason -> reason.contains("rule \"small\""))
                .anyMatch(reason -> reason.contains("refers to a record that is not there"));
        assertThat(ids("ruled")).hasSize(50);
    }

    @Test
    @DisplayName("leaves the table untouched when the writer is closed without a flush")
    void givingUp() throws InterruptedException {
        TestServer.execute(database, "CREATE TABLE given_up (id integer NOT NULL, v text)");
        Schema schema = store.describe(DatasetId.of("public", "given_up"));

        try (RecordWriter writer = store.write(WriteRequest.fill(schema))) {
            writer.write(List.of(record(schema, new Value.Int32(1), Value.ofNull())));
            writer.flush();
            writer.write(List.of(record(schema, new Value.Int32(2), Value.ofNull())));
        }

        assertThat(ids("given_up")).containsExactly(1);
    }

    @Test
    @DisplayName("does not empty a table that only looks fresh")
    void neverEmptiesATable() throws InterruptedException {
        TestServer.execute(database, "CREATE TABLE used (id integer NOT NULL, v text); INSERT INTO used VALUES (1)");
        Schema schema = store.describe(DatasetId.of("public", "used"));

        write(WriteRequest.fill(schema), List.of(record(schema, new Value.Int32(2), Value.ofNull())));

        assertThat(ids("used")).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    @DisplayName("does not hide that a large value of its source is shorter than announced")
    void brokenContent() {
        TestServer.execute(database, "CREATE TABLE torn (id integer NOT NULL, v bytea)");
        Schema schema = store.describe(DatasetId.of("public", "torn"));
        Content torn = new Torn();

        assertThatThrownBy(() -> write(WriteRequest.fill(schema), List.of(record(schema, new Value.Int32(1), torn))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("announced");
        assertThat(store.datasets()).isNotEmpty();
    }

    private static DataRecord record(Schema schema, Value... values) {
        return DataRecord.of(schema.key(), Document.of(schema.layout(), values));
    }

    private static DataRecord ruled(Schema schema, int id, Value parent) {
        return record(
                schema,
                new Value.Int32(id),
                parent,
                new Value.Int32(1),
                Value.Json.of("{}"),
                new Value.Extension("int4range", "[1,2)"));
    }

    private WriteReport write(WriteRequest request, List<DataRecord> records) throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            WriteReport report = writer.write(records);
            assertThat(writer.flush().rejected()).isEmpty();
            return report;
        }
    }

    private List<Integer> ids(String table) throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(DatasetId.of("public", table)))) {
            return reader.next(1000, Long.MAX_VALUE).records().stream()
                    .map(record -> ((Value.Int32) record.body().at(0)).number())
                    .toList();
        }
    }

    /** Content that is never read, because its length alone is too much. */
    private record Endless(Kind kind, long length) implements Content {
        @Override
        public InputStream open() {
            throw new AssertionError("content that is too large is not opened");
        }
    }

    private record Torn() implements Content {
        @Override
        public Kind kind() {
            return Kind.BYTES;
        }

        @Override
        public long length() {
            return 1000;
        }

        @Override
        public InputStream open() {
            return new java.io.ByteArrayInputStream(Bytes.of(new byte[500]).array());
        }
    }
}
