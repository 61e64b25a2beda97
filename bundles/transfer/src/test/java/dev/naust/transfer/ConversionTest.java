package dev.naust.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {
    private final Conversion conversion = new Conversion();

    @Property
    void aFloatThatBecomesADecimalBecomesTheSameFloatAgain(@ForAll double number) {
        Optional<Value> decimal = conversion.convert(new Value.Float64(number), Kind.DECIMAL);
        boolean hasDecimal = Double.isFinite(number) && !(number == 0 && 1 / number < 0);
        assertThat(decimal.isPresent()).isEqualTo(hasDecimal);
        decimal.ifPresent(value ->
                assertThat(((Value.Decimal) value).number().doubleValue()).isEqualTo(number));
    }

    @Property
    void aDecimalThatBecomesAFloatBecomesTheSameDecimalAgain(
            @ForAll @BigRange(min = "-99999999999999999999", max = "99999999999999999999") @Scale(6)
                    BigDecimal number) {
        conversion.convert(new Value.Decimal(number), Kind.FLOAT64).ifPresent(value -> {
            Value back = conversion.convert(value, Kind.DECIMAL).orElseThrow();
            assertThat(((Value.Decimal) back).number()).isEqualByComparingTo(number);
        });
    }

    @Property
    void wideningAnIntegerKeepsItsCanonicalForm(@ForAll long number) {
        Value value = new Value.Int64(number);
        CanonicalForm form = new CanonicalForm();
        byte[] before = form.bytes(value);
        assertThat(form.bytes(conversion.convert(value, Kind.DECIMAL).orElseThrow()))
                .isEqualTo(before);
        conversion
                .convert(value, Kind.INT32)
                .ifPresentOrElse(
                        small -> assertThat(form.bytes(small)).isEqualTo(before),
                        () -> assertThat(number).matches(n -> n < Integer.MIN_VALUE || n > Integer.MAX_VALUE));
    }

    @Property
    void anIntegerBecomesAFloatOnlyWhenThatIsTheSameNumber(@ForAll long number) {
        conversion
                .convert(new Value.Int64(number), Kind.FLOAT64)
                .ifPresent(value -> assertThat(new BigDecimal(((Value.Float64) value).number()))
                        .isEqualByComparingTo(BigDecimal.valueOf(number)));
    }

    @Test
    void whatPeopleWroteIsWhatADecimalSays() {
        assertThat(conversion.convert(new Value.Float64(0.99), Kind.DECIMAL))
                .contains(new Value.Decimal(new BigDecimal("0.99")));
        assertThat(conversion.convert(new Value.Float64(2e-3), Kind.DECIMAL))
                .map(value -> ((Value.Decimal) value).number().toPlainString())
                .contains("0.002");
    }

    @Test
    void nothingIsRoundedCutOrGuessed() {
        assertThat(conversion.convert(new Value.Float64(1.5), Kind.INT64)).isEmpty();
        assertThat(conversion.convert(new Value.Float64(-0.0), Kind.INT64)).isEmpty();
        assertThat(conversion.convert(new Value.Float64(1e300), Kind.INT64)).isEmpty();
        assertThat(conversion.convert(new Value.Int64(2), Kind.BOOL)).isEmpty();
        assertThat(conversion.convert(Text.of("12"), Kind.INT64)).isEmpty();
        assertThat(conversion.convert(Bytes.of(new byte[] {65}), Kind.TEXT)).isEmpty();
        assertThat(conversion.convert(Text.of("2020-01-01"), Kind.DATE)).isEmpty();
        assertThat(conversion.convert(
                        new Value.OffsetTimestamp(OffsetDateTime.parse("2020-01-01T00:00+02:00")), Kind.MOMENT))
                .isEmpty();
    }

    @Test
    void nullStaysNullInEveryKind() {
        for (Kind kind : Kind.values()) {
            assertThat(conversion.convert(Value.ofNull(), kind)).contains(Value.ofNull());
        }
    }

    @Test
    void scalarsHaveOneTextEach() {
        assertThat(conversion.convert(new Value.Int64(-7), Kind.TEXT)).contains(Text.of("-7"));
        assertThat(conversion.convert(new Value.Decimal(new BigDecimal("1.50")), Kind.TEXT))
                .contains(Text.of("1.50"));
        assertThat(conversion.convert(Value.Json.of("{ \"a\":1 }"), Kind.TEXT)).contains(Text.of("{ \"a\":1 }"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T16:20:00Z,2026-11-21T16:20:00Z",
        "-0044-03-15T12:00:00+01:00,-0044-03-15T12:00:00+01:00",
        "+10000-01-01T00:00:00-11:30,+10000-01-01T00:00:00-11:30",
        "2026-11-21T16:20:01.5+00:00:30,2026-11-21T16:20:01.500+00:00:30"
    })
    void timesAreWrittenWithTheirSecondsAlsoWhereTheseAreZero(String given, String text) {
        OffsetDateTime at = OffsetDateTime.parse(given);
        String local = text.substring(0, text.length() - at.getOffset().getId().length());

        assertThat(conversion.convert(new Value.OffsetTimestamp(at), Kind.TEXT)).contains(Text.of(text));
        assertThat(conversion.convert(new Value.LocalTimestamp(at.toLocalDateTime()), Kind.TEXT))
                .contains(Text.of(local));
        assertThat(conversion.convert(new Value.Time(at.toLocalTime()), Kind.TEXT))
                .contains(Text.of(local.substring(local.indexOf('T') + 1)));
    }
}
