package dev.naust.transfer;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.IsoTimes;
import dev.naust.json.JsonValues;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Turns a value into another kind without changing what it says: every conversion here can be undone, or it is refused.
 *
 * <p>A binary floating-point number becomes the decimal of its shortest text that reads back to the same number, which is
 * what people wrote when a loosely typed store kept {@code 0.99}. (The JDK's own text is not always the shortest before
 * version 19.) Nothing is rounded, cut or guessed.
 */
final class Conversion {
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private final JsonValues json = new JsonValues();

    /** The same value as {@code kind}; empty when it cannot be said exactly in that kind. Null stays null. */
    Optional<Value> convert(Value value, Kind kind) {
        if (value.kind() == kind || value == Value.Null.NULL) {
            return Optional.of(value);
        }
        return switch (kind) {
            case BOOL ->
                integer(value).filter(number -> number == 0 || number == 1).map(number -> Value.Bool.of(number == 1));
            case INT32 ->
                integer(value)
                        .filter(number -> number == number.intValue())
                        .map(number -> new Value.Int32(number.intValue()));
            case INT64 -> integer(value).map(Value.Int64::new);
            case FLOAT64 -> asFloat(value);
            case DECIMAL -> decimal(value).map(Value.Decimal::new);
            case TEXT -> text(value);
            case BYTES -> bytes(value);
            case JSON -> json(value);
            case OFFSET_TIMESTAMP ->
                value instanceof Value.Moment moment
                        ? Optional.of(new Value.OffsetTimestamp(moment.instant().atOffset(ZoneOffset.UTC)))
                        : Optional.empty();
            case MOMENT ->
                value instanceof Value.OffsetTimestamp timestamp
                                && timestamp.timestamp().getOffset().equals(ZoneOffset.UTC)
                        ? Optional.of(new Value.Moment(timestamp.timestamp().toInstant()))
                        : Optional.empty();
            case NULL, UUID, DATE, TIME, LOCAL_TIMESTAMP, ARRAY, DOCUMENT, EXTENSION -> Optional.empty();
        };
    }

    private static Optional<Long> integer(Value value) {
        return switch (value.kind()) {
            case BOOL -> Optional.of(((Value.Bool) value).isTrue() ? 1L : 0L);
            case INT32 -> Optional.of((long) ((Value.Int32) value).number());
            case INT64 -> Optional.of(((Value.Int64) value).number());
            case FLOAT64, DECIMAL ->
                decimal(value)
                        .filter(number -> number.stripTrailingZeros().scale() <= 0)
                        .filter(number -> number.compareTo(LONG_MIN) >= 0 && number.compareTo(LONG_MAX) <= 0)
                        .map(BigDecimal::longValueExact);
            default -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> decimal(Value value) {
        return switch (value.kind()) {
            case INT32 -> Optional.of(BigDecimal.valueOf(((Value.Int32) value).number()));
            case INT64 -> Optional.of(BigDecimal.valueOf(((Value.Int64) value).number()));
            case DECIMAL -> Optional.of(((Value.Decimal) value).number());
            case FLOAT64 -> shortest(((Value.Float64) value).number());
            default -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> shortest(double number) {
        boolean negativeZero = number == 0 && 1 / number < 0;
        if (!Double.isFinite(number) || negativeZero) {
            return Optional.empty();
        }
        long whole = (long) number;
        if (whole == number && Math.abs(whole) < 1L << 53) {
            return Optional.of(BigDecimal.valueOf(whole));
        }
        return Optional.of(new BigDecimal(DoubleToDecimal.toString(number)));
    }

    /** An integer must be exactly the float; a decimal must be what the float's shortest text says. */
    private static Optional<Value> asFloat(Value value) {
        return decimal(value).flatMap(exact -> {
            double number = exact.doubleValue();
            boolean same = value.kind() == Kind.DECIMAL
                    ? shortest(number).map(back -> back.compareTo(exact) == 0).orElse(false)
                    : new BigDecimal(number).compareTo(exact) == 0;
            return same ? Optional.of(new Value.Float64(number)) : Optional.empty();
        });
    }

    private Optional<Value> text(Value value) {
        return switch (value.kind()) {
            case BOOL, INT32, INT64 -> integerText(value);
            case FLOAT64 -> Optional.of(Text.of(DoubleToDecimal.toString(((Value.Float64) value).number())));
            case DECIMAL -> Optional.of(Text.of(((Value.Decimal) value).number().toPlainString()));
            case UUID -> Optional.of(Text.of(((Value.Uuid) value).id().toString()));
            case DATE -> Optional.of(Text.of(((Value.Date) value).date().toString()));
            case TIME -> Optional.of(Text.of(IsoTimes.of(((Value.Time) value).time())));
            case LOCAL_TIMESTAMP -> Optional.of(Text.of(IsoTimes.of(((Value.LocalTimestamp) value).timestamp())));
            case MOMENT -> Optional.of(Text.of(((Value.Moment) value).instant().toString()));
            case OFFSET_TIMESTAMP -> Optional.of(Text.of(IsoTimes.of(((Value.OffsetTimestamp) value).timestamp())));
            case JSON -> Optional.of(((Value.Json) value).text());
            case ARRAY, DOCUMENT -> Optional.of(Text.of(json.write(value)));
            case EXTENSION -> Optional.of(Text.of(((Value.Extension) value).text()));
            case NULL, TEXT, BYTES -> Optional.empty();
        };
    }

    private static Optional<Value> integerText(Value value) {
        if (value instanceof Value.Bool truth) {
            return Optional.of(Text.of(truth.isTrue() ? "true" : "false"));
        }
        return integer(value).map(number -> Text.of(Long.toString(number)));
    }

    private static Optional<Value> bytes(Value value) {
        if (value instanceof Text text) {
            return Optional.of(Bytes.of(text.utf8()));
        }
        if (value instanceof Content content && content.kind() == Kind.TEXT) {
            return Optional.of(new TextAsBytes(content));
        }
        return Optional.empty();
    }

    private Optional<Value> json(Value value) {
        return switch (value.kind()) {
            case ARRAY, DOCUMENT -> Optional.of(Value.Json.of(json.write(value)));
            default -> Optional.empty();
        };
    }
}
