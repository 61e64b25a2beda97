package dev.naust.api.store;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a store from being asked again and again to let in whom it refuses, which would lock the account: a refusal counts for a
 * while, and then one caller alone tries anew. Safe for use by several threads.
 *
 * @param <E> how a refusal is kept
 */
public final class Refusals<E extends Exception> {
    /** How long a refusal counts: at most four are heard in a minute, also when two callers were refused at once. */
    public static final Duration PAUSE = Duration.ofSeconds(20);

    private final LongSupplier nanos;
    private @Nullable E last;
    private long nextTry;

    /** Nothing has been refused yet. */
    public Refusals() {
        this(System::nanoTime);
    }

    /** @param nanos a steady clock, such as {@link System#nanoTime} */
    public Refusals(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The refusal that still counts; empty when the caller shall try, and say with {@link #note} or {@link #clear} how it went. */
    public synchronized Optional<E> standing() {
        E refusal = last;
        if (refusal == null) {
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        if (now - nextTry < 0) {
            return Optional.of(refusal);
        }
        nextTry = now + PAUSE.toNanos();
        return Optional.empty();
    }

    /** Takes note of a refusal. */
    public synchronized void note(E refusal) {
        last = refusal;
        nextTry = nanos.getAsLong() + PAUSE.toNanos();
    }

    /** Takes note that the store let somebody in. */
    public synchronized void clear() {
        last = null;
    }
}
