package dev.naust.sqlserver.copy;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.sqlserver.type.Base;
import dev.naust.sqlserver.type.CodePages;
import dev.naust.sqlserver.type.ColumnType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a column holds a value exactly, and makes what the driver sends for it: the server would round, cut or replace
 * what does not fit, and mostly say nothing.
 */
final class Cells {
    private static final int TICK = 100;
    private static final int LONGEST_OFFSET = 14 * 60 * 60;
    private static final int MINUTE = 60;
    private static final LocalDateTime FIRST_DATETIME = LocalDateTime.of(1753, 1, 1, 0, 0);
    private static final LocalDateTime FIRST_SMALLDATETIME = LocalDateTime.of(1900, 1, 1, 0, 0);
    private static final LocalDateTime LAST_SMALLDATETIME = LocalDateTime.of(2079, 6, 6, 23, 59);
    private static final BigDecimal MONEY = new BigDecimal("922337203685477.5807");
    private static final BigDecimal SMALLMONEY = new BigDecimal("214748.3647");
    private static final int LARGEST = Integer.MAX_VALUE;

    private Cells() {}

    /**
     * What the driver sends for a value.
     *
     * @return null for a null
     * @throws MisfitException when the column cannot hold the value exactly
     */
    static @Nullable Object of(ColumnType type, Value given) throws MisfitException {
        if (given == Value.Null.NULL) {
            return null;
        }
        Value value = whole(given);
        return switch (type.base()) {
            case BIT -> as(Value.Bool.class, value, "truth values").isTrue();
            case TINYINT -> (short) integer(value, 0, 255);
            case SMALLINT -> (short) integer(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT -> (int) integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case REAL -> real(value);
            case FLOAT -> finite(value);
            case DECIMAL, NUMERIC -> decimal(type, value);
            case MONEY -> money(value, MONEY);
            case SMALLMONEY -> money(value, SMALLMONEY);
            case CHAR, VARCHAR, TEXT, NCHAR, NVARCHAR, NTEXT -> text(type, value);
            case BINARY, VARBINARY, IMAGE -> bytes(type, value);
            case UNIQUEIDENTIFIER -> as(Value.Uuid.class, value, "UUIDs").id().toString();
            case DATE -> {
                java.time.LocalDate date = as(Value.Date.class, value, "dates").date();
                requireYear(date.getYear());
                yield TimeTexts.of(date);
            }
            case TIME -> {
                java.time.LocalTime time = as(Value.Time.class, value, "times").time();
                requireDigits(time.getNano(), type.scale());
                yield time;
            }
            case DATETIME2 -> datetime2(type, local(value));
            case DATETIME -> datetime(local(value));
            case SMALLDATETIME -> smalldatetime(local(value));
            case DATETIMEOFFSET -> offset(type, value);
            case JSON -> as(Value.Json.class, value, "JSON").text().string();
            case XML, HIERARCHYID -> extension(type, value);
            case GEOGRAPHY, GEOMETRY -> hexadecimal(extension(type, value));
            case ROWVERSION -> throw new MisfitException("The server makes this column's values itself");
            case SQL_VARIANT, OTHER ->
                throw new MisfitException("Values of the type " + type.declared() + " cannot be written here");
        };
    }

    /** Content is read into memory, since the driver does so too. */
    private static Value whole(Value value) throws MisfitException {
        if (!(value instanceof Content content)) {
            return value;
        }
        if (content.length() > LARGEST / 2) {
            throw new MisfitException(
                    "A field of the server holds at most 2 GB, and this value has " + content.length() + " bytes");
        }
        try {
            return content.inMemory();
        } catch (IOException e) {
            throw new UncheckedIOException("A streamed value could not be read: " + e.getMessage(), e);
        }
    }

    private static <T extends Value> T as(Class<T> kind, Value value, String wanted) throws MisfitException {
        if (!kind.isInstance(value)) {
            throw wrongKind(value, wanted);
        }
        return kind.cast(value);
    }

    private static MisfitException wrongKind(Value value, String wanted) {
        String actual = value instanceof Value.Extension extension
                ? "value of the type " + extension.nativeType()
                : "value of kind " + value.kind().name().toLowerCase(Locale.ROOT);
        return new MisfitException("The column holds " + wanted + ", and this is a " + actual);
    }

    private static long integer(Value value, long least, long greatest) throws MisfitException {
        BigDecimal number = exact(value, "whole numbers");
        boolean fits = number.stripTrailingZeros().scale() <= 0
                && number.compareTo(BigDecimal.valueOf(least)) >= 0
                && number.compareTo(BigDecimal.valueOf(greatest)) <= 0;
        if (!fits) {
            throw new MisfitException("The column holds whole numbers from " + least + " to " + greatest);
        }
        return number.longValueExact();
    }

    private static BigDecimal exact(Value value, String wanted) throws MisfitException {
        if (value instanceof Value.Int32 number) {
            return BigDecimal.valueOf(number.number());
        } else if (value instanceof Value.Int64 number) {
            return BigDecimal.valueOf(number.number());
        } else if (value instanceof Value.Decimal number) {
            return number.number();
        }
        throw wrongKind(value, wanted);
    }

    private static double finite(Value value) throws MisfitException {
        double number = as(Value.Float64.class, value, "floating-point numbers").number();
        if (!Double.isFinite(number)) {
            throw new MisfitException("The server has neither NaN nor infinities");
        }
        return number;
    }

    private static float real(Value value) throws MisfitException {
        double number = finite(value);
        float narrow = (float) number;
        if (Double.doubleToLongBits(narrow) != Double.doubleToLongBits(number)) {
            throw new MisfitException("The column holds numbers of four bytes, and this one needs eight");
        }
        return narrow;
    }

    private static BigDecimal decimal(ColumnType type, Value value) throws MisfitException {
        BigDecimal number = exact(value, "decimal numbers");
        BigDecimal stripped = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        boolean fits = stripped.scale() <= type.scale()
                && stripped.precision() - (long) stripped.scale() <= type.precision() - (long) type.scale();
        if (!fits) {
            throw new MisfitException("The column holds " + type.precision() + " digits, " + type.scale()
                    + " of them behind the point, and the number needs more");
        }
        return stripped.setScale(type.scale());
    }

    private static BigDecimal money(Value value, BigDecimal greatest) throws MisfitException {
        BigDecimal number = exact(value, "amounts of money");
        BigDecimal stripped = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        if (stripped.scale() > 4 || stripped.abs().compareTo(greatest) > 0) {
            throw new MisfitException("The column holds amounts up to " + greatest.toPlainString()
                    + " with four digits behind the point");
        }
        return stripped.setScale(4);
    }

    private static String text(ColumnType type, Value value) throws MisfitException {
        Text text = as(Text.class, value, "text");
        if (!text.isWellFormed()) {
            throw new MisfitException("The text is not valid UTF-8, and the server's text is Unicode");
        }
        String string = text.string();
        int units = string.length();
        if (type.base().hasCodePage()) {
            OptionalInt bytes = CodePages.length(string, type.codePage());
            units = bytes.orElseThrow(() -> new MisfitException("The column keeps text in code page " + type.codePage()
                    + ", which lacks a character of this text"));
        }
        requireLength(type, units, type.base().hasCodePage() ? "bytes of text" : "UTF-16 units of text");
        return string;
    }

    private static byte[] bytes(ColumnType type, Value value) throws MisfitException {
        byte[] bytes = as(Bytes.class, value, "bytes").array();
        requireLength(type, bytes.length, "bytes");
        return bytes;
    }

    private static void requireLength(ColumnType type, int length, String unit) throws MisfitException {
        OptionalInt limit = type.limit();
        if (limit.isEmpty()) {
            return;
        } else if (length > limit.getAsInt()) {
            throw new MisfitException(
                    "The column holds at most " + limit.getAsInt() + " " + unit + ", and this value has " + length);
        } else if (type.base().isPadded() && length < limit.getAsInt()) {
            throw new MisfitException("The column fills every value up to " + limit.getAsInt() + " " + unit
                    + ", and this one has " + length);
        }
    }

    private static LocalDateTime local(Value value) throws MisfitException {
        return as(Value.LocalTimestamp.class, value, "dates with a time").timestamp();
    }

    private static String datetime2(ColumnType type, LocalDateTime time) throws MisfitException {
        requireYear(time.getYear());
        requireDigits(time.getNano(), type.scale());
        return TimeTexts.of(time);
    }

    /** Parts of 1/300 of a second are shown as milliseconds that end in 0, 3 and 7. */
    private static LocalDateTime datetime(LocalDateTime time) throws MisfitException {
        int millis = time.getNano() / 1_000_000;
        boolean fits = time.getNano() % 1_000_000 == 0 && (millis % 10 == 0 || millis % 10 == 3 || millis % 10 == 7);
        if (!fits || time.isBefore(FIRST_DATETIME) || time.getYear() > 9999) {
            throw new MisfitException("The column holds times from 1753 to 9999 whose milliseconds end in 0, 3 or 7");
        }
        return time;
    }

    private static LocalDateTime smalldatetime(LocalDateTime time) throws MisfitException {
        if (time.getNano() != 0
                || time.getSecond() != 0
                || time.isBefore(FIRST_SMALLDATETIME)
                || time.isAfter(LAST_SMALLDATETIME)) {
            throw new MisfitException("The column holds whole minutes from 1900 to June 2079");
        }
        return time;
    }

    private static String offset(ColumnType type, Value value) throws MisfitException {
        OffsetDateTime time = value instanceof Value.Moment moment
                ? moment.instant().atOffset(ZoneOffset.UTC)
                : as(Value.OffsetTimestamp.class, value, "moments with an offset")
                        .timestamp();
        int seconds = time.getOffset().getTotalSeconds();
        if (seconds % MINUTE != 0 || Math.abs(seconds) > LONGEST_OFFSET) {
            throw new MisfitException("The column holds offsets of whole minutes, up to 14 hours");
        }
        requireYear(time.getYear());
        requireYear(time.withOffsetSameInstant(ZoneOffset.UTC).getYear());
        requireDigits(time.getNano(), type.scale());
        return TimeTexts.of(time);
    }

    private static void requireYear(int year) throws MisfitException {
        if (year < 1 || year > 9999) {
            throw new MisfitException("The server's calendar has the years 1 to 9999, and not " + year);
        }
    }

    private static void requireDigits(int nanos, int digits) throws MisfitException {
        int unit = TICK;
        for (int i = digits; i < 7; i++) {
            unit *= 10;
        }
        if (nanos % unit != 0) {
            throw new MisfitException("The column holds " + digits + " digits of a second, and this time has more");
        }
    }

    private static String extension(ColumnType type, Value value) throws MisfitException {
        String wanted = type.base().sqlName();
        if (value instanceof Value.Extension extension && extension.nativeType().equals(wanted)) {
            return extension.text();
        }
        throw wrongKind(value, "values of the type " + wanted);
    }

    private static byte[] hexadecimal(String text) throws MisfitException {
        try {
            return HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
        } catch (IllegalArgumentException e) {
            throw new MisfitException("The value is not in the hexadecimal form in which this type is written");
        }
    }

    /** The driver's number of the type in which a cell is a parameter. */
    static int parameterType(Base base) {
        return switch (base) {
            case DATE, DATETIME2, DATETIMEOFFSET -> java.sql.Types.NVARCHAR;
            default -> jdbcType(base);
        };
    }

    /** The driver's number of the type in which a cell is sent by bulk copy. */
    static int jdbcType(Base base) {
        return switch (base) {
            case BIT -> java.sql.Types.BIT;
            case TINYINT -> java.sql.Types.TINYINT;
            case SMALLINT -> java.sql.Types.SMALLINT;
            case INT -> java.sql.Types.INTEGER;
            case BIGINT -> java.sql.Types.BIGINT;
            case REAL -> java.sql.Types.REAL;
            case FLOAT -> java.sql.Types.DOUBLE;
            case DECIMAL, NUMERIC, MONEY, SMALLMONEY -> java.sql.Types.DECIMAL;
            case CHAR, VARCHAR, NCHAR, NVARCHAR, JSON, HIERARCHYID -> java.sql.Types.NVARCHAR;
            case TEXT, NTEXT, XML -> java.sql.Types.LONGNVARCHAR;
            case BINARY, VARBINARY, ROWVERSION -> java.sql.Types.VARBINARY;
            case IMAGE, GEOGRAPHY, GEOMETRY -> java.sql.Types.LONGVARBINARY;
            case UNIQUEIDENTIFIER -> microsoft.sql.Types.GUID;
            case DATE -> java.sql.Types.DATE;
            case TIME -> java.sql.Types.TIME;
            case SMALLDATETIME, DATETIME, DATETIME2 -> java.sql.Types.TIMESTAMP;
            case DATETIMEOFFSET -> microsoft.sql.Types.DATETIMEOFFSET;
            case SQL_VARIANT, OTHER -> java.sql.Types.NVARCHAR;
        };
    }
}
