package dev.naust.memory;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Turns keys into position tokens and back: each part is its kind and its text, such as {@code INT32:7 TEXT:QWxidW0}. */
final class KeyToken {
    private KeyToken() {}

    static Position encode(RowKey key) {
        return new Position(key.values().stream()
                .map(value -> value.kind() + ":" + text(value))
                .collect(Collectors.joining(" ")));
    }

    static RowKey decode(Position position) {
        List<Value> values = new ArrayList<>();
        for (String part : position.token().split(" ", -1)) {
            int colon = part.indexOf(':');
            try {
                values.add(value(Kind.valueOf(part.substring(0, colon)), part.substring(colon + 1)));
            } catch (IllegalArgumentException | DateTimeParseException | StringIndexOutOfBoundsException e) {
                throw new StoreException(
                        MemoryErrorCode.BAD_POSITION,
                        "The position to go on from was not made by a memory store; start from the beginning",
                        e);
            }
        }
        return new RowKey(values);
    }

    /** Whether a value of this kind can be part of a key. */
    static boolean holds(Kind kind) {
        return switch (kind) {
            case NULL, ARRAY, DOCUMENT -> false;
            case EXTENSION -> true;
            case BOOL, INT32, INT64, FLOAT64, DECIMAL, TEXT, BYTES, UUID -> true;
            case DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP, JSON -> true;
        };
    }

    private static String text(Value value) {
        return switch (value.kind()) {
            case NULL, ARRAY, DOCUMENT -> throw new IllegalArgumentException(value.kind() + " is never part of a key");
            case EXTENSION -> {
                Value.Extension extension = (Value.Extension) value;
                yield base64(utf8(extension.nativeType())) + ":" + base64(utf8(extension.text()));
            }
            case BOOL -> String.valueOf(((Value.Bool) value).isTrue());
            case INT32 -> String.valueOf(((Value.Int32) value).number());
            case INT64 -> String.valueOf(((Value.Int64) value).number());
            case FLOAT64 -> String.valueOf(((Value.Float64) value).number());
            case DECIMAL -> ((Value.Decimal) value).number().toString();
            case TEXT -> base64(((Text) value).utf8());
            case BYTES -> base64(((Bytes) value).array());
            case UUID -> ((Value.Uuid) value).id().toString();
            case DATE -> ((Value.Date) value).date().toString();
            case TIME -> ((Value.Time) value).time().toString();
            case LOCAL_TIMESTAMP -> ((Value.LocalTimestamp) value).timestamp().toString();
            case MOMENT -> ((Value.Moment) value).instant().toString();
            case OFFSET_TIMESTAMP -> ((Value.OffsetTimestamp) value).timestamp().toString();
            case JSON -> base64(((Value.Json) value).text().utf8());
        };
    }

    private static Value value(Kind kind, String text) {
        return switch (kind) {
            case NULL, ARRAY, DOCUMENT -> throw new IllegalArgumentException(kind + " is never part of a key");
            case EXTENSION -> {
                int colon = text.indexOf(':');
                yield new Value.Extension(decoded(text.substring(0, colon)), decoded(text.substring(colon + 1)));
            }
            case BOOL -> Value.Bool.of(Boolean.parseBoolean(text));
            case INT32 -> new Value.Int32(Integer.parseInt(text));
            case INT64 -> new Value.Int64(Long.parseLong(text));
            case FLOAT64 -> new Value.Float64(Double.parseDouble(text));
            case DECIMAL -> new Value.Decimal(new BigDecimal(text));
            case TEXT -> Text.ofUtf8(Base64.getUrlDecoder().decode(text));
            case BYTES -> Bytes.of(Base64.getUrlDecoder().decode(text));
            case UUID -> new Value.Uuid(UUID.fromString(text));
            case DATE -> new Value.Date(LocalDate.parse(text));
            case TIME -> new Value.Time(LocalTime.parse(text));
            case LOCAL_TIMESTAMP -> new Value.LocalTimestamp(LocalDateTime.parse(text));
            case MOMENT -> new Value.Moment(Instant.parse(text));
            case OFFSET_TIMESTAMP -> new Value.OffsetTimestamp(OffsetDateTime.parse(text));
            case JSON -> new Value.Json(Text.ofUtf8(Base64.getUrlDecoder().decode(text)));
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String decoded(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
