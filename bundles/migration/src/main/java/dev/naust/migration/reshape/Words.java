package dev.naust.migration.reshape;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Reads words as the values that they say: exactly, or not at all. */
public final class Words {
    private static final int LONGEST_NUMBER = 1_000;

    private Words() {}

    /** The value of this kind that a text says; empty when it says none. */
    public static Optional<Value> as(Kind kind, Text text) {
        if (text.utf8().length > LONGEST_NUMBER && kind != Kind.BYTES && kind != Kind.JSON) {
            return Optional.empty();
        }
        String word = text.string().strip();
        try {
            return switch (kind) {
                case BOOL -> truth(word);
                case INT32 -> Optional.of(new Value.Int32(Integer.parseInt(word)));
                case INT64 -> Optional.of(new Value.Int64(Long.parseLong(word)));
                case DECIMAL -> Optional.of(new Value.Decimal(decimal(word)));
                case FLOAT64 -> Optional.of(new Value.Float64(Double.parseDouble(word)));
                case UUID -> uuid(word);
                case DATE -> Optional.of(new Value.Date(LocalDate.parse(word)));
                case TIME -> Optional.of(new Value.Time(LocalTime.parse(word)));
                case LOCAL_TIMESTAMP ->
                    Optional.of(new Value.LocalTimestamp(LocalDateTime.parse(word.replace(' ', 'T'))));
                case MOMENT -> moment(word.replace(' ', 'T'));
                case OFFSET_TIMESTAMP ->
                    Optional.of(new Value.OffsetTimestamp(OffsetDateTime.parse(word.replace(' ', 'T'))));
                case JSON -> Optional.of(new Value.Json(text));
                case BYTES -> Optional.of(Bytes.of(text.utf8()));
                case TEXT -> Optional.of(text);
                case NULL, ARRAY, DOCUMENT, EXTENSION -> Optional.empty();
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Java would take a leap second for the second before it. */
    private static Optional<Value> moment(String word) {
        return word.contains(":60") ? Optional.empty() : Optional.of(new Value.Moment(Instant.parse(word)));
    }

    /** Java would fill up parts that are too short. */
    private static Optional<Value> uuid(String word) {
        UUID id = UUID.fromString(word);
        return id.toString().equalsIgnoreCase(word) ? Optional.of(new Value.Uuid(id)) : Optional.empty();
    }

    private static Optional<Value> truth(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "1" -> Optional.of(Value.Bool.TRUE);
            case "false", "f", "no", "0" -> Optional.of(Value.Bool.FALSE);
            default -> Optional.empty();
        };
    }

    /** Without an exponent: a short text must not make a number of a million digits. */
    private static BigDecimal decimal(String word) {
        if (word.indexOf('e') >= 0 || word.indexOf('E') >= 0) {
            throw new NumberFormatException(word);
        }
        return new BigDecimal(word);
    }
}
