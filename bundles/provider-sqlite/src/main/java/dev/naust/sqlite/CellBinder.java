package dev.naust.sqlite;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.jdbc.Sql;
import dev.naust.json.JsonValues;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;

/**
 * Puts values into one column and refuses those that would not come back the same: what the field's kind cannot say, and what
 * the column's affinity would change.
 */
final class CellBinder {
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private final Field field;
    private final Affinity affinity;
    private final boolean utf8;

    /**
     * For one column.
     *
     * @param affinity the column's own, as it is declared in the file
     * @param utf8 whether the database keeps its text as UTF-8
     */
    CellBinder(Field field, Affinity affinity, boolean utf8) {
        this.field = field;
        this.affinity = affinity;
        this.utf8 = utf8;
    }

    /** The placeholder: text goes in as its bytes, which the driver would otherwise decode and encode again. */
    Sql placeholder() {
        return isBytesAsText() ? Sql.of("CAST(? AS TEXT)") : Sql.of("?");
    }

    private boolean isBytesAsText() {
        return utf8 && (field.type().kind() == Kind.TEXT || field.type().kind() == Kind.JSON);
    }

    /**
     * Sets a parameter.
     *
     * @return empty when it is set; else the reason why the column cannot hold the value, as a sentence
     */
    Optional<String> bind(PreparedStatement statement, int index, Value value) throws SQLException {
        Kind kind = value.kind();
        if (kind == Kind.NULL) {
            statement.setNull(index, Types.NULL);
            return Optional.empty();
        }
        return switch (field.type().kind()) {
            case BOOL ->
                kind == Kind.BOOL ? bindLong(statement, index, ((Value.Bool) value).isTrue() ? 1 : 0) : not(kind);
            case INT32, INT64, DECIMAL -> bindNumber(statement, index, value);
            case FLOAT64 ->
                value instanceof Value.Float64 real ? bindDouble(statement, index, real.number()) : not(kind);
            case TEXT -> value instanceof Text text ? bindText(statement, index, text) : not(kind);
            case JSON -> bindJson(statement, index, value);
            case BYTES -> bindBytes(statement, index, value);
            case UUID ->
                kind == Kind.UUID
                        ? bindPlain(statement, index, ((Value.Uuid) value).id().toString())
                        : not(kind);
            case DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP ->
                kind == field.type().kind() ? bindPlain(statement, index, IsoText.write(value)) : not(kind);
            case EXTENSION ->
                value instanceof Value.Extension extension
                                && extension.nativeType().equals(field.type().nativeType())
                        ? bindPlain(statement, index, extension.text())
                        : not(kind);
            case NULL, ARRAY, DOCUMENT -> not(kind);
        };
    }

    private Optional<String> bindNumber(PreparedStatement statement, int index, Value value) throws SQLException {
        if (value instanceof Value.Int32 small) {
            return bindInteger(statement, index, small.number());
        } else if (value instanceof Value.Int64 number) {
            return bindInteger(statement, index, number.number());
        } else if (value instanceof Value.Decimal decimal) {
            return bindDecimal(statement, index, decimal.number());
        }
        return not(value.kind());
    }

    private Optional<String> bindInteger(PreparedStatement statement, int index, long number) throws SQLException {
        return field.type().kind() == Kind.DECIMAL
                ? bindDecimal(statement, index, BigDecimal.valueOf(number))
                : bindLong(statement, index, number);
    }

    private Optional<String> bindLong(PreparedStatement statement, int index, long number) throws SQLException {
        if (affinity == Affinity.TEXT || affinity == Affinity.REAL) {
            return refused("would turn the whole number into " + (affinity == Affinity.TEXT ? "text" : "a fraction"));
        }
        statement.setLong(index, number);
        return Optional.empty();
    }

    private Optional<String> bindDecimal(PreparedStatement statement, int index, BigDecimal number)
            throws SQLException {
        if (field.type().kind() != Kind.DECIMAL) {
            return isLong(number)
                    ? bindLong(statement, index, number.longValueExact())
                    : refused("holds whole numbers of 64 bits");
        }
        if (Math.abs((long) number.scale()) > Cells.MOST_DIGITS
                || number.precision() - (long) number.scale() > Cells.MOST_DIGITS) {
            return refused("holds numbers of " + Cells.MOST_DIGITS + " digits before and behind the point");
        }
        if (affinity == Affinity.TEXT) {
            return bindPlain(statement, index, number.toPlainString());
        } else if (affinity == Affinity.BLOB) {
            return bindAsItComesBack(statement, index, number);
        }
        if (affinity != Affinity.REAL && isLong(number)) {
            statement.setLong(index, number.longValueExact());
            return Optional.empty();
        }
        if (!Decimals.survivesDouble(number)) {
            return refused("keeps 15 digits of a decimal and this one has " + number.precision()
                    + "; a column declared DECIMAL_BLOB would keep them all");
        }
        statement.setDouble(index, number.doubleValue());
        return Optional.empty();
    }

    /** A column that leaves values alone gets numbers, which SQLite can compare and add up, and text for what no number says. */
    private Optional<String> bindAsItComesBack(PreparedStatement statement, int index, BigDecimal number)
            throws SQLException {
        int scale = field.type().scale().orElse(0);
        BigDecimal wanted = number.scale() < scale ? number.setScale(scale) : number;
        if (wanted.scale() == scale && isLong(wanted)) {
            statement.setLong(index, wanted.longValueExact());
        } else if (Decimals.comesBack(wanted, field.type().scale().orElse(-1))) {
            statement.setDouble(index, wanted.doubleValue());
        } else {
            statement.setString(index, wanted.toPlainString());
        }
        return Optional.empty();
    }

    private static boolean isLong(BigDecimal number) {
        return (number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0)
                && number.compareTo(LONG_MIN) >= 0
                && number.compareTo(LONG_MAX) <= 0;
    }

    private Optional<String> bindDouble(PreparedStatement statement, int index, double number) throws SQLException {
        if (Double.isNaN(number)) {
            return refused("cannot hold NaN: SQLite would store a null");
        } else if (Double.doubleToRawLongBits(number) == Long.MIN_VALUE && affinity != Affinity.BLOB) {
            return refused("cannot hold negative zero: SQLite would store 0");
        } else if (affinity == Affinity.TEXT) {
            return refused("would turn the number into text");
        }
        statement.setDouble(index, number);
        return Optional.empty();
    }

    private Optional<String> bindText(PreparedStatement statement, int index, Text text) throws SQLException {
        byte[] bytes = text.utf8();
        if (affinity.turnsTextIntoNumbers() && looksNumeric(bytes)) {
            return refused("would turn this text into a number");
        }
        if (utf8) {
            statement.setBytes(index, bytes);
            return Optional.empty();
        } else if (!text.isWellFormed()) {
            return refused("is in a UTF-16 database, which cannot hold text that is not valid UTF-8");
        }
        statement.setString(index, text.string());
        return Optional.empty();
    }

    private Optional<String> bindJson(PreparedStatement statement, int index, Value value) throws SQLException {
        return switch (value.kind()) {
            case JSON -> bindText(statement, index, ((Value.Json) value).text());
            case ARRAY, DOCUMENT -> bindText(statement, index, Text.of(new JsonValues().write(value)));
            default -> not(value.kind());
        };
    }

    private Optional<String> bindBytes(PreparedStatement statement, int index, Value value) throws SQLException {
        if (value instanceof Bytes bytes) {
            statement.setBytes(index, bytes.array());
            return Optional.empty();
        }
        return not(value.kind());
    }

    private Optional<String> bindPlain(PreparedStatement statement, int index, String text) throws SQLException {
        if (affinity.turnsTextIntoNumbers() && looksNumeric(text.getBytes(StandardCharsets.UTF_8))) {
            return refused("would turn this text into a number");
        }
        statement.setString(index, text);
        return Optional.empty();
    }

    /** Why the column cannot hold a streamed value; empty when it can. */
    Optional<String> refuseStreamed(Content content) {
        boolean text = field.type().kind() == Kind.TEXT;
        if (content.kind() != (text ? Kind.TEXT : Kind.BYTES)
                || (!text && field.type().kind() != Kind.BYTES)) {
            return not(content.kind());
        } else if (!utf8) {
            return refused("is in a UTF-16 database, which takes no value of " + content.length() + " bytes in parts");
        }
        return text && affinity.turnsTextIntoNumbers()
                ? refused("is numeric and takes no text of " + content.length() + " bytes")
                : Optional.empty();
    }

    /** Whether SQLite could take text for a number: only the beginning and the end are looked at closely. */
    static boolean looksNumeric(byte[] text) {
        int start = 0;
        int end = text.length;
        while (start < end && isSpace(text[start])) {
            start++;
        }
        while (end > start && isSpace(text[end - 1])) {
            end--;
        }
        boolean digit = false;
        for (int i = start; i < end; i++) {
            byte c = text[i];
            digit |= c >= '0' && c <= '9';
            boolean part = (c >= '0' && c <= '9')
                    || c == '.'
                    || c == 'e'
                    || c == 'E'
                    || ((c == '-' || c == '+') && (i == start || text[i - 1] == 'e' || text[i - 1] == 'E'));
            if (!part) {
                return false;
            }
        }
        return digit;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private Optional<String> not(Kind kind) {
        return refused("holds " + field.type().describe() + " and the value is " + kind);
    }

    private Optional<String> refused(String reason) {
        return Optional.of("Column \"" + field.name() + "\" " + reason + ".");
    }
}
