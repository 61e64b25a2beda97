package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Value;
import java.math.BigDecimal;

/** Integers of two, four and eight bytes, and unsigned object ids. Any exact number that is whole and in range fits. */
enum IntegerCodec implements Codec {
    INT2(2, "smallint", Short.MIN_VALUE, Short.MAX_VALUE),
    INT4(4, "integer", Integer.MIN_VALUE, Integer.MAX_VALUE),
    INT8(8, "bigint", Long.MIN_VALUE, Long.MAX_VALUE),
    OID(4, "oid", 0, 0xffffffffL);

    private final int size;
    private final String type;
    private final long least;
    private final long greatest;

    IntegerCodec(int size, String type, long least, long greatest) {
        this.size = size;
        this.type = type;
        this.least = least;
        this.greatest = greatest;
    }

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        long number =
                switch (value.kind()) {
                    case INT32 -> ((Value.Int32) value).number();
                    case INT64 -> ((Value.Int64) value).number();
                    case DECIMAL -> whole(((Value.Decimal) value).number());
                    default -> throw Misfits.wrongKind(value, "a whole number");
                };
        if (number < least || number > greatest) {
            throw outOfRange();
        }
        put(number, out);
    }

    private void put(long number, CopyBuffer out) {
        out.putInt(size);
        switch (size) {
            case 2 -> out.putShort((int) number);
            case 4 -> out.putInt((int) number);
            default -> out.putLong(number);
        }
    }

    private long whole(BigDecimal number) throws MisfitException {
        if (number.precision() - (long) number.scale() > 19) {
            throw outOfRange();
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            if (number.stripTrailingZeros().scale() > 0) {
                throw new MisfitException("The column holds a whole number, and this one has digits behind the point");
            }
            throw outOfRange();
        }
    }

    private MisfitException outOfRange() {
        return new MisfitException("The number is out of the range of " + type + ", " + least + " to " + greatest);
    }

    @Override
    public boolean takesPacked() {
        return true;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) {
        long number = Wire.int64(packed, at + 1);
        if (packed[at] != 'i' || number < least || number > greatest) {
            return false;
        }
        put(number, out);
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        out.putInteger(
                switch (this) {
                    case INT2 -> Wire.int16(row, at);
                    case INT4 -> Wire.int32(row, at);
                    case INT8 -> Wire.int64(row, at);
                    case OID -> Wire.int32(row, at) & 0xffffffffL;
                });
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        return switch (this) {
            case INT2 -> new Value.Int32(Wire.int16(row, at));
            case INT4 -> new Value.Int32(Wire.int32(row, at));
            case INT8 -> new Value.Int64(Wire.int64(row, at));
            case OID -> new Value.Int64(Wire.int32(row, at) & 0xffffffffL);
        };
    }
}
