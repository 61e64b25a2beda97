package dev.naust.mongodb.bson;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Exact numbers in the kind that a field declares. */
public final class Numbers {
    private Numbers() {}

    /** The same exact number in the declared kind where it has one; every other value as it is. */
    public static Value as(Kind declared, Value value) {
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
        return integer.bitLength() < Long.SIZE ? new Value.Int64(integer.longValue()) : value;
    }

    /** The same number in the kind that it is read as; whole numbers may be read as fractions where nothing is lost. */
    static Value read(Kind kind, Value value) {
        if (kind == Kind.FLOAT64 && (value.kind() == Kind.INT32 || value.kind() == Kind.INT64)) {
            long whole = number(value).longValueExact();
            return Math.abs(whole) <= 1L << 53 ? new Value.Float64(whole) : value;
        }
        return as(kind, value);
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
}
