package dev.naust.api.service;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which store is in the place of another: after a migration's cutover what is asked of the source's collections is answered by
 * the target. The ports ask before every operation. Safe for use by several threads.
 *
 * <p>Where several servers share one state, each knows what is on record for {@link #KNOWN_MILLIS} at most and then looks
 * again; who cannot look lets no write pass.
 */
@ProviderType
public interface Primaries {
    /** For how long a server may go by what it has read, in milliseconds. */
    long KNOWN_MILLIS = 250;

    /** What of a store is served by others, sorted by collection. */
    List<Switched> of(String store);

    /**
     * Lets an operation on one collection begin. A write waits while the collection is held for a cutover.
     *
     * @param collection empty for work that may touch any collection of the store, such as a transaction
     * @return to be closed when the operation is over
     * @throws StoreException with {@code collection.held} when it is held for too long, or with {@code control.unavailable}
     */
    Passage enter(String store, Optional<DatasetId> collection, boolean writes) throws InterruptedException;

    /** An operation that has begun. */
    @ProviderType
    interface Passage extends AutoCloseable {
        /** Who serves the collection during this operation; empty for the store itself. */
        Optional<Switched> switched();

        /**
         * Makes sure, when a write is done, that it still counts.
         *
         * @throws StoreException with {@code collection.held} when it took so long that another server may have moved the
         *     collection meanwhile: nobody can say whether the write went along
         */
        void confirm() throws InterruptedException;

        /** The operation is over. */
        @Override
        void close();
    }

    /**
     * A collection that another store serves.
     *
     * @param store whose collection it was
     * @param to the store that serves it
     * @param as what it is called there
     * @param run the migration that moved it
     */
    record Switched(String store, DatasetId collection, String to, DatasetId as, String run, Instant since) {}
}
