package dev.naust.storage;

import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who guards records now. Once there was somebody, nothing passes while nobody is there. Safe for use by several threads. */
final class Guards {
    private @Nullable Offer offer;
    private boolean needed;

    /** A guard that is fetched when it is first asked. */
    private static final class Offer {
        private final Object by;
        private final Supplier<@Nullable RecordGuard> source;
        private @Nullable RecordGuard fetched;

        Offer(Object by, Supplier<@Nullable RecordGuard> source) {
            this.by = by;
            this.source = source;
        }

        synchronized Optional<RecordGuard> fetch() {
            if (fetched == null) {
                fetched = source.get();
            }
            return Optional.ofNullable(fetched);
        }
    }

    synchronized void offer(Object by, Supplier<@Nullable RecordGuard> source) {
        offer = new Offer(by, source);
        needed = true;
    }

    synchronized void withdraw(Object by) {
        if (offer != null && offer.by.equals(by)) {
            offer = null;
        }
    }

    /**
     * The guard; empty where there never was one.
     *
     * @throws StoreException with {@code control.unavailable} when there is none now
     */
    Optional<RecordGuard> find() {
        Offer present;
        boolean wanted;
        synchronized (this) {
            present = offer;
            wanted = needed;
        }
        Optional<RecordGuard> found = present == null ? Optional.empty() : present.fetch();
        if (found.isEmpty() && wanted) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The bundle that knows the map of personal data is not started at the moment, so that nobody can say"
                            + " what may be stored and read; try again soon, or start it");
        }
        return found;
    }
}
