package dev.naust.redis.form;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.model.ValueOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Keys and values in Redis: exact, and different where they differ. */
class FormTest {
    private final FieldText texts = new FieldText();

    @Property
    void everyValueReadsBackAsItself(@ForAll("values") Value value) {
        assertThat(texts.value(value.kind(), texts.bytes(value))).isEqualTo(value);
    }

    @Test
    void bytesThatAreNotOfTheDeclaredKindComeAsText() {
        for (Kind kind : List.of(Kind.INT64, Kind.BOOL, Kind.DATE, Kind.UUID, Kind.DECIMAL, Kind.ARRAY)) {
            assertThat(texts.value(kind, new byte[] {'x', 0, (byte) 0xff}))
                    .isEqualTo(Text.ofUtf8(new byte[] {'x', 0, (byte) 0xff}));
        }
    }

    @Property
    void integersStandInTheOrderOfNumbers(@ForAll long a, @ForAll long b) {
        KeyForm form = new KeyForm(List.of(Kind.INT64), ":");

        assertThat(sign(form, Value.int64(a), Value.int64(b))).isEqualTo(Integer.signum(Long.compare(a, b)));
        assertThat(name(form, Value.int64(a))).isEqualTo("" + a);
    }

    @Property
    void floatingPointNumbersStandInTheOrderOfNumbers(@ForAll("floats") double a, @ForAll("floats") double b) {
        KeyForm form = new KeyForm(List.of(Kind.FLOAT64), ":");
        Value left = new Value.Float64(a);
        Value right = new Value.Float64(b);

        assertThat(sign(form, left, right)).isEqualTo(Integer.signum(ValueOrder.INSTANCE.compare(left, right)));
    }

    @Property
    void compositeKeysDifferInBothFormsExactlyWhenTheyDiffer(
            @ForAll("keys") List<Value> a, @ForAll("keys") List<Value> b) {
        KeyForm form = new KeyForm(List.of(Kind.TEXT, Kind.BYTES, Kind.INT64), ":");
        byte[] left = form.place(a);
        byte[] right = form.place(b);

        assertThat(Arrays.equals(left, right)).isEqualTo(a.equals(b));
        assertThat(Arrays.equals(form.name(left), form.name(right))).isEqualTo(a.equals(b));
    }

    @Test
    void namesAreWhatARedisUserWouldWrite() {
        assertThat(name(new KeyForm(List.of(Kind.INT64), ":"), Value.int64(-7))).isEqualTo("-7");
        assertThat(name(new KeyForm(List.of(Kind.TEXT), ":"), Text.of("a:b%c"))).isEqualTo("a:b%c");
        assertThat(name(new KeyForm(List.of(Kind.TEXT, Kind.INT64), ":"), Text.of("a:b%"), Value.int64(1)))
                .isEqualTo("a%3Ab%25:1");
        assertThat(name(new KeyForm(List.of(Kind.DECIMAL), ":"), new Value.Decimal(new BigDecimal("1.50"))))
                .isEqualTo("1.5");
    }

    @Test
    void keysOfOtherTechnologiesSayTheirTypeBeforeTheirText() {
        KeyForm form = new KeyForm(List.of(Kind.EXTENSION), ":");

        assertThat(KeyForm.holds(Kind.EXTENSION)).isTrue();
        assertThat(name(form, new Value.Extension("objectid", "507f1f77bcf86cd799439011")))
                .isEqualTo("objectid:507f1f77bcf86cd799439011");
        assertThat(name(form, new Value.Extension("a:b", "c")))
                .isNotEqualTo(name(form, new Value.Extension("a", "b:c")));
        assertThat(name(new KeyForm(List.of(Kind.DOCUMENT), ":"), Document.of(Map.of("a", Value.int64(1)))))
                .isEqualTo("{\"a\":1}");
    }

    private static String name(KeyForm form, Value... key) {
        return Text.ofUtf8(form.name(form.place(List.of(key)))).string();
    }

    private static int sign(KeyForm form, Value a, Value b) {
        return Integer.signum(Arrays.compareUnsigned(form.place(List.of(a)), form.place(List.of(b))));
    }

    @Provide
    Arbitrary<Double> floats() {
        return Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.of(0.0, -0.0, 1.0, -1.0, Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, 1e300));
    }

    @Provide
    Arbitrary<List<Value>> keys() {
        Arbitrary<Value> parts = Arbitraries.oneOf(
                Arbitraries.of("", ":", "::", "%", "%3A", "a", "a:b", "\u0000", "\u0000\u0000")
                        .map(Text::of),
                Arbitraries.strings()
                        .ofMaxLength(3)
                        .map(text -> Text.of(Text.of(text).string())));
        Arbitrary<Value> raw = Arbitraries.of(0, 1, 0xff, 0x3a, 0x25)
                .list()
                .ofMaxSize(3)
                .map(bytes -> {
                    byte[] array = new byte[bytes.size()];
                    for (int i = 0; i < array.length; i++) {
                        array[i] = (byte) (int) bytes.get(i);
                    }
                    return Bytes.of(array);
                });
        Arbitrary<Value> numbers = Arbitraries.longs().between(-2, 2).map(Value::int64);
        return Combinators.combine(parts, raw, numbers).as((a, b, c) -> List.of(a, b, c));
    }

    @Provide
    Arbitrary<Value> values() {
        return Arbitraries.oneOf(
                Arbitraries.of(Value.Bool.class),
                Arbitraries.integers().map(Value.Int32::new),
                Arbitraries.longs().map(Value.Int64::new),
                floats().map(Value.Float64::new),
                Combinators.combine(
                                Arbitraries.bigIntegers()
                                        .between(BigInteger.TEN.pow(40).negate(), BigInteger.TEN.pow(40)),
                                Arbitraries.integers().between(-500, 500))
                        .as((unscaled, scale) -> new Value.Decimal(new BigDecimal(unscaled, scale))),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(Text::ofUtf8),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(Bytes::of),
                Arbitraries.strings()
                        .ofMaxLength(5)
                        .map(text -> new Value.Extension("type", Text.of(text).string())),
                Arbitraries.longs()
                        .list()
                        .ofMaxSize(3)
                        .map(list -> new Value.Array(
                                list.stream().<Value>map(Value::int64).toList())));
    }
}
