package dev.naust.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/** Work that happens whole or not at all. */
@ConsumerType
public interface Transactions {

    /**
     * Runs work in one transaction: committed when it returns, rolled back when it throws.
     *
     * @param work gets a store that is bound to the transaction; reading, writing and finding through it are part of it. The
     *     bound store ends with the transaction. Where the store has savepoints it offers transactions itself: those are
     *     rolled back alone when their work throws, and kept only if the outer one is.
     * @return what the work returned
     * @throws StoreException of category CONFLICT when the store chose this transaction to give way; it may be tried again
     */
    <T> T inTransaction(Work<T> work) throws InterruptedException;

    /**
     * The same with a choice of what the transaction may see of others.
     *
     * @throws StoreException with {@code store.unsupported} when the store cannot keep transactions apart like this
     */
    default <T> T inTransaction(Isolation isolation, Work<T> work) throws InterruptedException {
        if (isolation != Isolation.DEFAULT) {
            throw new StoreException(
                    CommonError.UNSUPPORTED,
                    "This store has one isolation level only; leave the choice out instead of asking for " + isolation);
        }
        return inTransaction(work);
    }

    /**
     * The weakest level at which of two transactions that read a record and then change it, by whichever program, one gives way.
     */
    default Isolation againstLostChanges() {
        return Isolation.DEFAULT;
    }

    /**
     * The same for filling collections that the caller has just made: references need not hold yet where the store would
     * check them at once and knows no later moment for it.
     */
    default <T> T whileFilling(Work<T> work) throws InterruptedException {
        return inTransaction(work);
    }

    /**
     * Transactions of one tenant, whose work sees and changes what belongs to that tenant and nothing else: the store itself
     * sees to it, by rules that its owner has made.
     *
     * @param tenant a name as those rules know it
     * @throws StoreException with {@code store.unsupported} when the store does not keep tenants apart, or not here
     */
    default Transactions forTenant(String tenant) {
        throw new StoreException(
                CommonError.UNSUPPORTED,
                "Stores of this type do not keep tenants apart; leave the tenant out, or use a store that does");
    }

    /** What is to happen whole. */
    @FunctionalInterface
    interface Work<T> {
        T run(Store store) throws InterruptedException;
    }
}
