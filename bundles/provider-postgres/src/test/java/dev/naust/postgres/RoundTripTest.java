package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Any values, written with binary COPY: the driver's plain SQL and the provider's own reader both see what was written. */
@Label("Values written with binary COPY")
class RoundTripTest {
    private static final int TRIES = 12;
    private static final String TYPES = """
            b boolean, i2 smallint, i4 integer, i8 bigint, f8 double precision, f4 real, n numeric, n2 numeric(20,4), t text,
            x bytea, u uuid, d date, tm time, ts timestamp, tz timestamptz, j json, ia int[], ta text[], na numeric[]
            """;
    private static String database = "";

    @BeforeContainer
    static void create() {
        database = TestServer.newDatabase();
        TestServer.execute(database, "CREATE TABLE every (nr integer NOT NULL, " + TYPES + ")");
    }

    @AfterContainer
    static void drop() {
        TestServer.drop(database);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    @Label("are the same for the driver and for the reader")
    void areTheSame(@ForAll("rows") List<List<Value>> rows) throws Exception {
        TestServer.execute(database, "TRUNCATE every");
        try (Store store = TestServer.open(database)) {
            Schema schema = store.describe(DatasetId.of("public", "every"));
            List<DataRecord> records = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                List<Value> values = new ArrayList<>(List.of(new Value.Int32(i)));
                values.addAll(rows.get(i));
                records.add(DataRecord.of(List.of(), Document.of(schema.layout(), values.toArray(Value[]::new))));
            }
            try (RecordWriter writer = store.write(WriteRequest.fill(schema))) {
                assertThat(writer.write(records).rejected()).isEmpty();
                writer.flush();
            }

            assertThat(read(store, schema)).containsExactlyElementsOf(records);
            assertThat(content(store, schema)).isEqualTo(content(records));
            List<List<Value>> seen = readByDriver(schema);
            assertThat(seen).hasSameSizeAs(rows);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(seen.get(i)).containsExactlyElementsOf(rows.get(i));
            }
        }
    }

    private static ContentHash content(Store store, Schema schema) throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(schema.id()).as(schema))) {
            return reader.content(records -> {}).orElseThrow();
        }
    }

    private static ContentHash content(List<DataRecord> records) {
        CanonicalForm form = new CanonicalForm();
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        records.forEach(each -> sum.add(form.hash(each.body())));
        return sum.result();
    }

    private static List<DataRecord> read(Store store, Schema schema) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        try (RecordReader reader = store.read(ReadRequest.of(schema.id()))) {
            Batch batch;
            do {
                batch = reader.next(7, Long.MAX_VALUE);
                records.addAll(batch.records());
            } while (!batch.last());
        }
        return records;
    }

    private static List<List<Value>> readByDriver(Schema schema) throws SQLException {
        List<List<Value>> rows = new ArrayList<>();
        try (Connection connection = TestServer.connect(database);
                ResultSet row = connection.createStatement().executeQuery("SELECT * FROM every ORDER BY nr")) {
            while (row.next()) {
                List<Value> values = new ArrayList<>();
                for (int i = 2; i <= schema.fields().size(); i++) {
                    Object object = row.getObject(i);
                    values.add(
                            object == null
                                    ? Value.ofNull()
                                    : value(
                                            row,
                                            i,
                                            schema.fields().get(i - 1).type().nativeType()));
                }
                rows.add(values);
            }
        }
        return rows;
    }

    private static Value value(ResultSet row, int i, String type) throws SQLException {
        return switch (type) {
            case "boolean" -> Value.Bool.of(row.getBoolean(i));
            case "smallint", "integer" -> new Value.Int32(row.getInt(i));
            case "bigint" -> new Value.Int64(row.getLong(i));
            case "double precision" -> new Value.Float64(row.getDouble(i));
            case "float4" -> new Value.Float64(row.getFloat(i));
            case "numeric", "numeric(20,4)" -> new Value.Decimal(row.getBigDecimal(i));
            case "text" -> Text.of(row.getString(i));
            case "bytea" -> Bytes.of(row.getBytes(i));
            case "uuid" -> new Value.Uuid(row.getObject(i, UUID.class));
            case "date" -> new Value.Date(row.getObject(i, LocalDate.class));
            case "time without time zone" -> new Value.Time(row.getObject(i, LocalTime.class));
            case "timestamp without time zone" -> new Value.LocalTimestamp(row.getObject(i, LocalDateTime.class));
            case "timestamp with time zone" ->
                new Value.Moment(row.getObject(i, OffsetDateTime.class).toInstant());
            case "json" -> Value.Json.of(row.getString(i));
            default -> array((Object[]) row.getArray(i).getArray());
        };
    }

    private static Value array(Object[] items) {
        List<Value> values = new ArrayList<>();
        for (Object item : items) {
            if (item == null) {
                values.add(Value.ofNull());
            } else if (item instanceof Integer number) {
                values.add(new Value.Int32(number));
            } else if (item instanceof BigDecimal number) {
                values.add(new Value.Decimal(number));
            } else {
                values.add(Text.of((String) item));
            }
        }
        return new Value.Array(values);
    }

    @Provide
    Arbitrary<List<List<Value>>> rows() {
        List<Arbitrary<Value>> columns = List.of(
                Arbitraries.of(true, false).map(Value.Bool::of),
                Arbitraries.shorts().map(number -> new Value.Int32(number)),
                Arbitraries.integers().map(Value.Int32::new),
                Arbitraries.longs().map(Value.Int64::new),
                doubles(),
                Arbitraries.floats().map(number -> new Value.Float64(number)),
                decimals(),
                limited(),
                texts(),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(Bytes::of),
                Arbitraries.create(UUID::randomUUID).map(Value.Uuid::new),
                Arbitraries.longs()
                        .between(
                                LocalDate.of(-4711, 1, 1).toEpochDay(),
                                LocalDate.of(9999, 12, 31).toEpochDay())
                        .map(day -> new Value.Date(LocalDate.ofEpochDay(day))),
                Arbitraries.longs()
                        .between(0, 86_399_999_999L)
                        .map(micros -> new Value.Time(LocalTime.ofNanoOfDay(micros * 1000))),
                micros().map(instant -> new Value.LocalTimestamp(LocalDateTime.ofInstant(instant, ZoneOffset.UTC))),
                micros().map(Value.Moment::new),
                texts().map(text ->
                        Value.Json.of("{\"text\" : \"" + escaped(((Text) text).string()) + "\",  \"n\":1e2}")),
                arrays(Arbitraries.integers().map(Value.Int32::new)),
                arrays(texts()),
                arrays(decimals()));
        List<Arbitrary<Value>> nullable = columns.stream()
                .map(column -> column.injectNull(0.1).map(v -> v == null ? Value.ofNull() : v))
                .toList();
        return net.jqwik.api.Combinators.combine(nullable)
                .as(List::copyOf)
                .list()
                .ofSize(40);
    }

    private static Arbitrary<Value> doubles() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().map(Value.Float64::new),
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE)
                        .map(Value.Float64::new));
    }

    private static Arbitrary<Value> decimals() {
        return Arbitraries.oneOf(
                Arbitraries.bigIntegers()
                        .between(BigInteger.TEN.pow(60).negate(), BigInteger.TEN.pow(60))
                        .flatMap(digits -> Arbitraries.integers()
                                .between(0, 70)
                                .map(scale -> new Value.Decimal(new BigDecimal(digits, scale)))),
                Arbitraries.longs()
                        .flatMap(digits -> Arbitraries.integers()
                                .between(0, 20)
                                .map(scale -> new Value.Decimal(BigDecimal.valueOf(digits, scale)))));
    }

    private static Arbitrary<Value> limited() {
        return Arbitraries.longs().map(number -> new Value.Decimal(BigDecimal.valueOf(number / 1000, 4)));
    }

    private static Arbitrary<Value> texts() {
        return Arbitraries.strings()
                .all()
                .excludeChars('\0')
                .ofMaxLength(60)
                .filter(text -> text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF))
                .map(Text::of);
    }

    private static Arbitrary<Value> arrays(Arbitrary<? extends Value> items) {
        return items.injectNull(0.2)
                .list()
                .ofMaxSize(6)
                .map(list -> new Value.Array(list.stream()
                        .<Value>map(v -> v == null ? Value.ofNull() : v)
                        .toList()));
    }

    private static Arbitrary<Instant> micros() {
        long first = LocalDateTime.of(1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
        long last = LocalDateTime.of(9999, 12, 31, 0, 0).toEpochSecond(ZoneOffset.UTC);
        return Arbitraries.longs()
                .between(first * 1_000_000, last * 1_000_000)
                .map(micros -> Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000));
    }

    private static String escaped(String text) {
        StringBuilder json = new StringBuilder();
        text.chars()
                .forEach(c ->
                        json.append(c < 0x20 || c == '"' || c == '\\' ? String.format("\\u%04x", c) : "" + (char) c));
        return json.toString();
    }
}
