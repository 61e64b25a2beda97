package dev.naust.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/** One consistent state of several collections to read from, while others go on writing. */
@ConsumerType
public interface Snapshots {

    /**
     * Runs work on a state of the store that does not change.
     *
     * @param work gets a store that reads this state and refuses to write, usable by several threads; it ends with the work
     * @return what the work returned
     */
    <T> T inSnapshot(Transactions.Work<T> work) throws InterruptedException;
}
