package dev.naust.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ValueOrderTest {
    private static final ValueOrder ORDER = ValueOrder.INSTANCE;

    @Provide
    Arbitrary<Value> values() {
        return AnyValue.any();
    }

    @Provide
    Arbitrary<Value> numbers() {
        return AnyValue.numbers();
    }

    @Property
    void isOppositeTheOtherWayRound(@ForAll("values") Value a, @ForAll("values") Value b) {
        assertThat(Integer.signum(ORDER.compare(a, b))).isEqualTo(-Integer.signum(ORDER.compare(b, a)));
    }

    @Property
    void isOneChainForNumbers(@ForAll("numbers") Value a, @ForAll("numbers") Value b, @ForAll("numbers") Value c) {
        List<Value> sorted = List.of(a, b, c).stream().sorted(ORDER).toList();

        assertThat(ORDER.compare(sorted.get(0), sorted.get(1))).isNotPositive();
        assertThat(ORDER.compare(sorted.get(1), sorted.get(2))).isNotPositive();
        assertThat(ORDER.compare(sorted.get(0), sorted.get(2))).isNotPositive();
    }

    @Property
    void isOneChainForAllKinds(@ForAll("values") Value a, @ForAll("values") Value b, @ForAll("values") Value c) {
        if (ORDER.compare(a, b) <= 0 && ORDER.compare(b, c) <= 0) {
            assertThat(ORDER.compare(a, c)).isNotPositive();
        }
    }

    @Property
    void hasEveryValueEqualToItself(@ForAll("values") Value value) {
        assertThat(ORDER.compare(value, value)).isZero();
    }

    @Test
    void ofNumbersIsByValueWhateverTheKind() {
        List<Value> ascending = List.of(
                new Value.Float64(Double.NEGATIVE_INFINITY),
                new Value.Decimal(new BigDecimal("-1E+400")),
                new Value.Float64(-Double.MAX_VALUE),
                Value.int64(Long.MIN_VALUE),
                new Value.Int32(-1),
                new Value.Decimal(new BigDecimal("0.1")),
                new Value.Float64(0.1),
                Value.int64(9007199254740992L),
                Value.int64(9007199254740993L),
                new Value.Float64(Double.MAX_VALUE),
                new Value.Decimal(new BigDecimal("1E+400")),
                new Value.Float64(Double.POSITIVE_INFINITY),
                new Value.Float64(Double.NaN));

        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                assertThat(Integer.signum(ORDER.compare(ascending.get(i), ascending.get(j))))
                        .as("%s and %s", ascending.get(i), ascending.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void ofTextIsThatOfItsCodePoints() {
        assertThat(ORDER.compare(Value.text("\uFF5E"), Value.text("🚢"))).isNegative();
        assertThat(ORDER.compare(Value.text("Z"), Value.text("a"))).isNegative();
        assertThat(ORDER.compare(Value.text("a"), Value.text("ab"))).isNegative();
    }

    @Test
    void ofUuidsIsThatOfTheirBytes() {
        Value low = new Value.Uuid(java.util.UUID.fromString("7fffffff-ffff-ffff-ffff-ffffffffffff"));
        Value high = new Value.Uuid(java.util.UUID.fromString("80000000-0000-0000-0000-000000000000"));

        assertThat(ORDER.compare(low, high)).isNegative();
    }

    @Test
    void ofStreamedContentIsThatOfItsBytes() {
        byte[] bytes = "x".repeat(20_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Content streamed = new Streamed(bytes);

        assertThat(ORDER.compare(streamed, Text.ofUtf8(bytes))).isZero();
        assertThat(ORDER.compare(streamed, Value.text("x".repeat(20_001)))).isNegative();
        assertThat(ORDER.compare(Value.text("y"), streamed)).isPositive();
        assertThat(ORDER.compare(
                        new Streamed("x".repeat(8192).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        Value.text("x".repeat(8192))))
                .isZero();
    }

    private record Streamed(byte[] utf8) implements Content {
        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public long length() {
            return utf8.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(utf8);
        }
    }
}
