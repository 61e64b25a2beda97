package dev.naust.api.store;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Everything that changes in collections, in the order in which it became visible, so that another store can follow. A change
 * is told at least once: after an interruption some come again.
 */
@ConsumerType
public interface ChangeFeed {

    /**
     * Begins to keep changes of these collections and says where they begin. May leave something in the store (a replication
     * slot, triggers) that {@link #forget} removes.
     *
     * @param name a name for the follower, so that several can follow independently; matches {@code [a-z][a-z0-9_]{0,40}}
     * @return the place before the first change that is kept; the same when the follower is known already
     */
    Position follow(String name, List<DatasetId> datasets) throws InterruptedException;

    /** Keeps nothing more for a follower and removes what was made for it. */
    void forget(String name) throws InterruptedException;

    /**
     * Changes behind a place; what lies before it need not be kept any more.
     *
     * @throws StoreException with {@code changes.gone} when the place is too old
     */
    ChangeReader read(String name, Position after);

    /** Whether its readers can tell that they have handed out everything: {@link ChangeReader#isAtEnd}. */
    default boolean knowsItsEnd() {
        return false;
    }

    /** Hands out changes. For one thread at a time. */
    @ConsumerType
    interface ChangeReader extends AutoCloseable {

        /**
         * The next changes, waiting for the first of them.
         *
         * @param patience returns nothing when none came in this time
         */
        List<Change> next(int max, Duration patience) throws InterruptedException;

        /**
         * Whether {@link #next} has handed out everything that was visible in the store when this was called.
         *
         * @param patience how long the store may take to tell; false when it does not in this time
         * @throws StoreException with {@code store.unsupported} where {@link ChangeFeed#knowsItsEnd()} is false
         */
        default boolean isAtEnd(Duration patience) throws InterruptedException {
            throw new StoreException(CommonError.UNSUPPORTED, "This store cannot tell where its changes end");
        }

        @Override
        void close();
    }

    /** What happened to a record. */
    enum Kind {
        INSERTED,
        UPDATED,
        DELETED
    }

    /**
     * One change.
     *
     * @param key of the record; an update that changes the key is a deletion and an insertion
     * @param record as it became; empty for a deletion, and where the technology does not tell
     * @param position go on from here once this change is dealt with
     * @param at when it happened, as the store tells
     */
    record Change(
            DatasetId dataset, Kind kind, RecordKey key, Optional<DataRecord> record, Position position, Instant at) {}
}
