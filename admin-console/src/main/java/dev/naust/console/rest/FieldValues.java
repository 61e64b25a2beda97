package dev.naust.console.rest;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.UUID;

/** Reads JSON as the kinds that fields hold: JSON has no dates or bytes, so a text says them. */
final class FieldValues {
    private static final JsonValues JSON = new JsonValues();
    private static final int LONGEST_NUMBER = 60;

    private FieldValues() {}

    /**
     * A JSON value as a field holds it. A value that is plainly of another kind stays what it is, for the store to judge.
     *
     * @throws IllegalArgumentException when a text does not say a value of the field's kind
     */
    static Value of(Field field, Value json) {
        return of(field.type(), json);
    }

    private static Value of(FieldType type, Value json) {
        if (json == Value.Null.NULL) {
            return json;
        }
        if (type.kind() == Kind.JSON) {
            return new Value.Json(Text.of(JSON.write(json)));
        }
        if (json instanceof Value.Array array && type.kind() == Kind.ARRAY) {
            return new Value.Array(array.items().stream()
                    .map(item ->
                            type.element().map(element -> of(element, item)).orElse(item))
                    .toList());
        }
        if (json instanceof Text text) {
            return said(type, text);
        }
        return number(type.kind(), json);
    }

    private static Value number(Kind kind, Value json) {
        if (json instanceof Value.Int64 whole) {
            return switch (kind) {
                case DECIMAL -> new Value.Decimal(BigDecimal.valueOf(whole.number()));
                case FLOAT64 -> new Value.Float64(whole.number());
                default -> json;
            };
        }
        return json instanceof Value.Decimal decimal && kind == Kind.FLOAT64
                ? new Value.Float64(decimal.number().doubleValue())
                : json;
    }

    private static Value said(FieldType type, Text text) {
        try {
            return type.kind() == Kind.EXTENSION
                    ? new Value.Extension(type.nativeType(), text.string())
                    : scalar(type.kind(), text);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + shown(text.string()) + "\" is no " + type.kind(), e);
        }
    }

    /** What a text says as a value of a kind. */
    static Value scalar(Kind kind, Text text) {
        String word = text.string();
        return switch (kind) {
            case UUID -> new Value.Uuid(UUID.fromString(word));
            case DATE -> new Value.Date(LocalDate.parse(word));
            case TIME -> new Value.Time(LocalTime.parse(word));
            case LOCAL_TIMESTAMP -> new Value.LocalTimestamp(LocalDateTime.parse(word));
            case MOMENT -> new Value.Moment(Instant.parse(word));
            case OFFSET_TIMESTAMP -> new Value.OffsetTimestamp(OffsetDateTime.parse(word));
            case INT32, INT64, DECIMAL -> new Value.Decimal(decimal(word));
            case FLOAT64 -> new Value.Float64(floating(word));
            case BYTES -> Bytes.of(Base64.getDecoder().decode(word));
            case NULL, BOOL, TEXT, JSON, ARRAY, DOCUMENT, EXTENSION -> text;
        };
    }

    private static double floating(String word) {
        return switch (word) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> decimal(word).doubleValue();
        };
    }

    /** Without an exponent: a short text must not make a number of a million digits. */
    private static BigDecimal decimal(String word) {
        if (word.length() > LONGEST_NUMBER || word.matches(".*[eE].*")) {
            throw new IllegalArgumentException(word);
        }
        return new BigDecimal(word);
    }

    static String shown(String word) {
        return word.length() > LONGEST_NUMBER ? word.substring(0, LONGEST_NUMBER) + "…" : word;
    }
}
