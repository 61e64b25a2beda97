package dev.naust.postgres.type;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** Values as the texts that PostgreSQL reads for their types: for {@code COPY} in text form and for parameters. */
public final class TextForm {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_LOCAL_TIME;
    private static final JsonValues JSON = new JsonValues();

    private TextForm() {}

    /** A value's text; nulls and streamed content have none. */
    public static String of(Value value) {
        return switch (value.kind()) {
            case NULL -> throw new IllegalArgumentException("A null has no text form");
            case BOOL -> ((Value.Bool) value).isTrue() ? "t" : "f";
            case INT32 -> Integer.toString(((Value.Int32) value).number());
            case INT64 -> Long.toString(((Value.Int64) value).number());
            case FLOAT64 -> Double.toString(((Value.Float64) value).number());
            case DECIMAL -> ((Value.Decimal) value).number().toPlainString();
            case TEXT -> ((Text) value).string();
            case BYTES -> "\\x" + HexFormat.of().formatHex(((Bytes) value).array());
            case UUID -> ((Value.Uuid) value).id().toString();
            case DATE -> date(((Value.Date) value).date(), "");
            case TIME -> TIME.format(((Value.Time) value).time());
            case LOCAL_TIMESTAMP -> timestamp(((Value.LocalTimestamp) value).timestamp(), "");
            case MOMENT -> moment(((Value.Moment) value).instant());
            case OFFSET_TIMESTAMP ->
                moment(((Value.OffsetTimestamp) value).timestamp().toInstant());
            case JSON -> ((Value.Json) value).text().string();
            case ARRAY -> array((Value.Array) value);
            case DOCUMENT -> JSON.write(value);
            case EXTENSION -> ((Value.Extension) value).text();
        };
    }

    /** A value's text in UTF-8. */
    public static byte[] utf8(Value value) {
        return value instanceof Text text ? text.utf8() : of(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String moment(Instant instant) {
        return timestamp(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), "+00");
    }

    private static String timestamp(LocalDateTime timestamp, String zone) {
        return date(timestamp.toLocalDate(), " " + TIME.format(timestamp.toLocalTime()) + zone);
    }

    /** Years before 1 are counted backwards, as the calendar of PostgreSQL's texts has no year 0. */
    private static String date(LocalDate date, String rest) {
        int year = date.getYear();
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02d%s%s",
                year > 0 ? year : 1 - year,
                date.getMonthValue(),
                date.getDayOfMonth(),
                rest,
                year > 0 ? "" : " BC");
    }

    private static String array(Value.Array array) {
        StringBuilder text = new StringBuilder("{");
        for (Value item : array.items()) {
            if (text.length() > 1) {
                text.append(',');
            }
            if (item == Value.Null.NULL) {
                text.append("NULL");
            } else if (item instanceof Value.Array inner) {
                text.append(array(inner));
            } else {
                text.append('"')
                        .append(of(item).replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
        }
        return text.append('}').toString();
    }
}
