package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.jdbc.SqlPart;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQLite is asked to find by itself; for anything else every record is read. */
class SqliteDialectTest {
    private static final Field ID = Field.required("id", FieldType.of(Kind.INT64));

    @ParameterizedTest
    @ValueSource(strings = {"7", "7.0", "70E-1", "0.7E+1"})
    void anIntegerThatCameAsADecimalIsFoundByItsIndex(String number) {
        SqlPart part = new SqliteDialect()
                .compare(ID, Filter.Operator.EQ, new Value.Decimal(new BigDecimal(number)))
                .orElseThrow();

        assertThat(part.values()).containsExactly(Value.int64(7));
        assertThat(part.sql().toString()).contains("\"id\" = ?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.5", "9223372036854775808", "-9223372036854775809", "1E+400000000", "1E-400000000"})
    void aNumberThatIsNoIntegerOfSqlitesIsLookedForRecordByRecord(String number) {
        assertThat(new SqliteDialect().compare(ID, Filter.Operator.EQ, new Value.Decimal(new BigDecimal(number))))
                .isEmpty();
    }

    @Test
    void theSmallestAndTheLargestIntegerAreIntegers() {
        for (long number : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0}) {
            assertThat(new SqliteDialect()
                            .compare(ID, Filter.Operator.EQ, new Value.Decimal(BigDecimal.valueOf(number)))
                            .orElseThrow()
                            .values())
                    .containsExactly(Value.int64(number));
        }
    }
}
