package dev.naust.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The page docs/values.md")
class ValuesPageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "values.md");
    private static final Pattern ROW = Pattern.compile("\\| `(.+)` \\| `([0-9a-f]+)` \\| `([0-9a-f]{64})` \\|");

    record Vector(String name, String bytes, String hash) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Vector(row.group(1), row.group(2), row.group(3)));
    }

    @ParameterizedTest(name = "says what the code does for {0}")
    @MethodSource("vectors")
    void saysWhatTheCodeDoes(Vector vector) {
        Value value = VALUES.get(vector.name());

        assertThat(value).as("the value of the vector %s", vector.name()).isNotNull();
        assertThat(HexFormat.of().formatHex(new CanonicalForm().bytes(value))).isEqualTo(vector.bytes());
        assertThat(HexFormat.of().formatHex(new CanonicalForm().hash(Document.of(Map.of("v", value)))))
                .isEqualTo(vector.hash());
    }

    @Test
    void hasAVectorForEveryValueOfThisTest() throws IOException {
        assertThat(vectors().map(Vector::name)).containsExactlyElementsOf(VALUES.keySet());
    }

    @Test
    void saysTheContentHashOfAllItsVectors() throws IOException {
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        vectors().forEach(vector -> sum.add(HexFormat.of().parseHex(vector.hash())));

        assertThat(Files.readString(PAGE))
                .contains("these " + sum.result().records() + " records")
                .contains("`" + sum.result().hex() + "`");
    }

    private static final Map<String, Value> VALUES = values();

    private static Map<String, Value> values() {
        Map<String, Value> all = new LinkedHashMap<>();
        all.put("null", Value.ofNull());
        all.put("true", Value.Bool.TRUE);
        all.put("false", Value.Bool.FALSE);
        all.put("int32 5", new Value.Int32(5));
        all.put("int64 5", Value.int64(5));
        decimals(all, "5", "5.00", "5E0");
        all.put("int64 -1", Value.int64(-1));
        all.put("int64 -9223372036854775808", Value.int64(Long.MIN_VALUE));
        all.put("int64 9223372036854775807", Value.int64(Long.MAX_VALUE));
        decimals(all, "9223372036854775807.0", "9223372036854775808", "-9223372036854775809");
        decimals(all, "0.00", "1.50", "-1.5", "0.001", "1.28", "1E+3", "1E+30", "1E-30");
        decimals(all, "99999999999999999999999999999999999999");
        for (double number :
                new double[] {5.0, 0.0, -0.0, 0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            all.put("float " + number, new Value.Float64(number));
        }
        all.put("text (empty)", Value.text(""));
        all.put("text a", Value.text("a"));
        all.put("text Zoë", Value.text("Zo\u00eb"));
        all.put("text Zoe + U+0308", Value.text("Zoe\u0308"));
        all.put("text 🚢", Value.text("🚢"));
        all.put("bytes (empty)", Bytes.of(new byte[0]));
        all.put("bytes 00ff", Bytes.of(new byte[] {0, -1}));
        String uuid = "123e4567-e89b-12d3-a456-426614174000";
        all.put("uuid " + uuid, new Value.Uuid(java.util.UUID.fromString(uuid)));
        for (String date : List.of("1970-01-01", "2026-11-21", "0001-01-01")) {
            all.put("date " + date, new Value.Date(LocalDate.parse(date)));
        }
        for (String time : List.of("00:00", "23:59:59.999999999")) {
            all.put("time " + time, new Value.Time(LocalTime.parse(time)));
        }
        for (String at : List.of("2026-11-21T16:20:00.5", "1969-12-31T23:59:59.999999999")) {
            all.put("local timestamp " + at, new Value.LocalTimestamp(LocalDateTime.parse(at)));
        }
        all.put("moment 2026-11-21T16:20:00.5Z", new Value.Moment(Instant.parse("2026-11-21T16:20:00.5Z")));
        for (String at : List.of("2026-11-21T17:20:00.5+01:00", "2026-11-21T16:20:00.5Z")) {
            all.put("offset timestamp " + at, new Value.OffsetTimestamp(OffsetDateTime.parse(at)));
        }
        for (String json : List.of("{\"b\": 1}", "{\"b\":1}")) {
            all.put("json " + json, Value.Json.of(json));
        }
        all.put("array (empty)", new Value.Array(List.of()));
        all.put(
                "array of int64 1, null, text a",
                new Value.Array(List.of(Value.int64(1), Value.ofNull(), Value.text("a"))));
        all.put("document (empty)", Document.empty());
        all.put(
                "document b = int64 1, a = null",
                Document.of(Layout.of("b", "a"), new Value[] {Value.int64(1), Value.ofNull()}));
        all.put("document z = true, é = true, Z = true", allTrue("z", "é", "Z"));
        all.put("document U+FF5E = true, U+1F6A2 = true", allTrue("\uFF5E", "🚢"));
        all.put("extension int4range [1,5)", new Value.Extension("int4range", "[1,5)"));
        return all;
    }

    private static void decimals(Map<String, Value> all, String... numbers) {
        for (String number : numbers) {
            all.put("decimal " + number, new Value.Decimal(new BigDecimal(number)));
        }
    }

    private static Document allTrue(String... names) {
        Value[] values = new Value[names.length];
        java.util.Arrays.fill(values, Value.Bool.TRUE);
        return Document.of(Layout.of(names), values);
    }
}
