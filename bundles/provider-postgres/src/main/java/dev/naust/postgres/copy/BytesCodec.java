package dev.naust.postgres.copy;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Value;
import java.util.Arrays;

/** Bytes as they are. */
enum BytesCodec implements Codec {
    BYTEA;

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        if (!(value instanceof Bytes bytes)) {
            throw Misfits.wrongKind(value, "bytes");
        }
        out.putSized(bytes.array());
    }

    @Override
    public boolean takesPacked() {
        return true;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) {
        if (packed[at] != 'b') {
            return false;
        }
        int length = (int) Wire.int64(packed, at + 1);
        out.putInt(length);
        out.putRaw(packed, at + 9, length);
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        out.putBytes(row, at, length);
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        return Bytes.of(Arrays.copyOfRange(row, at, at + length));
    }
}
