package dev.naust.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {
    private final JsonValues json = new JsonValues();

    @Test
    void readsEveryKindOfJsonWithoutLosingADigit() {
        Document read = json.readObject("""
                {"z": [1, 9223372036854775808, 1.50, true, null, "æ"], "a": {}}
                """);
        assertThat(read.layout().names()).containsExactly("z", "a");
        assertThat(read.get("z"))
                .contains(new Value.Array(List.of(
                        Value.int64(1),
                        new Value.Decimal(new BigDecimal("9223372036854775808")),
                        new Value.Decimal(new BigDecimal("1.50")),
                        Value.Bool.TRUE,
                        Value.ofNull(),
                        Text.of("æ"))));
        assertThat(read.get("a")).contains(Document.empty());
    }

    @Test
    void writesKindsThatJsonDoesNotKnowAsStrings() {
        assertThat(json.write(Document.of(Map.of("b", Bytes.of(new byte[] {1, 2, 3})))))
                .isEqualTo("{\"b\":\"AQID\"}");
        assertThat(json.write(new Value.Float64(Double.NaN))).isEqualTo("\"NaN\"");
        assertThat(json.write(Value.Json.of("{\"b\" :1}"))).isEqualTo("{\"b\" :1}");
    }

    @Test
    void writesTimesWithTheirSeconds() {
        LocalDateTime at = LocalDateTime.of(2026, 11, 21, 16, 20);
        assertThat(json.write(new Value.Array(List.of(
                        new Value.Time(at.toLocalTime()),
                        new Value.LocalTimestamp(at),
                        new Value.LocalTimestamp(at.plusNanos(500_000_000)),
                        new Value.OffsetTimestamp(at.atOffset(ZoneOffset.ofHours(1)))))))
                .isEqualTo("[\"16:20:00\",\"2026-11-21T16:20:00\",\"2026-11-21T16:20:00.500\","
                        + "\"2026-11-21T16:20:00+01:00\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "[1] 2",
                "{'a':1}",
                "NaN",
                "\"\\x\"",
                "\"\\ud83d\"",
                "{\"\\udea2\":1}"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> json.read(text)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void readsCharactersThatAreWrittenInTwoHalves() {
        assertThat(json.read("\"\\ud83d\\udea2\"")).isEqualTo(Text.of("🚢"));
    }

    @Test
    void keepsANegativeZeroWhereItIsAskedTo() {
        assertThat(JsonValues.keepingNegativeZero().read("[-0.0,0.0,-0.5]"))
                .isEqualTo(new Value.Array(List.of(
                        new Value.Float64(-0.0),
                        new Value.Decimal(new BigDecimal("0.0")),
                        new Value.Decimal(new BigDecimal("-0.5")))));
        assertThat(json.read("-0.0")).isEqualTo(new Value.Decimal(new BigDecimal("0.0")));
    }

    @Test
    void refusesBottomlessNesting() {
        assertThatThrownBy(() -> json.read("[".repeat(5000))).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void namesThePlaceOfAnError() {
        assertThatThrownBy(() -> json.read("{\n  \"a\": nope\n}")).hasMessageStartingWith("Line 2");
    }

    @Test
    void aBareWordIsNotQuotedBecauseItMayBeAPassword() {
        assertThatThrownBy(() -> json.read("{\"password\": hunter2}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("Line 1")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }
}
