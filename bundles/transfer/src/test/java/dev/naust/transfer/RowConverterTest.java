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

    private static Schema schema(FieldType type) {
        return Schema.table(DatasetId.of("t"), List.of(Field.of("n", type)), List.of());
    }
}
