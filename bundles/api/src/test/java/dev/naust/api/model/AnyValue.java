package dev.naust.api.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Values of every kind at random, nested ones among them, with many that are equal or nearly so. */
final class AnyValue {
    private AnyValue() {}

    static Arbitrary<Value> any() {
        return any(2);
    }

    static Arbitrary<Document> document() {
        return documents(any(1));
    }

    static Arbitrary<Value> scalar() {
        return Arbitraries.oneOf(numbers(), texts(), times());
    }

    static Arbitrary<Value> numbers() {
        Arbitrary<BigDecimal> decimals = Combinators.combine(
                        Arbitraries.bigIntegers().between(BigInteger.TEN.pow(40).negate(), BigInteger.TEN.pow(40)),
                        Arbitraries.integers().between(-25, 45))
                .as(BigDecimal::new);
        return Arbitraries.oneOf(
                Arbitraries.integers().map(Value.Int32::new),
                Arbitraries.integers().between(-3, 3).map(Value.Int32::new),
                Arbitraries.longs().map(Value.Int64::new),
                Arbitraries.longs().between(-3, 3).map(Value.Int64::new),
                Arbitraries.doubles().map(Value.Float64::new),
                Arbitraries.of(0.0, -0.0, 1.0, 2.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)
                        .map(Value.Float64::new),
                decimals.map(Value.Decimal::new),
                Arbitraries.of("1", "1.0", "2.50", "-3E0", "0.00", "1E+400", "-1E+400", "1E-400", "9223372036854775808")
                        .map(text -> new Value.Decimal(new BigDecimal(text))));
    }

    private static Arbitrary<Value> texts() {
        Arbitrary<String> strings = Arbitraries.strings().all().ofMaxLength(12);
        return Arbitraries.oneOf(
                Arbitraries.just(Value.ofNull()),
                Arbitraries.of(Value.Bool.class),
                strings.map(Text::of),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(12).map(Bytes::of),
                strings.map(Value.Json::of),
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                        .as((high, low) -> new Value.Uuid(new java.util.UUID(high, low))),
                Combinators.combine(strings, strings).as(Value.Extension::new));
    }

    private static Arbitrary<Value> times() {
        Arbitrary<Long> seconds = Arbitraries.longs().between(-100_000_000_000L, 300_000_000_000L);
        Arbitrary<Integer> nanos = Arbitraries.integers().between(0, 999_999_999);
        Arbitrary<Instant> instants = Combinators.combine(seconds, nanos).as(Instant::ofEpochSecond);
        Arbitrary<ZoneOffset> offsets =
                Arbitraries.integers().between(-64_800, 64_800).map(ZoneOffset::ofTotalSeconds);
        return Arbitraries.oneOf(
                Arbitraries.longs()
                        .between(-1_000_000, 4_000_000)
                        .map(day -> new Value.Date(LocalDate.ofEpochDay(day))),
                Arbitraries.longs()
                        .between(0, 86_399_999_999_999L)
                        .map(nano -> new Value.Time(LocalTime.ofNanoOfDay(nano))),
                instants.map(at -> new Value.LocalTimestamp(LocalDateTime.ofInstant(at, ZoneOffset.UTC))),
                instants.map(Value.Moment::new),
                Combinators.combine(instants, offsets)
                        .as((at, offset) -> new Value.OffsetTimestamp(OffsetDateTime.ofInstant(at, offset))));
    }

    private static Arbitrary<Value> any(int depth) {
        if (depth == 0) {
            return scalar();
        }
        Arbitrary<Value> inner = Arbitraries.lazy(() -> any(depth - 1));
        Arbitrary<List<Value>> lists = inner.list().ofMaxSize(4);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, scalar()),
                net.jqwik.api.Tuple.of(1, lists.map(Value.Array::new)),
                net.jqwik.api.Tuple.of(1, documents(inner)));
    }

    private static Arbitrary<Document> documents(Arbitrary<Value> values) {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(4), Arbitraries.of("a", "b", "Z", "é", "\uFF5E", "🚢"));
        // Names that differ only in halves of surrogate pairs are the same in UTF-8; no document holds both.
        Arbitrary<String> expressible =
                names.map(name -> new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        Arbitrary<Map<String, Value>> maps =
                Arbitraries.maps(expressible, values).ofMaxSize(5).map(LinkedHashMap::new);
        return maps.map(Document::of);
    }
}
