package dev.naust.console.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What JSON says is what the field gets, or it is refused: nothing is rounded, filled up or cut. */
class FieldValuesTest {
    private static final JsonValues JSON = JsonValues.keepingNegativeZero();

    private static Value read(Kind kind, String json) {
        return FieldValues.of(Field.of("v", FieldType.of(kind)), JSON.read(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLOAT64|0.1|0.1",
                "FLOAT64|0.10000000000000001|0.1",
                "FLOAT64|1.7976931348623157e308|1.7976931348623157E308",
                "FLOAT64|4.9e-324|4.9E-324",
                "FLOAT64|5e-324|4.9E-324",
                "FLOAT64|9007199254740992|9.007199254740992E15",
                "FLOAT64|-0.0|-0.0",
                "FLOAT64|\"-0.0\"|-0.0",
                "FLOAT64|0|0.0",
                "FLOAT64|\"NaN\"|NaN",
                "FLOAT64|\"-Infinity\"|-Infinity",
                "INT64|9007199254740993|9007199254740993",
                "INT64|-9223372036854775808|-9223372036854775808",
                "DECIMAL|99999999999999999999999999999999999999|99999999999999999999999999999999999999",
                "DECIMAL|\"-1234567890123456789.0123456789012345678\"|-1234567890123456789.0123456789012345678",
                "DATE|\"0001-01-01\"|0001-01-01",
                "DATE|\"-0044-03-15\"|-0044-03-15",
                "LOCAL_TIMESTAMP|\"9999-12-31T23:59:59.999999999\"|9999-12-31T23:59:59.999999999",
                "MOMENT|\"2016-12-31T23:59:59Z\"|2016-12-31T23:59:59Z",
                "UUID|\"123e4567-e89b-12d3-a456-426614174000\"|123e4567-e89b-12d3-a456-426614174000"
            })
    void whatFitsIsTaken(Kind kind, String json, String value) {
        assertThat(read(kind, json)).hasToString(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLOAT64|9007199254740993",
                "FLOAT64|\"9007199254740993\"",
                "FLOAT64|9223372036854775807",
                "FLOAT64|0.12345678901234567890123456789012345678",
                "FLOAT64|1e400",
                "FLOAT64|1e-400",
                "FLOAT64|1e999999999",
                "DECIMAL|1e999999999",
                "INT64|1e-999999999",
                "MOMENT|\"2016-12-31T23:59:60Z\"",
                "LOCAL_TIMESTAMP|\"2016-12-31T23:59:60\"",
                "DATE|\"2026-02-30\"",
                "UUID|\"1-1-1-1-1\"",
                "BYTES|\"AB==\"",
                "BYTES|\"A\""
            })
    void whatWouldBeAnotherValueIsRefused(Kind kind, String json) {
        assertThatThrownBy(() -> read(kind, json)).isInstanceOf(IllegalArgumentException.class);
    }
}
