package dev.naust.api.port;

import java.time.Duration;

/**
 * That objects found by their key are kept in memory for a while, bounded in number.
 *
 * <p>Changes made through the ports of this server show at once, whichever repository or transaction makes them, on the same
 * store or on another instance of it. What others do shows after {@code longest} at the latest: another process, a
 * migration, SQL, and what the store does by itself (a trigger, a cascade). Inside a transaction nothing comes from the cache.
 *
 * @param most at most this many objects, 1 to 1,000,000
 * @param longest how old an answer may be, up to a day
 */
public record Caching(int most, Duration longest) {
    private static final int MOST = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(1);

    public Caching {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("A cache holds 1 to " + MOST + " objects, not " + most);
        }
        if (longest.isNegative() || longest.isZero() || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A cached answer may be up to a day old, not " + longest);
        }
    }
}
