package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Value;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Timestamps with and without a zone: microseconds since 2000-01-01, in UTC or on the wall. The infinities are extensions. */
record TimestampCodec(boolean zoned, Fraction fraction) implements Codec {
    private static final long EPOCH_SECOND = 946_684_800;
    private static final long MICROS = 1_000_000;
    private static final long FIRST = -211_813_488_000L;
    private static final long END = 9_223_371_331_200L;

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        out.putInt(8);
        out.putLong(micros(value));
    }

    private long micros(Value value) throws MisfitException {
        if (!zoned && value instanceof Value.LocalTimestamp local) {
            return micros(
                    local.timestamp().toEpochSecond(ZoneOffset.UTC),
                    local.timestamp().getNano());
        } else if (zoned && value instanceof Value.Moment moment) {
            return micros(moment.instant().getEpochSecond(), moment.instant().getNano());
        } else if (zoned && value instanceof Value.OffsetTimestamp offset) {
            // The plan has said that the offset is not kept.
            return micros(offset.timestamp().toEpochSecond(), offset.timestamp().getNano());
        } else if (Infinity.isPositive(value)) {
            return Long.MAX_VALUE;
        } else if (Infinity.isNegative(value)) {
            return Long.MIN_VALUE;
        }
        throw Misfits.wrongKind(value, zoned ? "an instant" : "a date and time without a zone");
    }

    private long micros(long second, int nanos) throws MisfitException {
        long since = second - EPOCH_SECOND;
        if (since < FIRST || since >= END) {
            throw new MisfitException("timestamp holds the years 4714 BC to 294276, and this one is outside of them");
        }
        return since * MICROS + fraction.micros(nanos);
    }

    @Override
    public boolean takesPacked() {
        return true;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) throws MisfitException {
        if (packed[at] != (zoned ? 'm' : 'l')) {
            return false;
        }
        out.putInt(8);
        out.putLong(micros(Wire.int64(packed, at + 1), Wire.int32(packed, at + 9)));
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        long micros = Wire.int64(row, at);
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            out.put(decode(row, at, length));
            return;
        }
        long second = Math.floorDiv(micros, MICROS) + EPOCH_SECOND;
        int nanos = (int) Math.floorMod(micros, MICROS) * 1000;
        if (zoned) {
            out.putMoment(second, nanos);
        } else {
            out.putLocalTimestamp(second, nanos);
        }
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        long micros = Wire.int64(row, at);
        if (micros == Long.MAX_VALUE) {
            return Infinity.positive(name());
        } else if (micros == Long.MIN_VALUE) {
            return Infinity.negative(name());
        }
        long second = Math.floorDiv(micros, MICROS) + EPOCH_SECOND;
        int nanos = (int) Math.floorMod(micros, MICROS) * 1000;
        return zoned
                ? new Value.Moment(Instant.ofEpochSecond(second, nanos))
                : new Value.LocalTimestamp(LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC));
    }

    private String name() {
        return zoned ? "timestamp with time zone" : "timestamp without time zone";
    }
}
