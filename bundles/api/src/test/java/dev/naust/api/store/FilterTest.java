package dev.naust.api.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Content;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter.Comparison;
import dev.naust.api.store.Filter.Operator;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilterTest {
    private static final Document BODY = Document.of(Map.of(
            "age", Value.int64(20),
            "name", Value.text("Zoë"),
            "nothing", Value.ofNull(),
            "nan", new Value.Float64(Double.NaN)));

    @Property
    void comparesNumbersByValueWhateverTheirKind(@ForAll int field, @ForAll int asked) {
        Document body = Document.of(Map.of("n", new Value.Int32(field)));
        for (Value value : List.of(
                Value.int64(asked),
                new Value.Decimal(BigDecimal.valueOf(asked).setScale(3)),
                new Value.Float64(asked))) {
            assertThat(new Comparison("n", Operator.EQ, value).matches(body)).isEqualTo(field == asked);
            assertThat(new Comparison("n", Operator.NE, value).matches(body)).isEqualTo(field != asked);
            assertThat(new Comparison("n", Operator.LT, value).matches(body)).isEqualTo(field < asked);
            assertThat(new Comparison("n", Operator.LTE, value).matches(body)).isEqualTo(field <= asked);
            assertThat(new Comparison("n", Operator.GT, value).matches(body)).isEqualTo(field > asked);
            assertThat(new Comparison("n", Operator.GTE, value).matches(body)).isEqualTo(field >= asked);
        }
    }

    @ParameterizedTest(name = "with {0} is false for null and for a missing field, on either side")
    @EnumSource
    void isFalseForNullAndMissing(Operator operator) {
        assertThat(new Comparison("nothing", operator, Value.int64(1)).matches(BODY))
                .isFalse();
        assertThat(new Comparison("missing", operator, Value.int64(1)).matches(BODY))
                .isFalse();
        assertThat(new Comparison("age", operator, Value.ofNull()).matches(BODY))
                .isFalse();
        assertThat(new Comparison("nothing", operator, Value.ofNull()).matches(BODY))
                .isFalse();
    }

    @ParameterizedTest(name = "with {0} finds values of another family only when it asks for difference")
    @EnumSource
    void findsOtherFamiliesOnlyByDifference(Operator operator) {
        assertThat(new Comparison("age", operator, Value.text("20")).matches(BODY))
                .isEqualTo(operator == Operator.NE);
        assertThat(new Comparison("name", operator, Value.int64(0)).matches(BODY))
                .isEqualTo(operator == Operator.NE);
    }

    @Test
    void negatedFindsWhatItDidNotFind() {
        assertThat(new Filter.Not(Filter.eq("nothing", Value.int64(1))).matches(BODY))
                .isTrue();
        assertThat(new Filter.Not(Filter.eq("age", Value.int64(20))).matches(BODY))
                .isFalse();
    }

    @Test
    void holdsNaNEqualToItselfAndAboveAllNumbers() {
        assertThat(Filter.eq("nan", new Value.Float64(Double.NaN)).matches(BODY))
                .isTrue();
        assertThat(new Comparison("nan", Operator.GT, new Value.Float64(Double.POSITIVE_INFINITY)).matches(BODY))
                .isTrue();
    }

    @Test
    void ofSeveralValuesFindsAnyOfThemAndNeverNull() {
        assertThat(new Filter.In("age", List.of(Value.text("x"), new Value.Decimal(new BigDecimal("20.0"))))
                        .matches(BODY))
                .isTrue();
        assertThat(new Filter.In("nothing", List.of(Value.ofNull())).matches(BODY))
                .isFalse();
        assertThat(new Filter.In("age", List.of()).matches(BODY)).isFalse();
    }

    @Test
    void forNullFindsNullAndMissing() {
        assertThat(new Filter.IsNull("nothing").matches(BODY)).isTrue();
        assertThat(new Filter.IsNull("missing").matches(BODY)).isTrue();
        assertThat(new Filter.IsNull("age").matches(BODY)).isFalse();
    }

    @Test
    void ofNoPartsIsTrueForAllOfAndFalseForOneOf() {
        assertThat(new Filter.And(List.of()).matches(BODY)).isTrue();
        assertThat(new Filter.Or(List.of()).matches(BODY)).isFalse();
    }

    @Test
    void forAPartOfATextIsExactAndKeepsTheCase() {
        assertThat(new Filter.Contains("name", "oë").matches(BODY)).isTrue();
        assertThat(new Filter.Contains("name", "").matches(BODY)).isTrue();
        assertThat(new Filter.Contains("name", "zo").matches(BODY)).isFalse();
        assertThat(new Filter.Contains("name", "%").matches(BODY)).isFalse();
        assertThat(new Filter.Contains("age", "2").matches(BODY)).isFalse();
        assertThat(new Filter.Contains("nothing", "").matches(BODY)).isFalse();
    }

    @Test
    void findsAPartOfStreamedTextWhereverItStands() {
        int window = 64 * 1024;
        for (int before :
                new int[] {0, 1, window - 5, window - 1, window, window + 3, 2 * window - 2, 2 * window + 7}) {
            String text = "x".repeat(before) + "needle" + "y".repeat(before % 1000);
            Document body = Document.of(Map.of("t", new Streamed(text.getBytes(StandardCharsets.UTF_8))));

            assertThat(new Filter.Contains("t", "needle").matches(body))
                    .as("after %d", before)
                    .isTrue();
            assertThat(new Filter.Contains("t", "needles").matches(body)).isFalse();
            assertThat(Filter.eq("t", Value.text(text)).matches(body)).isTrue();
        }
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
