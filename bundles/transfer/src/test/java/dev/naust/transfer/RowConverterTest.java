package dev.naust.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.RecordGuard;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A value that only one technology knows")
class RowConverterTest {
    private static final Value NAN = new Value.Extension("numeric", "NaN");

    @Test
    @DisplayName("goes unchanged to the type that it is from, whatever its size")
    void staysAtHome() {
        Schema schema = schema(FieldType.decimal(8, 2, "numeric(8,2)"));
        DataRecord record = DataRecord.of(List.of(), Document.of(schema.layout(), new Value[] {NAN}));

        RowConverter.Converted converted = new RowConverter(schema, schema).convert(List.of(record));

        assertThat(converted.rejected()).isEmpty();
        assertThat(converted.records()).containsExactly(record);
    }

    @Test
    @DisplayName("is named where the target's type is another")
    void isNamedAbroad() {
        Schema from = schema(FieldType.of(Kind.DECIMAL, "numeric"));
        Schema to = schema(FieldType.of(Kind.DECIMAL, "DECIMAL"));
        DataRecord record = DataRecord.of(List.of(), Document.of(from.layout(), new Value[] {NAN}));

        RowConverter.Converted converted = new RowConverter(from, to).convert(List.of(record));

        assertThat(converted.rejected()).hasSize(1);
    }

    @Test
    @DisplayName("is its text where its field becomes text")
    void becomesText() {
        assertThat(toText(Kind.DECIMAL, NAN).records())
                .extracting(record -> record.body().at(0))
                .containsExactly(Value.text("NaN"));
    }

    @Test
    @DisplayName("is named together with the others of its record")
    void isNamedWithOthers() {
        Field[] four = new Field[4];
        Arrays.setAll(four, i -> Field.of("n" + i, FieldType.of(Kind.DECIMAL)));
        Schema schema = Schema.table(DatasetId.of("t"), List.of(four), List.of());
        Value[] values = {Value.ofNull(), NAN, new Value.Decimal(BigDecimal.ONE), NAN};
        DataRecord record = DataRecord.of(List.of(), Document.of(schema.layout(), values));

        RowConverter.Converted converted = new RowConverter(schema, schema).convert(List.of(record));

        assertThat(converted.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.field()).isEqualTo("n1");
            assertThat(rejected.reason()).endsWith("DECIMAL; the same holds for n3");
        });
    }

    @Test
    @DisplayName("is named among texts, from which its text could not be told")
    void isNamedAmongTexts() {
        assertThat(toText(Kind.TEXT, NAN).rejected()).hasSize(1);
    }

    @Test
    @DisplayName("is named where it only stands for what no key opens")
    void isNamedWithoutKey() {
        assertThat(toText(Kind.DECIMAL, new Value.Extension(RecordGuard.UNREADABLE, "x"))
                        .rejected())
                .hasSize(1);
    }

    private static RowConverter.Converted toText(Kind declared, Value value) {
        Schema from = schema(FieldType.of(declared));
        DataRecord record = DataRecord.of(List.of(), Document.of(from.layout(), new Value[] {value}));
        return new RowConverter(from, schema(FieldType.of(Kind.TEXT))).convert(List.of(record));
    }

    private static Schema schema(FieldType type) {
        return Schema.table(DatasetId.of("t"), List.of(Field.of("n", type)), List.of());
    }
}
