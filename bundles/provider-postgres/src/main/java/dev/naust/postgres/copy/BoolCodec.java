package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Value;

/** True and false, one byte. */
enum BoolCodec implements Codec {
    BOOL;

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        if (!(value instanceof Value.Bool truth)) {
            throw Misfits.wrongKind(value, "true or false");
        }
        out.putInt(1);
        out.putByte(truth.isTrue() ? 1 : 0);
    }

    @Override
    public boolean takesPacked() {
        return true;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) {
        if (packed[at] != 'T' && packed[at] != 'F') {
            return false;
        }
        out.putInt(1);
        out.putByte(packed[at] == 'T' ? 1 : 0);
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        out.putBool(row[at] != 0);
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        return Value.Bool.of(row[at] != 0);
    }
}
