package dev.naust.api.model;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Makes UUIDs of version 7 (RFC 9562): unique everywhere, and each sorts behind those that the same instance made before, as
 * text and as bytes, also when the clock is set back. Safe for use by several threads.
 */
public final class TimeSortedIds {
    private static final int COUNTER_BITS = 12;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private long last;

    public TimeSortedIds(Clock clock) {
        this.clock = clock;
    }

    /** The next id. */
    public UUID next() {
        long stamp = nextStamp();
        long high = (stamp >>> COUNTER_BITS << 16) | 0x7000L | (stamp & 0xFFF);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Milliseconds and a counter in one number, so that a full counter runs over into the next millisecond by itself. */
    private synchronized long nextStamp() {
        last = Math.max(last + 1, clock.millis() << COUNTER_BITS);
        return last;
    }
}
