package dev.naust.redis.form;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * Values as the bytes of a hash field whose kind is declared elsewhere: numbers in digits, times in ISO 8601, text and bytes as
 * they are, and what has no text of its own as JSON that reads back.
 */
public final class FieldText {
    private final ExactJson json = new ExactJson();

    /**
     * The bytes of a value that is in memory.
     *
     * @throws IllegalArgumentException when a nested value is too deep
     */
    public byte[] bytes(Value value) {
        return switch (value.kind()) {
            case NULL -> throw new IllegalArgumentException("Null has no bytes; its field is left out");
            case BOOL -> ascii(value == Value.Bool.TRUE ? "true" : "false");
            case INT32, INT64, UUID, DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP -> ascii(value.toString());
            case FLOAT64 -> ascii(Double.toString(((Value.Float64) value).number()));
            case DECIMAL -> ascii(((Value.Decimal) value).number().toString());
            case TEXT -> ((Text) value).utf8();
            case BYTES -> ((Bytes) value).array();
            case JSON -> ((Value.Json) value).text().utf8();
            case ARRAY, DOCUMENT, EXTENSION -> json.write(value).getBytes(StandardCharsets.UTF_8);
        };
    }

    /** The value of a declared kind; bytes that are none of that kind come as the text that they are. */
    public Value value(Kind kind, byte[] bytes) {
        try {
            return switch (kind) {
                case BOOL -> bool(text(bytes));
                case INT32 -> new Value.Int32(Integer.parseInt(text(bytes)));
                case INT64 -> new Value.Int64(Long.parseLong(text(bytes)));
                case FLOAT64 -> new Value.Float64(Double.parseDouble(text(bytes)));
                case DECIMAL -> new Value.Decimal(new BigDecimal(text(bytes)));
                case TEXT, NULL -> Text.ofUtf8(bytes);
                case BYTES -> Bytes.of(bytes);
                case UUID -> new Value.Uuid(UUID.fromString(text(bytes)));
                case DATE -> new Value.Date(LocalDate.parse(text(bytes)));
                case TIME -> new Value.Time(LocalTime.parse(text(bytes)));
                case LOCAL_TIMESTAMP -> new Value.LocalTimestamp(LocalDateTime.parse(text(bytes)));
                case MOMENT -> new Value.Moment(Instant.parse(text(bytes)));
                case OFFSET_TIMESTAMP -> new Value.OffsetTimestamp(OffsetDateTime.parse(text(bytes)));
                case JSON -> new Value.Json(Text.ofUtf8(bytes));
                case ARRAY, DOCUMENT, EXTENSION -> nested(kind, bytes);
            };
        } catch (IllegalArgumentException | DateTimeException | MalformedJsonException foreign) {
            // Somebody else wrote it; what it is, the caller judges.
            return Text.ofUtf8(bytes);
        }
    }

    private Value nested(Kind kind, byte[] bytes) {
        Value value = json.read(text(bytes));
        return value.kind() == kind ? value : Text.ofUtf8(bytes);
    }

    private static Value bool(String text) {
        return switch (text) {
            case "true" -> Value.Bool.TRUE;
            case "false" -> Value.Bool.FALSE;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
