package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Value;
import java.util.UUID;

/** Universally unique identifiers, 16 bytes. */
enum UuidCodec implements Codec {
    UUID;

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        if (!(value instanceof Value.Uuid uuid)) {
            throw Misfits.wrongKind(value, "a UUID");
        }
        out.putInt(16);
        out.putLong(uuid.id().getMostSignificantBits());
        out.putLong(uuid.id().getLeastSignificantBits());
    }

    @Override
    public boolean takesPacked() {
        return true;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) {
        if (packed[at] != 'u') {
            return false;
        }
        out.putInt(16);
        out.putRaw(packed, at + 1, 16);
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        out.putUuid(Wire.int64(row, at), Wire.int64(row, at + 8));
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        return new Value.Uuid(new UUID(Wire.int64(row, at), Wire.int64(row, at + 8)));
    }
}
