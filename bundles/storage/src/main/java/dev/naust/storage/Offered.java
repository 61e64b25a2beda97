package dev.naust.storage;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A service that comes and goes and is fetched when it is first asked, because it stands on what stands on this bundle. Once
 * there was one, nothing passes while there is none. Safe for use by several threads.
 *
 * @param <T> the service
 */
final class Offered<T> {
    private final String who;
    private final String what;
    private @Nullable Offer<T> offer;
    private boolean needed;

    /**
     * A service that is not there yet.
     *
     * @param who what the bundle knows that offers it
     * @param what nobody can say without it
     */
    Offered(String who, String what) {
        this.who = who;
        this.what = what;
    }

    private static final class Offer<T> {
        private final Object by;
        private final Supplier<@Nullable T> source;
        private @Nullable T fetched;

        Offer(Object by, Supplier<@Nullable T> source) {
            this.by = by;
            this.source = source;
        }

        synchronized Optional<T> fetch() {
            if (fetched == null) {
                fetched = source.get();
            }
            return Optional.ofNullable(fetched);
        }
    }

    synchronized void offer(Object by, Supplier<@Nullable T> source) {
        offer = new Offer<>(by, source);
        needed = true;
    }

    synchronized void withdraw(Object by) {
        if (offer != null && offer.by.equals(by)) {
            offer = null;
        }
    }

    /**
     * The service; empty where there never was one.
     *
     * @throws StoreException with {@code control.unavailable} when there is none now
     */
    Optional<T> find() {
        Offer<T> present;
        boolean wanted;
        synchronized (this) {
            present = offer;
            wanted = needed;
        }
        Optional<T> found = present == null ? Optional.empty() : present.fetch();
        if (found.isEmpty() && wanted) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The bundle that knows " + who + " is not started at the moment, so that nobody can say " + what
                            + "; try again soon, or start it");
        }
        return found;
    }
}
