package dev.naust.postgres.type;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;

/**
 * Reads values from PostgreSQL's texts, to the same values as from its binary form. The texts are those of a session with ISO
 * dates, UTC and hexadecimal bytes.
 */
public final class TextValues {
    private static final Set<String> ENDS_OF_TIME = Set.of("infinity", "-infinity");
    private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");
    private static final String BEFORE_CHRIST = " BC";
    private static final String UTC = "+00";
    private static final long INET = 869;

    private TextValues() {}

    /**
     * The value of a text.
     *
     * @throws RuntimeException of some kind when the text is none of this type
     */
    public static Value read(ColumnType type, String text) {
        return switch (type.base()) {
            case BOOL -> Value.Bool.of(text.equals("t"));
            case BYTEA -> bytes(text);
            case NAME, TEXT, VARCHAR, BPCHAR, CITEXT, ENUM -> Text.of(text);
            case INT2, INT4 -> new Value.Int32(Integer.parseInt(text));
            case INT8, OID -> new Value.Int64(Long.parseLong(text));
            case FLOAT4 -> new Value.Float64(Float.parseFloat(text));
            case FLOAT8 -> new Value.Float64(Double.parseDouble(text));
            case NUMERIC ->
                NO_NUMBERS.contains(text)
                        ? new Value.Extension("numeric", text)
                        : new Value.Decimal(new BigDecimal(text));
            case UUID -> new Value.Uuid(UUID.fromString(text));
            case DATE -> ENDS_OF_TIME.contains(text) ? new Value.Extension("date", text) : new Value.Date(date(text));
            case TIME ->
                text.equals("24:00:00")
                        ? new Value.Extension("time without time zone", text)
                        : new Value.Time(LocalTime.parse(text));
            case TIMESTAMP ->
                ENDS_OF_TIME.contains(text)
                        ? new Value.Extension("timestamp without time zone", text)
                        : new Value.LocalTimestamp(timestamp(text));
            case TIMESTAMPTZ ->
                ENDS_OF_TIME.contains(text)
                        ? new Value.Extension("timestamp with time zone", text)
                        : new Value.Moment(timestamp(text.replace(UTC, "")).toInstant(ZoneOffset.UTC));
            case JSON, JSONB -> new Value.Json(Text.of(text));
            case ARRAY -> new ArrayText(type, text).read();
            case OTHER -> new Value.Extension(type.declared(), type.oid() == INET ? masked(text) : text);
        };
    }

    /** An address of one machine is written without its mask, but cast to text with it, as readers do. */
    private static String masked(String address) {
        if (address.indexOf('/') >= 0) {
            return address;
        }
        return address + (address.indexOf(':') >= 0 ? "/128" : "/32");
    }

    private static Value bytes(String text) {
        if (!text.startsWith("\\x")) {
            throw new IllegalArgumentException("Bytes begin with \\x");
        }
        return Bytes.of(HexFormat.of().parseHex(text, 2, text.length()));
    }

    /** Years may have more than four digits, and count backwards before the year 1. */
    private static LocalDate date(String text) {
        boolean before = text.endsWith(BEFORE_CHRIST);
        String[] parts = (before ? text.substring(0, text.length() - BEFORE_CHRIST.length()) : text).split("-");
        int year = Integer.parseInt(parts[0]);
        return LocalDate.of(before ? 1 - year : year, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    private static LocalDateTime timestamp(String text) {
        int space = text.indexOf(' ');
        boolean before = text.endsWith(BEFORE_CHRIST);
        String time = text.substring(space + 1, before ? text.length() - BEFORE_CHRIST.length() : text.length());
        String date = text.substring(0, space) + (before ? BEFORE_CHRIST : "");
        return LocalDateTime.of(date(date), LocalTime.parse(time));
    }
}
