package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.service.MigrationPlan.Forecast;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values on their way into tables that are there already, whose columns are narrower or give values back in another form: the
 * plan blocks it, or says of each value beforehand what becomes of it, and that is what becomes of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class ExistingTargetsTest {
    private static final String TABLE = "rows_there";

    @TempDir
    private static Path folder;

    private final Map<Technology, Store> targets = new EnumMap<>(Technology.class);

    @BeforeAll
    void open() throws InterruptedException {
        Store postgres = Technology.POSTGRES.open(folder);
        targets.put(Technology.POSTGRES, postgres);
        targets.put(Technology.SQLITE, Technology.SQLITE.open(folder));
        execute(postgres, "CREATE EXTENSION citext");
        execute(postgres, "CREATE TYPE mood AS ENUM ('happy', 'sad')");
        execute(postgres, "CREATE DOMAIN short_word AS varchar(3) CHECK (value = lower(value))");
        execute(postgres, "CREATE DOMAIN positive AS bigint CHECK (value > 0)");
        execute(postgres, "CREATE DOMAIN orderly AS jsonb CHECK (jsonb_typeof(value) = 'object')");
    }

    @AfterAll
    void close() {
        targets.values().forEach(Store::close);
    }

    /** A column of a target, and values that are to go into it. */
    private record Case(Technology target, String column, FieldType source, List<Value> values) {
        @Override
        public String toString() {
            return source.describe() + " to " + column + " of " + target;
        }
    }

    static Stream<Arguments> cases() {
        return Stream.concat(postgres(), sqlite()).map(Arguments::of);
    }

    private static Stream<Case> postgres() {
        return Stream.of(
                into("char(5)", Kind.TEXT, texts("ab", "abcde", "abcdef", "ab ", "", "Zoë", "漢字")),
                into("char(3)[]", FieldType.array(FieldType.of(Kind.TEXT), ""), array("a", "abc"), array("abcd")),
                into("varchar(3)", Kind.TEXT, texts("ab", "abc", "abcd", "abc ", "漢字語")),
                into("text", Kind.TEXT, texts("nul\u0000", "fine", "\u0001"), Text.ofUtf8(new byte[] {(byte) 0xff})),
                into("name", Kind.TEXT, texts("a", "x".repeat(63), "x".repeat(64))),
                into("mood", Kind.TEXT, texts("happy", "Happy", "angry", "")),
                into("short_word", Kind.TEXT, texts("abc", "abcd", "ABC", "")),
                into("citext", Kind.TEXT, texts("A", "a")),
                into("uuid", Kind.TEXT, texts("123e4567-e89b-12d3-a456-426614174000")),
                into("inet", Kind.TEXT, texts("127.0.0.1")),
                into("numeric(5,2)", Kind.DECIMAL, decimals("1.5", "1.50", "999.99", "1000", "0.001", "-0.5")),
                into("numeric(3,-2)", Kind.DECIMAL, decimals("100", "150", "99900", "123400")),
                into("numeric", Kind.FLOAT64, floats(1.5, Double.NaN, -0.0, Double.POSITIVE_INFINITY, 1e300)),
                into("real", Kind.FLOAT64, floats(1.5, 0.1, 1e300, Double.NaN, -0.0)),
                into("smallint", Kind.INT64, ints(1, 32767, 32768, -40000)),
                into("integer", Kind.INT64, ints(1, Integer.MAX_VALUE, 1L + Integer.MAX_VALUE)),
                into("positive", Kind.INT64, ints(1, 0, -5, 7)),
                into("positive[]", FieldType.array(FieldType.of(Kind.INT64), ""), array(1), array(1, -1)),
                into("boolean", Kind.INT64, ints(0, 1, 2)),
                into("double precision", Kind.INT64, ints(1, (1L << 53) + 1)),
                into("bigint", Kind.DECIMAL, decimals("1", "1.0", "1.5", "99999999999999999999")),
                into(
                        "timestamp(3)",
                        Kind.LOCAL_TIMESTAMP,
                        times("2026-01-01T00:00:00.123", "2026-01-01T00:00:00.1234")),
                into(
                        "timestamp",
                        Kind.LOCAL_TIMESTAMP,
                        times("2026-01-01T00:00:00.123456", "2026-01-01T00:00:00.1234567")),
                into("timestamp with time zone", Kind.LOCAL_TIMESTAMP, times("2026-01-01T00:00:00")),
                into(
                        "timestamp(0) with time zone",
                        Kind.MOMENT,
                        moments("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z")),
                into("timestamp", Kind.MOMENT, moments("2026-01-01T00:00:00Z")),
                into("date", Kind.DATE, dates("2026-01-01", "-4713-01-01", "+9999999-01-01", "0000-02-29")),
                into("bytea", Kind.BYTES, List.of(Bytes.of(new byte[] {0, 1}), Bytes.of(new byte[0]))),
                into("text", Kind.BYTES, List.of(Bytes.of(new byte[] {0, 1}))),
                into("json", Kind.JSON, jsons()),
                into("jsonb", Kind.JSON, jsons()),
                into("jsonb[]", FieldType.array(FieldType.of(Kind.JSON), ""), jsonArray("{\"b\":1,\"a\":2}", "1e2")),
                into("orderly", Kind.JSON, jsons()),
                into("jsonb", Kind.DOCUMENT, documents()),
                into("json", Kind.DOCUMENT, documents()),
                into("text", Kind.JSON, jsons()),
                into("xml", Kind.TEXT, texts("<a/>")),
                into("text[]", FieldType.array(FieldType.of(Kind.INT64), ""), array(1, 2)),
                into("integer[]", FieldType.array(FieldType.of(Kind.TEXT), ""), array("1", "x")),
                into("uuid", Kind.UUID, List.of(new Value.Uuid(new UUID(1, 2)))));
    }

    private static Stream<Case> sqlite() {
        return Stream.of(
                there("INTEGER", Kind.TEXT, texts("1")),
                there("VARCHAR(3)", Kind.TEXT, texts("abc", "abcd", "12")),
                there("NUMERIC", Kind.DECIMAL, decimals("1.5", "12345678901234567890.5", "3")),
                there("DECIMAL(5,2)", Kind.DECIMAL, decimals("1.5", "1000", "0.001")),
                there("REAL", Kind.FLOAT64, floats(1.5, Double.NaN, -0.0, Double.POSITIVE_INFINITY)),
                there("INTEGER", Kind.FLOAT64, floats(1.0, 1.5)),
                there("INTEGER", Kind.INT64, ints(1, Long.MAX_VALUE)),
                there("BOOLEAN", Kind.INT64, ints(0, 1, 2)),
                there("TEXT", Kind.JSON, jsons()),
                there("JSON", Kind.JSON, jsons()),
                there("BLOB", Kind.TEXT, texts("a", "1")),
                there("TEXT", Kind.BYTES, List.of(Bytes.of(new byte[] {0}))),
                there("DATE", Kind.DATE, dates("2026-01-01", "+99999-01-01", "-0001-01-01")),
                there("DATETIME", Kind.LOCAL_TIMESTAMP, times("2026-01-01T00:00:00.123456789")),
                there("TEXT CHECK (length(v) < 3)", Kind.TEXT, texts("ab", "abc")),
                there("TEXT NOT NULL", Kind.TEXT, Arrays.asList(Value.text("a"), Value.ofNull())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatBecomesOfEachValueIsSaidBeforehand(Case each) throws Exception {
        try (Store source = source(each)) {
            Store target = targets.get(each.target());
            make(target, each.column());
            MatrixRun run = new MatrixRun(source, target);
            MigrationPlan plan = run.planned(List.of(TABLE));
            if (!plan.canProceed()) {
                assertThat(plan.blockers()).allMatch(reason -> reason.contains(".v"));
                return;
            }

            MigrationReport report = run.migrate(List.of(TABLE));

            assertThat(report.errors()).noneMatch(error -> error.contains("should never happen"));
            assertThat(report.collections().get(0).verdict())
                    .isEqualTo(report.rejected() == 0 ? Verdict.CONFORMS : Verdict.INCOMPLETE);
            FieldPlan field = field(plan);
            long rejected = field.forecast()
                    .filter(Forecast::rejected)
                    .map(Forecast::count)
                    .orElse(0L);
            boolean isRule = each.column().contains("CHECK");
            assertThat(rejected).as("%s", field).isEqualTo(isRule ? 0 : report.rejected());
            assertArrived(each, source, target, report, field);
            if (report.rejected() == 0) {
                assertThat(run.compare("source", "target", List.of(TABLE)).collections())
                        .noneMatch(seen -> seen.verdict() == ComparisonReport.Verdict.DIFFERENT);
            }
        }
    }

    static Stream<Arguments> keys() {
        return Stream.of(Conflict.SKIP, Conflict.OVERWRITE, Conflict.MERGE)
                .flatMap(conflict -> Stream.of(
                        Arguments.of(Technology.POSTGRES, "citext", conflict),
                        Arguments.of(Technology.POSTGRES, "char(3)", conflict),
                        Arguments.of(Technology.POSTGRES, "text", conflict),
                        Arguments.of(Technology.SQLITE, "TEXT COLLATE NOCASE", conflict),
                        Arguments.of(Technology.SQLITE, "TEXT COLLATE RTRIM", conflict)));
    }

    /** Keys that the target takes for one meet each other and a record that is there. */
    @ParameterizedTest(name = "{2} with keys of {1} in {0}")
    @MethodSource("keys")
    void keysThatAreOneInTheTargetAreRefusedOrDecidedAndNeverLost(
            Technology technology, String column, Conflict conflict) throws Exception {
        Store target = targets.get(technology);
        execute(target, "DROP TABLE IF EXISTS " + TABLE);
        execute(target, "CREATE TABLE " + TABLE + " (id " + column + " NOT NULL PRIMARY KEY, v bigint)");
        execute(target, "INSERT INTO " + TABLE + " VALUES ('B', 30), ('c', 40)");
        try (Store source = source(
                FieldType.of(Kind.TEXT),
                FieldType.of(Kind.INT64),
                List.of(texts("A", "a", "b", "c", "d"), ints(1, 2, 3, 4, 5)))) {
            MigrationReport report = new MatrixRun(source, target).migrate(List.of(TABLE), conflict);

            assertThat(report.errors()).noneMatch(error -> error.contains("differ"));
            assertThat(report.collections().get(0).verdict())
                    .isEqualTo(report.rejected() == 0 ? Verdict.CONFORMS : Verdict.INCOMPLETE);
            boolean noCase = column.equals("citext") || column.endsWith("NOCASE");
            assertThat(report.rejects().stream().map(each -> each.key()))
                    .containsExactlyElementsOf(noCase ? List.of("id=a", "id=b") : List.of());
            assertThat(held(target)).isEqualTo(expected(conflict, noCase));
        }
    }

    private static Map<String, Long> expected(Conflict conflict, boolean noCase) {
        Map<String, Long> expected = new TreeMap<>(Map.of("A", 1L, "B", 30L, "c", 4L, "d", 5L));
        if (conflict == Conflict.SKIP) {
            expected.put("c", 40L);
        }
        if (!noCase) {
            expected.put("a", 2L);
            expected.put("b", 3L);
        }
        return expected;
    }

    private static Map<String, Long> held(Store target) throws InterruptedException {
        Map<String, Long> held = new TreeMap<>();
        try (RecordReader reader = target.read(ReadRequest.of(there(target)))) {
            for (DataRecord each : reader.next(100, Long.MAX_VALUE).records()) {
                held.put(
                        each.body().at(0).toString().strip(),
                        Long.parseLong(each.body().at(1).toString()));
            }
        }
        return held;
    }

    private static void assertArrived(Case each, Store source, Store target, MigrationReport report, FieldPlan field)
            throws InterruptedException {
        Map<Long, Value> was = MatrixRows.read(source, DatasetId.of(TABLE));
        Map<Long, Value> is = MatrixRows.read(target, there(target));
        for (Map.Entry<Long, Value> row : was.entrySet()) {
            Value now = is.get(row.getKey());
            if (now == null) {
                assertThat(report.rejects())
                        .as("%s", row)
                        .anyMatch(reject -> reject.key().endsWith("=" + row.getKey())
                                && !reject.reason().isBlank());
            } else if (!MatrixRows.same(row.getValue(), now)) {
                assertThat(field.forecast().isPresent() || !field.note().isEmpty())
                        .as("%s: %s became %s, and the plan says %s", each, row, now, field)
                        .isTrue();
            }
        }
    }

    private static DatasetId there(Store target) {
        return target.schemaEditing().orElseThrow().place(DatasetId.of(TABLE));
    }

    private static FieldPlan field(MigrationPlan plan) {
        return plan.collections().get(0).fields().stream()
                .filter(each -> each.source().equals(MatrixRows.VALUE))
                .findFirst()
                .orElseThrow();
    }

    private static Store source(Case each) throws InterruptedException {
        return source(
                FieldType.of(Kind.INT64),
                each.source(),
                List.of(ints(LongStream.rangeClosed(1, each.values().size()).toArray()), each.values()));
    }

    /** A store with two columns of these values. */
    private static Store source(FieldType key, FieldType value, List<List<Value>> columns) throws InterruptedException {
        Store source = Technology.MEMORY.open(folder);
        Schema schema = Schema.table(
                DatasetId.of(TABLE),
                List.of(Field.required(MatrixRows.ID, key), Field.of(MatrixRows.VALUE, value)),
                List.of(MatrixRows.ID));
        for (SchemaStep step : source.schemaEditing().orElseThrow().steps(List.of(schema))) {
            source.schemaEditing().orElseThrow().apply(step);
        }
        List<DataRecord> records = new ArrayList<>();
        for (int i = 0; i < columns.get(0).size(); i++) {
            Value[] values = {columns.get(0).get(i), columns.get(1).get(i)};
            records.add(DataRecord.of(schema.key(), Document.of(schema.layout(), values)));
        }
        try (RecordWriter writer = source.write(WriteRequest.insert(schema))) {
            assertThat(writer.write(records).rejected()).isEmpty();
            writer.flush();
        }
        return source;
    }

    private static void make(Store target, String column) throws InterruptedException {
        execute(target, "DROP TABLE IF EXISTS " + TABLE);
        execute(target, "CREATE TABLE " + TABLE + " (id bigint PRIMARY KEY, v " + column + ")");
    }

    private static void execute(Store target, String statement) throws InterruptedException {
        target.sql().orElseThrow().execute(SqlStatement.of(statement));
    }

    private static Case into(String column, Kind kind, List<Value> values) {
        return new Case(Technology.POSTGRES, column, FieldType.of(kind), values);
    }

    private static Case into(String column, Kind kind, List<Value> values, Value... more) {
        return new Case(
                Technology.POSTGRES,
                column,
                FieldType.of(kind),
                Stream.concat(values.stream(), Stream.of(more)).toList());
    }

    private static Case into(String column, FieldType type, Value... values) {
        return new Case(Technology.POSTGRES, column, type, List.of(values));
    }

    private static Case there(String column, Kind kind, List<Value> values) {
        return new Case(Technology.SQLITE, column, FieldType.of(kind), values);
    }

    private static List<Value> texts(String... texts) {
        return Stream.of(texts).<Value>map(Value::text).toList();
    }

    private static List<Value> decimals(String... texts) {
        return Stream.of(texts)
                .<Value>map(each -> new Value.Decimal(new BigDecimal(each)))
                .toList();
    }

    private static List<Value> floats(Double... numbers) {
        return Stream.of(numbers).<Value>map(Value.Float64::new).toList();
    }

    private static List<Value> ints(long... numbers) {
        return Arrays.stream(numbers).<Value>mapToObj(Value::int64).toList();
    }

    private static List<Value> times(String... texts) {
        return Stream.of(texts)
                .<Value>map(each -> new Value.LocalTimestamp(LocalDateTime.parse(each)))
                .toList();
    }

    private static List<Value> moments(String... texts) {
        return Stream.of(texts)
                .<Value>map(each -> new Value.Moment(Instant.parse(each)))
                .toList();
    }

    private static List<Value> dates(String... texts) {
        return Stream.of(texts)
                .<Value>map(each -> new Value.Date(LocalDate.parse(each)))
                .toList();
    }

    private static List<Value> jsons() {
        return Stream.of(
                        "{}",
                        "{\"a\": 1}",
                        "{\"bb\":1,\"a\":[1,2 , {\"z\":null,\"y\":true}],\"a\":2}",
                        " [ 1e2, 1.50, -5E-1, 0e5, 1E+3 ] ",
                        "\"\\u0041\\n\\/\\\"\\u007f\\u001f\\ud83d\\udea2\"",
                        "{\"zero\":-0.0}",
                        "{\"nul\":\"\\u0000\"}",
                        "\"\\ud800\"",
                        "1e400000",
                        "1e400")
                .<Value>map(Value.Json::of)
                .toList();
    }

    private static List<Value> documents() {
        return List.of(
                Document.empty(),
                Document.of(Map.of("b", Value.int64(1))).with("a", Value.text("x")),
                Document.of(Map.of("long name", new Value.Decimal(new BigDecimal("1.50"))))
                        .with("s", Value.text("nul\u0000")));
    }

    private static Value array(Object... items) {
        return new Value.Array(Stream.of(items)
                .<Value>map(each -> each instanceof Integer number ? Value.int64(number) : Value.text(each.toString()))
                .toList());
    }

    private static Value jsonArray(String... items) {
        return new Value.Array(Stream.of(items).<Value>map(Value.Json::of).toList());
    }
}
