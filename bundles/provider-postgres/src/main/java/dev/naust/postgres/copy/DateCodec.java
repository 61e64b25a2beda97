package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Value;
import java.time.LocalDate;

/** Dates: days since 2000-01-01. The infinities are extensions. */
enum DateCodec implements Codec {
    DATE;

    private static final String NAME = "date";
    private static final long EPOCH_DAY = 10_957;
    private static final long FIRST = -2_451_545;
    private static final long END = 2_145_031_949;

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        out.putInt(4);
        if (value instanceof Value.Date date) {
            long day = date.date().toEpochDay() - EPOCH_DAY;
            if (day < FIRST || day >= END) {
                throw new MisfitException("date holds the years 4714 BC to 5874897, and this date is outside of them");
            }
            out.putInt((int) day);
        } else if (Infinity.isPositive(value)) {
            out.putInt(Integer.MAX_VALUE);
        } else if (Infinity.isNegative(value)) {
            out.putInt(Integer.MIN_VALUE);
        } else {
            throw Misfits.wrongKind(value, "a date");
        }
    }

    @Override
    public boolean takesPacked() {
        return true;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) {
        long day = Wire.int64(packed, at + 1) - EPOCH_DAY;
        if (packed[at] != 'd' || day < FIRST || day >= END) {
            return false;
        }
        out.putInt(4);
        out.putInt((int) day);
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        int day = Wire.int32(row, at);
        if (day == Integer.MAX_VALUE || day == Integer.MIN_VALUE) {
            out.put(decode(row, at, length));
        } else {
            out.putDate(day + EPOCH_DAY);
        }
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        int day = Wire.int32(row, at);
        return switch (day) {
            case Integer.MAX_VALUE -> Infinity.positive(NAME);
            case Integer.MIN_VALUE -> Infinity.negative(NAME);
            default -> new Value.Date(LocalDate.ofEpochDay(day + EPOCH_DAY));
        };
    }
}
