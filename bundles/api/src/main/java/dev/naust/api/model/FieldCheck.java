package dev.naust.api.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Judges whether a field's declaration holds a value, and gives an exact number the kind that the field declares: for stores
 * that check nothing themselves. Holds no state.
 */
public final class FieldCheck {
    private static final int CHUNK = 8192;
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private FieldCheck() {}

    /**
     * Why the field cannot hold the value, in one sentence; empty when it can. Streamed content is read only where its length
     * in bytes leaves open whether it fits.
     *
     * @throws UncheckedIOException when streamed content cannot be read
     */
    public static Optional<String> problem(Field field, Value value) {
        FieldType type = field.type();
        if (value == Value.Null.NULL) {
            return field.nullable() ? Optional.empty() : Optional.of("The field may not be null");
        }
        Value normal = normal(type.kind(), value);
        if (normal.kind() != type.kind()) {
            return Optional.of(
                    "The field is declared as " + type.describe() + " and cannot hold a value of kind " + value.kind());
        }
        return type.precision().isPresent() ? tooLong(type, normal) : Optional.empty();
    }

    /**
     * What the field is filled with by default, a constant in the field's own kind; empty where there is no default, or a
     * constant that the field cannot hold. A number counts as what its digits say: engines read a default as it is written,
     * and {@code 1.5} in a DECIMAL field is exactly that, whichever kind it was told in.
     */
    public static Optional<DefaultValue> heldDefault(Field field) {
        return field.defaultValue().flatMap(filled -> {
            if (!(filled instanceof DefaultValue.Constant constant)) {
                return Optional.of(filled);
            }
            Value value = normal(field.type().kind(), written(field.type().kind(), constant.value()));
            boolean holds = problem(field, value).isEmpty() && isWellFormed(value);
            return holds ? Optional.of(new DefaultValue.Constant(value)) : Optional.empty();
        });
    }

    private static boolean isWellFormed(Value value) {
        return value instanceof Value.Json json
                ? json.isWellFormed()
                : !(value instanceof Text text) || text.isWellFormed();
    }

    private static Value written(Kind declared, Value value) {
        if (isExact(declared) && value instanceof Value.Float64 real && Double.isFinite(real.number())) {
            return new Value.Decimal(BigDecimal.valueOf(real.number()));
        }
        return declared == Kind.FLOAT64 && isExact(value.kind())
                ? new Value.Float64(number(value).doubleValue())
                : value;
    }

    /** The same exact number in the declared kind where it has one; every other value as it is. */
    public static Value normal(Kind declared, Value value) {
        if (value.kind() == declared || !isExact(declared) || !isExact(value.kind())) {
            return value;
        }
        BigDecimal number = number(value);
        if (declared == Kind.DECIMAL) {
            return new Value.Decimal(number);
        }
        if (number.precision() - (long) number.scale() > 19
                || number.stripTrailingZeros().scale() > 0) {
            return value;
        }
        BigInteger integer = number.toBigIntegerExact();
        if (declared == Kind.INT32) {
            return integer.bitLength() < Integer.SIZE ? new Value.Int32(integer.intValue()) : value;
        }
        boolean fits = integer.compareTo(LONG_MIN) >= 0 && integer.compareTo(LONG_MAX) <= 0;
        return fits ? new Value.Int64(integer.longValue()) : value;
    }

    private static boolean isExact(Kind kind) {
        return kind == Kind.INT32 || kind == Kind.INT64 || kind == Kind.DECIMAL;
    }

    private static BigDecimal number(Value value) {
        if (value instanceof Value.Decimal decimal) {
            return decimal.number();
        }
        return BigDecimal.valueOf(value instanceof Value.Int32 small ? small.number() : ((Value.Int64) value).number());
    }

    private static Optional<String> tooLong(FieldType type, Value value) {
        int limit = type.precision().getAsInt();
        boolean fits =
                switch (value.kind()) {
                    case TEXT -> value instanceof Text text ? characters(text) <= limit : fits((Content) value, limit);
                    case BYTES ->
                        (value instanceof Bytes bytes ? bytes.array().length : ((Content) value).length()) <= limit;
                    case DECIMAL ->
                        fits(
                                ((Value.Decimal) value).number(),
                                limit,
                                type.scale().orElse(0));
                    case TIME -> fits(((Value.Time) value).time().getNano(), limit);
                    case LOCAL_TIMESTAMP ->
                        fits(((Value.LocalTimestamp) value).timestamp().getNano(), limit);
                    case MOMENT -> fits(((Value.Moment) value).instant().getNano(), limit);
                    case OFFSET_TIMESTAMP ->
                        fits(((Value.OffsetTimestamp) value).timestamp().getNano(), limit);
                    case NULL, BOOL, INT32, INT64, FLOAT64, UUID, DATE, JSON, ARRAY, DOCUMENT, EXTENSION -> true;
                };
        return fits
                ? Optional.empty()
                : Optional.of("The value is larger or finer than the field's declaration " + type.describe());
    }

    private static int characters(Text text) {
        return characters(text.utf8(), text.utf8().length);
    }

    private static int characters(byte[] utf8, int length) {
        int count = 0;
        for (int i = 0; i < length; i++) {
            if ((utf8[i] & 0xC0) != 0x80) {
                count++;
            }
        }
        return count;
    }

    private static boolean fits(Content text, int limit) {
        if (text.length() <= limit) {
            return true;
        }
        byte[] chunk = new byte[CHUNK];
        long count = 0;
        try (InputStream in = text.open()) {
            for (int n = in.read(chunk); n >= 0 && count <= limit; n = in.read(chunk)) {
                count += characters(chunk, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The content could not be read: " + e.getMessage(), e);
        }
        return count <= limit;
    }

    private static boolean fits(BigDecimal number, int precision, int scale) {
        if (number.signum() == 0) {
            return true;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() <= scale && stripped.precision() - (long) stripped.scale() <= precision - (long) scale;
    }

    private static boolean fits(int nanos, int digits) {
        int unit = 1;
        for (int i = digits; i < 9; i++) {
            unit *= 10;
        }
        return nanos % unit == 0;
    }
}
