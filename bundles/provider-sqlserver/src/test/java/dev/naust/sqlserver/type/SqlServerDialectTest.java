package dev.naust.sqlserver.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter.Operator;
import dev.naust.jdbc.SqlPart;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SqlServerDialectTest {
    private static final SqlServerDialect SQL = SqlServerDialect.INSTANCE;

    @Test
    void namesStandInBrackets() {
        assertThat(SQL.escapeIdentifier("x]; DROP TABLE y--")).hasToString("[x]]; DROP TABLE y--]");
        assertThat(SQL.escapeIdentifier("a\"b'c")).hasToString("[a\"b'c]");
        assertThatThrownBy(() -> SQL.escapeIdentifier("n".repeat(129))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SQL.escapeIdentifier("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SQL.variable("a = 1")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Reads brackets as the server does, by a reader of its own. */
    @Property
    void everyNameReadsBackAsItself(@ForAll @StringLength(min = 1, max = 128) String name) {
        Assume.that(SQL.validateIdentifier(name));

        String written = SQL.escapeIdentifier(name).toString();

        assertThat(written).startsWith("[").endsWith("]");
        StringBuilder read = new StringBuilder();
        for (int i = 1; i < written.length() - 1; i++) {
            read.append(written.charAt(i));
            if (written.charAt(i) == ']') {
                assertThat(written.charAt(++i)).isEqualTo(']');
                assertThat(i).isLessThan(written.length() - 1);
            }
        }
        assertThat(read).hasToString(name);
    }

    @Property
    void everyTextReadsBackAsItself(@ForAll @StringLength(max = 200) String text) {
        Assume.that(text.indexOf('\0') < 0);

        assertThat(read(SQL.literal(text).toString())).isEqualTo(text);
    }

    @Test
    void aLineIsNotContinuedAndNothingIsCutOff() {
        String text = "a\\\nb\\\r\nc'\\" + "😀".repeat(5_000);

        String written = SQL.literal(text).toString();

        assertThat(written)
                .startsWith("(CONVERT(nvarchar(max), N'a\\') + N'")
                .doesNotContain("\\\n")
                .doesNotContain("\\\r");
        assertThat(read(written)).isEqualTo(text);
    }

    /** Reads literals as the server does: doubled quotes, and a backslash that takes the end of a line with it. */
    private static String read(String sql) {
        StringBuilder text = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (!inside) {
                inside = c == '\'';
            } else if (c == '\'' && i + 1 < sql.length() && sql.charAt(i + 1) == '\'') {
                text.append(c);
                i++;
            } else if (c == '\'') {
                inside = false;
            } else if (c == '\\' && sql.startsWith("\n", i + 1)) {
                i++;
            } else if (c == '\\' && sql.startsWith("\r\n", i + 1)) {
                i += 2;
            } else {
                text.append(c);
            }
        }
        assertThat(inside).isFalse();
        return text.toString();
    }

    private static Field field(Kind kind, String type) {
        return Field.of("f", FieldType.of(kind, type));
    }

    @Test
    void textsAreEqualOnlyWhenTheyAreTheSame() {
        SqlPart part = SQL.compare(field(Kind.TEXT, "nvarchar(max)"), Operator.EQ, Value.text("a "))
                .orElseThrow();

        assertThat(part.sql().toString())
                .startsWith("([f] = ? AND ")
                .contains("Latin1_General_100_BIN2 = ?")
                .endsWith("DATALENGTH(CONVERT(nvarchar(max), [f])) = 4)");
        assertThat(part.values()).containsExactly(Value.text("a "), Value.text("a "));
    }

    @Test
    void textsAreOrderedByTheirBytesAndThenByTheirLength() {
        SqlPart part = SQL.compare(field(Kind.TEXT, "nvarchar(max)"), Operator.GT, Value.text("é"))
                .orElseThrow();

        assertThat(part.sql().toString())
                .contains("BIN2_UTF8")
                .contains(" > ? OR ")
                .contains("> 2)");
        assertThat(part.values()).allMatch(Bytes.class::isInstance);
    }

    @Test
    void whatTheServerWouldRoundIsLeftToTheReader() {
        Field wide = Field.of("f", FieldType.decimal(38, 0, "decimal(38,0)"));
        Field binary = field(Kind.FLOAT64, "float");

        assertThat(SQL.compare(wide, Operator.EQ, new Value.Decimal(new BigDecimal("0.1"))))
                .isEmpty();
        assertThat(SQL.compare(wide, Operator.EQ, new Value.Int32(7))).isPresent();
        assertThat(SQL.compare(binary, Operator.EQ, new Value.Decimal(new BigDecimal("0.1"))))
                .isEmpty();
        assertThat(SQL.compare(binary, Operator.EQ, new Value.Decimal(new BigDecimal("0.5"))))
                .isPresent();
        assertThat(SQL.compare(binary, Operator.LT, new Value.Float64(Double.NaN)))
                .isEmpty();
        assertThat(SQL.compare(field(Kind.TIME, "time(7)"), Operator.LT, new Value.Time(LocalTime.of(1, 1, 1, 1))))
                .isEmpty();
        assertThat(SQL.compare(
                        field(Kind.UUID, "uniqueidentifier"), Operator.LT, new Value.Uuid(new java.util.UUID(1, 2))))
                .isEmpty();
        assertThat(SQL.compare(field(Kind.LOCAL_TIMESTAMP, "datetime"), Operator.EQ, Value.ofNull()))
                .isEmpty();
    }

    @Test
    void valuesOfAnotherKindAreNeverEqualAndAlwaysDifferent() {
        Field number = field(Kind.INT32, "int");

        assertThat(SQL.compare(number, Operator.EQ, Value.text("1"))
                        .map(part -> part.sql().toString()))
                .isEqualTo(Optional.of("1 = 0"));
        assertThat(SQL.compare(number, Operator.NE, Value.text("1"))
                        .map(part -> part.sql().toString()))
                .isEqualTo(Optional.of("[f] IS NOT NULL"));
    }

    @Test
    void everyTextContainsNothing() {
        Field text = field(Kind.TEXT, "nvarchar(max)");

        assertThat(SQL.contains(text, "").map(part -> part.sql().toString())).isEqualTo(Optional.of("[f] IS NOT NULL"));
        assertThat(SQL.contains(text, "a%_[").map(SqlPart::values))
                .isEqualTo(Optional.of(java.util.List.of(Value.text("a%_["))));
    }

    @Test
    void codePagesKnowWhatTheyLack() {
        assertThat(CodePages.length("fjørd€", 1252)).hasValue(6);
        assertThat(CodePages.length("日本", 1252)).isEmpty();
        assertThat(CodePages.length("日本", 932)).hasValue(4);
        assertThat(CodePages.length("日本", ColumnType.UTF8)).hasValue(6);
        assertThat(CodePages.length("é", 99_999)).isEmpty();
    }
}
