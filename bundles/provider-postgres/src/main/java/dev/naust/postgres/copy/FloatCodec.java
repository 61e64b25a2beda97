package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Value;

/** Binary floating-point numbers of four and eight bytes. A whole number fits when it stays exactly itself. */
enum FloatCodec implements Codec {
    FLOAT4,
    FLOAT8;

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        double number =
                switch (value.kind()) {
                    case FLOAT64 -> ((Value.Float64) value).number();
                    case INT32 -> ((Value.Int32) value).number();
                    case INT64 -> exact(((Value.Int64) value).number());
                    default -> throw Misfits.wrongKind(value, "a floating-point number");
                };
        if (this == FLOAT8) {
            out.putInt(8);
            out.putLong(Double.doubleToLongBits(number));
            return;
        }
        if (Double.compare((float) number, number) != 0) {
            throw new MisfitException("real holds about 7 digits, and this number would lose some");
        }
        out.putInt(4);
        out.putInt(Float.floatToIntBits((float) number));
    }

    private static double exact(long number) throws MisfitException {
        if ((long) (double) number != number || number == Long.MAX_VALUE) {
            throw new MisfitException("A floating-point number would lose digits of this whole number");
        }
        return number;
    }

    @Override
    public boolean takesPacked() {
        return this == FLOAT8;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) {
        if (packed[at] != 'f') {
            return false;
        }
        out.putInt(8);
        out.putRaw(packed, at + 1, 8);
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        out.putFloat(
                this == FLOAT8
                        ? Double.longBitsToDouble(Wire.int64(row, at))
                        : Float.intBitsToFloat(Wire.int32(row, at)));
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        return new Value.Float64(
                this == FLOAT8
                        ? Double.longBitsToDouble(Wire.int64(row, at))
                        : Float.intBitsToFloat(Wire.int32(row, at)));
    }
}
