package dev.naust.testkit;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** For each kind the values at which technologies differ. */
public final class EdgeValues {
    private static final int MEGABYTE = 1_000_000;

    private EdgeValues() {}

    /**
     * A value to carry to a store and back.
     *
     * @param everyday whether a technology that holds the kind must hold the value; others it may reject by name
     */
    public record Case(Value value, boolean everyday) {}

    /** The cases of a kind, null first. */
    public static List<Case> of(Kind kind) {
        Stream<Case> cases = Stream.concat(
                everyday(kind).stream().map(value -> new Case(value, true)),
                extreme(kind).stream().map(value -> new Case(value, false)));
        return Stream.concat(Stream.of(new Case(Value.ofNull(), true)), cases).toList();
    }

    private static List<Value> everyday(Kind kind) {
        return switch (kind) {
            case NULL -> List.of();
            case BOOL -> List.of(Value.Bool.TRUE, Value.Bool.FALSE);
            case INT32 ->
                List.of(new Value.Int32(0), new Value.Int32(Integer.MIN_VALUE), new Value.Int32(Integer.MAX_VALUE));
            case INT64 ->
                List.of(Value.int64(0), Value.int64(-1), Value.int64(Long.MIN_VALUE), Value.int64(Long.MAX_VALUE));
            case FLOAT64 -> floats(0.0, 1.5, -2.25, 0.1, 0.1 + 0.2, 1e300, Double.MAX_VALUE, 1e-300, 123456789.125);
            case DECIMAL ->
                decimals("0", "1.50", "-1.5", "0.00", "12345678901234.5678", "100", "-99999999.99", "0.001");
            case TEXT -> texts();
            case BYTES -> List.of(Bytes.of(new byte[0]), Bytes.of(new byte[] {0}), allBytes(256), allBytes(MEGABYTE));
            case UUID ->
                Stream.of(
                                "00000000-0000-0000-0000-000000000000",
                                "123e4567-e89b-12d3-a456-426614174000",
                                "ffffffff-ffff-ffff-ffff-ffffffffffff")
                        .<Value>map(text -> new Value.Uuid(UUID.fromString(text)))
                        .toList();
            case DATE -> dates("2026-11-21", "1970-01-01", "1969-12-31", "2000-02-29", "0001-01-01", "9999-12-31");
            case TIME -> times("00:00", "23:59:59", "12:34:56.789", "23:59:59.999999");
            case LOCAL_TIMESTAMP ->
                timestamps(
                        "2026-11-21T16:20:00",
                        "1969-12-31T23:59:59.999999",
                        "0001-01-01T00:00",
                        "9999-12-31T23:59:59.5");
            case MOMENT ->
                moments(
                        "2026-11-21T16:20:00Z",
                        "1969-12-31T23:59:59.999999Z",
                        "0001-01-03T00:00:00Z",
                        "9999-12-30T23:59:59Z");
            case OFFSET_TIMESTAMP ->
                offsets("2026-11-21T16:20:00+01:00", "2026-11-21T16:20:00Z", "1969-12-31T23:59:59.5-11:30");
            case JSON ->
                jsons("{}", "{\"b\": 1,  \"a\": [true, null, 1.50]}", "\"text\"", "7", "{\"k\":\"Zoë 🚢 \\u0041\"}");
            case ARRAY ->
                List.of(
                        array(),
                        array(Value.int64(1), Value.int64(2)),
                        array(Value.text("a"), Value.ofNull(), array(Value.Bool.TRUE)));
            case DOCUMENT ->
                List.of(
                        Document.empty(),
                        Document.of(new LinkedHashMap<>(Map.of("a", Value.int64(1)))),
                        Document.of(Map.of("in", Document.of(Map.of("list", array(Value.text("x"), Value.ofNull()))))));
            case EXTENSION -> List.of(new Value.Extension("naust-unknown", "some text"));
        };
    }

    private static List<Value> extreme(Kind kind) {
        return switch (kind) {
            case FLOAT64 ->
                floats(
                        -0.0,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.MIN_VALUE,
                        -Double.MAX_VALUE);
            case DECIMAL ->
                decimals(
                        "99999999999999999999999999999999999999",
                        "0.00000000000000000000000000000000000001",
                        "-1234567890123456789.0123456789012345678",
                        "9223372036854775808",
                        "1E+30",
                        "1E-30",
                        "1E+400");
            case TEXT ->
                List.of(Value.text("nul\u0000inside"), Value.text("\u0001\u0002\u001f\u007f"), Text.ofUtf8(new byte[] {
                    'a', (byte) 0xff, 'b'
                }));
            case DATE -> dates("0000-02-29", "-0044-03-15", "+10000-01-01", "-4000-01-01");
            case TIME -> times("23:59:59.999999999", "00:00:00.000000001");
            case LOCAL_TIMESTAMP ->
                timestamps("2026-11-21T16:20:00.123456789", "-0044-03-15T12:00", "+10000-01-01T00:00");
            case MOMENT -> moments("2026-11-21T16:20:00.123456789Z", "-0044-03-15T12:00:00Z", "+10000-01-01T00:00:00Z");
            case OFFSET_TIMESTAMP ->
                offsets(
                        "2026-11-21T16:20:00.123456789+14:00",
                        "2026-11-21T16:20:00+00:00:30",
                        "0001-01-01T00:00:00-18:00");
            case JSON ->
                jsons("{\"a\":1,\"a\":2}", " [ 1 ,2 ] ", "{\"k\":\"\\u0000\"}", "1e400", "{\"z\":1,\"a\":-0.0}");
            case ARRAY ->
                List.of(array(Value.int64(1), Value.text("mixed"), new Value.Float64(Double.NaN), allBytes(4)));
            case DOCUMENT ->
                List.of(Document.of(Map.of("", Value.int64(1))), Document.of(Map.of("a.b$c", new Value.Float64(-0.0))));
            case NULL, BOOL, INT32, INT64, BYTES, UUID, EXTENSION -> List.of();
        };
    }

    private static List<Value> texts() {
        return Stream.of(
                        "",
                        " ",
                        "a",
                        "null",
                        "\\N",
                        "\\.",
                        "it's \"quoted\", with commas; and \\backslashes\\",
                        "line one\nline two\r\nline three\ttab\n",
                        " leading and trailing ",
                        "=1+1",
                        "Zoë",
                        "Zoe\u0308",
                        "👩‍👩‍👧 🚢",
                        "漢字 العربية עברית",
                        "\uFEFFstarts with a byte order mark",
                        "x".repeat(MEGABYTE))
                .<Value>map(Value::text)
                .toList();
    }

    private static Bytes allBytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return Bytes.of(bytes);
    }

    private static Value.Array array(Value... items) {
        return new Value.Array(List.of(items));
    }

    private static List<Value> floats(Double... numbers) {
        return Stream.of(numbers).<Value>map(Value.Float64::new).toList();
    }

    private static List<Value> decimals(String... texts) {
        return Stream.of(texts)
                .<Value>map(text -> new Value.Decimal(new BigDecimal(text)))
                .toList();
    }

    private static List<Value> dates(String... texts) {
        return Stream.of(texts)
                .<Value>map(text -> new Value.Date(LocalDate.parse(text)))
                .toList();
    }

    private static List<Value> times(String... texts) {
        return Stream.of(texts)
                .<Value>map(text -> new Value.Time(LocalTime.parse(text)))
                .toList();
    }

    private static List<Value> timestamps(String... texts) {
        return Stream.of(texts)
                .<Value>map(text -> new Value.LocalTimestamp(LocalDateTime.parse(text)))
                .toList();
    }

    private static List<Value> moments(String... texts) {
        return Stream.of(texts)
                .<Value>map(text -> new Value.Moment(Instant.parse(text)))
                .toList();
    }

    private static List<Value> offsets(String... texts) {
        return Stream.of(texts)
                .<Value>map(text -> new Value.OffsetTimestamp(OffsetDateTime.parse(text)))
                .toList();
    }

    private static List<Value> jsons(String... texts) {
        return Stream.of(texts).<Value>map(Value.Json::of).toList();
    }
}
