package dev.naust.console.rest;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.math.BigDecimal;
import java.math.MathContext;
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
    private static final int FARTHEST_DIGIT = 10_000;
    private static final int UUID_CHARACTERS = 36;

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
                case FLOAT64 -> floating(BigDecimal.valueOf(whole.number()));
                default -> json;
            };
        }
        if (json instanceof Value.Decimal decimal) {
            return kind == Kind.FLOAT64 ? floating(decimal.number()) : bounded(decimal);
        }
        return json;
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
            case UUID -> new Value.Uuid(uuid(word));
            case DATE -> new Value.Date(LocalDate.parse(word));
            case TIME -> new Value.Time(LocalTime.parse(word));
            case LOCAL_TIMESTAMP -> new Value.LocalTimestamp(LocalDateTime.parse(word));
            case MOMENT -> new Value.Moment(moment(word));
            case OFFSET_TIMESTAMP -> new Value.OffsetTimestamp(OffsetDateTime.parse(word));
            case INT32, INT64, DECIMAL -> new Value.Decimal(decimal(word));
            case FLOAT64 -> floating(word);
            case BYTES -> Bytes.of(bytes(word));
            case NULL, BOOL, TEXT, JSON, ARRAY, DOCUMENT, EXTENSION -> text;
        };
    }

    private static Value.Float64 floating(String word) {
        return switch (word) {
            case "NaN" -> new Value.Float64(Double.NaN);
            case "Infinity" -> new Value.Float64(Double.POSITIVE_INFINITY);
            case "-Infinity" -> new Value.Float64(Double.NEGATIVE_INFINITY);
            default -> {
                BigDecimal number = decimal(word);
                yield number.signum() == 0 && word.startsWith("-") ? new Value.Float64(-0.0) : floating(number);
            }
        };
    }

    /**
     * The nearest floating-point number, which must be the given one in as many digits as were given: others would come back
     * changed.
     */
    private static Value.Float64 floating(BigDecimal number) {
        double nearest = number.doubleValue();
        boolean same = Double.isFinite(nearest)
                && (number.signum() == 0
                        || nearest != 0
                                && new BigDecimal(nearest)
                                                .round(new MathContext(digits(number)))
                                                .compareTo(number)
                                        == 0);
        if (!same) {
            throw new IllegalArgumentException(
                    "a FLOAT64 cannot hold this number without changing it; it keeps about 16 digits up to 1.8e308");
        }
        return new Value.Float64(nearest);
    }

    private static int digits(BigDecimal number) {
        return Math.max(1, number.stripTrailingZeros().precision());
    }

    /** A short exponent must not make a number of a million digits, which no store holds. */
    static Value bounded(Value.Decimal decimal) {
        if (Math.abs((long) decimal.number().scale()) > FARTHEST_DIGIT) {
            throw new IllegalArgumentException("the number's exponent is beyond " + FARTHEST_DIGIT);
        }
        return decimal;
    }

    /** Java would also take shorter groups, and fill them up. */
    private static UUID uuid(String word) {
        if (word.length() != UUID_CHARACTERS) {
            throw new IllegalArgumentException(word);
        }
        return UUID.fromString(word);
    }

    /** Java would take a leap second for the second before it. */
    private static Instant moment(String word) {
        if (word.contains(":60")) {
            throw new IllegalArgumentException(word);
        }
        return Instant.parse(word);
    }

    /** Java would drop bits that the last character has too many. */
    private static byte[] bytes(String word) {
        byte[] bytes = Base64.getDecoder().decode(word);
        String unpadded = Base64.getEncoder().withoutPadding().encodeToString(bytes);
        if (!word.replace("=", "").equals(unpadded)) {
            throw new IllegalArgumentException(word);
        }
        return bytes;
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
