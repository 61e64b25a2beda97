package dev.naust.control.account;

import dev.naust.control.account.TokenRecords.Held;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The tokens that were on record a moment ago, for clients that send many requests: their records are not read for each. Holds
 * hashes, as the records do, and no secrets. Safe for use by several threads.
 */
final class KnownTokens {
    private static final long LASTS = Duration.ofSeconds(1).toNanos();
    private static final int MOST = 1_000;

    private final Map<String, Known> known = new HashMap<>();
    private final LongSupplier ticks;
    private long age;

    private record Known(Held held, long readAt) {}

    /** @param ticks nanoseconds from any beginning, which never jump */
    KnownTokens(LongSupplier ticks) {
        this.ticks = ticks;
    }

    /** What was on record a moment ago. */
    synchronized Optional<Held> find(String id) {
        return Optional.ofNullable(known.get(id))
                .filter(each -> ticks.getAsLong() - each.readAt() < LASTS)
                .map(Known::held);
    }

    /** To be asked before the record is read, and given with what was read. */
    synchronized long age() {
        return age;
    }

    /** Takes note of a record, unless something was revoked since its reading began. */
    synchronized void note(long age, Held held) {
        if (age != this.age) {
            return;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(held.token().id(), new Known(held, ticks.getAsLong()));
    }

    /** A record has changed, but is as good as before. */
    synchronized void renew(String id) {
        known.remove(id);
    }

    /** A record may be gone: what was known, or is being read at this moment, counts no more. */
    synchronized void forget() {
        age++;
        known.clear();
    }
}
