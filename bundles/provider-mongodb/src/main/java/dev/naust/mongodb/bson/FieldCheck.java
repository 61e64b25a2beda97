package dev.naust.mongodb.bson;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.util.Optional;

/** Judges whether a declared field holds a value: MongoDB itself checks only what its validators can say. */
final class FieldCheck {
    private FieldCheck() {}

    /** Why the field cannot hold the value, in one sentence; empty when it can. */
    static Optional<String> problem(Field field, Value value) {
        FieldType type = field.type();
        if (value == Value.Null.NULL) {
            return field.nullable() ? Optional.empty() : Optional.of("The field may not be null");
        }
        boolean atHome = value instanceof Value.Extension extension
                && extension.nativeType().equals(type.nativeType());
        if (value.kind() != type.kind() && !atHome) {
            return Optional.of(
                    "The field is declared as " + type.describe() + " and cannot hold a value of kind " + value.kind());
        }
        return type.precision().isPresent() ? tooLong(type, value) : Optional.empty();
    }

    private static Optional<String> tooLong(FieldType type, Value value) {
        int limit = type.precision().getAsInt();
        boolean fits =
                switch (value.kind()) {
                    case TEXT -> value instanceof Content || characters((Text) value) <= limit;
                    case BYTES -> length(value) <= limit;
                    case DECIMAL ->
                        isWithin(
                                ((Value.Decimal) value).number(),
                                limit,
                                type.scale().orElse(0));
                    case TIME -> isWithin(((Value.Time) value).time().getNano(), limit);
                    case LOCAL_TIMESTAMP ->
                        isWithin(((Value.LocalTimestamp) value).timestamp().getNano(), limit);
                    case MOMENT -> isWithin(((Value.Moment) value).instant().getNano(), limit);
                    case OFFSET_TIMESTAMP ->
                        isWithin(((Value.OffsetTimestamp) value).timestamp().getNano(), limit);
                    case NULL, BOOL, INT32, INT64, FLOAT64, UUID, DATE, JSON, ARRAY, DOCUMENT, EXTENSION -> true;
                };
        return fits
                ? Optional.empty()
                : Optional.of("The value is larger or finer than the field's declaration " + type.describe());
    }

    private static long length(Value bytes) {
        return bytes instanceof Content content ? content.length() : ((Bytes) bytes).array().length;
    }

    private static int characters(Text text) {
        int count = 0;
        for (byte b : text.utf8()) {
            if ((b & 0xC0) != 0x80) {
                count++;
            }
        }
        return count;
    }

    private static boolean isWithin(BigDecimal number, int precision, int scale) {
        BigDecimal stripped = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        return stripped.scale() <= scale && stripped.precision() - (long) stripped.scale() <= precision - (long) scale;
    }

    private static boolean isWithin(int nanos, int digits) {
        int unit = 1;
        for (int i = digits; i < 9; i++) {
            unit *= 10;
        }
        return nanos % unit == 0;
    }
}
