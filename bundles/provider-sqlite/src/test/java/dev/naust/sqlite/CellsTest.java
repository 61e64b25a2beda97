package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CellsTest {
    @ParameterizedTest
    @CsvSource({"-0.0,-0.0", "0.0,0.0", "1,1.0", "-1.5,-1.5", "1e300,1.0E300"})
    void a_fraction_in_a_column_of_texts_is_written_with_its_sign(double number, String written) {
        assertThat(Cells.ofDouble(number, FieldType.of(Kind.TEXT))).isEqualTo(Value.text(written));
    }

    @ParameterizedTest
    @EnumSource(names = {"DECIMAL", "FLOAT64", "INT64"})
    void a_negative_zero_is_no_exact_number_and_never_becomes_one(Kind kind) {
        assertThat(Cells.ofDouble(-0.0, FieldType.of(kind))).isEqualTo(new Value.Float64(-0.0));
    }
}
