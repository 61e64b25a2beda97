package dev.naust.testkit;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The values of the matrix: those at which single technologies differ, and those at which pairs of them do. */
public final class MatrixValues {
    private static final String NUMBERS = "array_of_int64";
    private static final String TEXTS = "array_of_text";
    private static final String FLOATS = "array_of_float64";
    private static final String ARRAYS = "array_of_array";
    private static final int ABOVE_A_MEBIBYTE = (1 << 20) / 4 + 1;

    private MatrixValues() {}

    /** The collections by name, with the type of their value. */
    public static Map<String, FieldType> types() {
        Map<String, FieldType> types = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            if (kind == Kind.EXTENSION) {
                types.put("extension", FieldType.of(kind, "naust-unknown"));
            } else if (kind != Kind.NULL) {
                types.put(kind.name().toLowerCase(java.util.Locale.ROOT), FieldType.of(kind));
            }
        }
        types.put(NUMBERS, FieldType.array(FieldType.of(Kind.INT64), ""));
        types.put(TEXTS, FieldType.array(FieldType.of(Kind.TEXT), ""));
        types.put(FLOATS, FieldType.array(FieldType.of(Kind.FLOAT64), ""));
        types.put(ARRAYS, FieldType.array(FieldType.array(FieldType.of(Kind.INT64), ""), ""));
        return types;
    }

    /** The values of a collection that {@link #types()} names; null is among them. */
    public static List<Value> of(String collection) {
        return switch (collection) {
            case NUMBERS ->
                List.of(
                        array(),
                        array(Value.int64(Long.MIN_VALUE), Value.ofNull(), Value.int64(Long.MAX_VALUE)),
                        Value.ofNull());
            case TEXTS ->
                List.of(
                        array(Value.text(""), Value.ofNull(), Value.text("NULL"), Value.text("{a,\"b\"}")),
                        array(Value.text("Zoe\u0308 🚢"), Value.text("a\\b")),
                        array());
            case FLOATS ->
                List.of(
                        array(new Value.Float64(Double.NaN), new Value.Float64(-0.0), Value.ofNull()),
                        array(new Value.Float64(Double.NEGATIVE_INFINITY), new Value.Float64(Double.MIN_VALUE)));
            case ARRAYS ->
                List.of(
                        array(array(Value.int64(1), Value.int64(2)), array(Value.int64(3), Value.ofNull())),
                        array(array(Value.int64(1)), array()),
                        array(array()),
                        array(Value.ofNull()));
            default -> {
                Kind kind = Kind.valueOf(collection.toUpperCase(java.util.Locale.ROOT));
                List<Value> values = new ArrayList<>();
                EdgeValues.of(kind).forEach(each -> values.add(each.value()));
                values.addAll(more(kind));
                yield values;
            }
        };
    }

    private static List<Value> more(Kind kind) {
        return switch (kind) {
            case INT32 ->
                numbers(-128, 127, 255, -32_768, 32_767, 65_535)
                        .map(n -> (Value) new Value.Int32(n.intValue()))
                        .toList();
            case INT64 ->
                numbers(1L << 31, -(1L << 31) - 1, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1, 0xFFFF_FFFFL)
                        .map(n -> (Value) Value.int64(n))
                        .toList();
            case FLOAT64 ->
                Stream.of(Float.MIN_VALUE, Float.MAX_VALUE, 0.1f, 1e15, 1e16, 9007199254740993.0, -1e-5, 100.0)
                        .map(n -> (Value) new Value.Float64(n.doubleValue()))
                        .toList();
            case DECIMAL ->
                Stream.of(
                                "-99999999999999999999999999999999999999",
                                "12345678901234567890.123456789012345678",
                                "18446744073709551615",
                                "0E-10",
                                "1.10",
                                "1E+3")
                        .map(text -> (Value) new Value.Decimal(new BigDecimal(text)))
                        .toList();
            case TEXT ->
                Stream.of(
                                "2016-12-31T23:59:60Z",
                                "e\u0301 and \u00e9",
                                "🏳️‍🌈🇳🇴",
                                "\u202Eright to left",
                                "007",
                                "1e5",
                                "NaN",
                                "true",
                                "2026-02-30",
                                "\t",
                                "🚢".repeat(250_000),
                                "🚢".repeat(ABOVE_A_MEBIBYTE))
                        .<Value>map(Value::text)
                        .toList();
            case BYTES ->
                List.of(
                        Bytes.of(new byte[] {(byte) 0xff, (byte) 0xfe, 0}),
                        Bytes.of("text".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            case DATE ->
                Stream.of("1582-10-04", "1582-10-15", "-0001-12-31", "1900-02-28")
                        .map(text -> (Value) new Value.Date(LocalDate.parse(text)))
                        .toList();
            case TIME -> List.of(new Value.Time(LocalTime.NOON), new Value.Time(LocalTime.parse("23:59:59.999")));
            case LOCAL_TIMESTAMP ->
                Stream.of("9999-12-31T23:59:59.999999", "1582-10-10T00:00", "2026-03-29T02:30", "1970-01-01T00:00")
                        .map(text -> (Value) new Value.LocalTimestamp(LocalDateTime.parse(text)))
                        .toList();
            case MOMENT ->
                Stream.of(
                                "9999-12-31T23:59:59.999999Z",
                                "0001-01-01T00:00:00Z",
                                "1970-01-01T00:00:00Z",
                                "1883-11-18T12:00:00.001Z")
                        .map(text -> (Value) new Value.Moment(Instant.parse(text)))
                        .toList();
            case OFFSET_TIMESTAMP ->
                Stream.of("9999-12-31T23:59:59.999999-18:00", "2026-10-25T02:30+02:00", "-0044-03-15T12:00Z")
                        .map(text -> (Value) new Value.OffsetTimestamp(OffsetDateTime.parse(text)))
                        .toList();
            case JSON ->
                Stream.of("null", "[]", "{\"a\":{}}", "12345678901234567890.10", "\"\\ud83d\\udea2\"", "[[[[1]]]]")
                        .<Value>map(Value.Json::of)
                        .toList();
            case ARRAY ->
                List.of(
                        array(array(), array(array(Value.int64(1)), Value.ofNull())),
                        array(new Value.Decimal(new BigDecimal("1.50")), new Value.Date(LocalDate.of(1, 1, 1))),
                        array(Document.empty(), Document.of(Map.of("", Value.text("")))));
            case DOCUMENT ->
                List.of(
                        Document.of(Map.of("null", Value.ofNull())),
                        Document.of(Map.of("$oid", Value.text("x"))),
                        Document.of(Map.of("_id", Value.int64(1), "é", Value.text("é"))),
                        Document.of(Map.of("list", array(array()))),
                        Document.of(Map.of("amount", new Value.Decimal(new BigDecimal("1.50")))));
            case EXTENSION ->
                List.of(new Value.Extension("naust-unknown", ""), new Value.Extension("naust-unknown", "é'\"\\"));
            case NULL, BOOL, UUID -> List.of();
        };
    }

    private static Stream<Long> numbers(long... numbers) {
        return java.util.stream.LongStream.of(numbers).boxed();
    }

    private static Value.Array array(Value... items) {
        return new Value.Array(List.of(items));
    }
}
