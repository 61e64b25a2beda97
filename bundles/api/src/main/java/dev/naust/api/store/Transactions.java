package dev.naust.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/** Work that happens whole or not at all. */
@ConsumerType
public interface Transactions {

    /**
     * Runs work in one transaction: committed when it returns, rolled back when it throws.
     *
     * @param work gets a store that is bound to the transaction; reading, writing and finding through it are part of it. The
     *     bound store ends with the transaction.
     * @return what the work returned
     * @throws StoreException of category CONFLICT when the store chose this transaction to give way; it may be tried again
     */
    <T> T inTransaction(Work<T> work) throws InterruptedException;

    /** What is to happen whole. */
    @FunctionalInterface
    interface Work<T> {
        T run(Store store) throws InterruptedException;
    }
}
