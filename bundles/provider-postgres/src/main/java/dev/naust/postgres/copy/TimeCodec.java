package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Value;
import java.time.LocalTime;

/** Times of day: microseconds since midnight. 24:00, which Java's times do not have, is an extension. */
record TimeCodec(Fraction fraction) implements Codec {
    private static final long DAY = 86_400_000_000L;
    private static final long NANOS = 1_000_000_000;
    private static final Value.Extension END_OF_DAY = new Value.Extension("time without time zone", "24:00:00");

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        long micros;
        if (value instanceof Value.Time time) {
            micros = time.time().toSecondOfDay() * 1_000_000L
                    + fraction.micros(time.time().getNano());
        } else if (value.equals(END_OF_DAY)) {
            micros = DAY;
        } else {
            throw Misfits.wrongKind(value, "a time of day");
        }
        out.putInt(8);
        out.putLong(micros);
    }

    @Override
    public boolean takesPacked() {
        return true;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) throws MisfitException {
        long nanos = Wire.int64(packed, at + 1);
        if (packed[at] != 't') {
            return false;
        }
        out.putInt(8);
        out.putLong(nanos / NANOS * 1_000_000 + fraction.micros((int) (nanos % NANOS)));
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        long micros = Wire.int64(row, at);
        if (micros == DAY) {
            out.put(END_OF_DAY);
        } else {
            out.putTime(micros * 1000);
        }
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        long micros = Wire.int64(row, at);
        return micros == DAY ? END_OF_DAY : new Value.Time(LocalTime.ofNanoOfDay(micros * 1000));
    }
}
