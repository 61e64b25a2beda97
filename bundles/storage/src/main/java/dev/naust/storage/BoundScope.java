package dev.naust.storage;

import dev.naust.api.store.CommonError;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions.Work;

/** The inside of a transaction: everything is already in line and whole. */
record BoundScope(Store store) implements Scope {

    @Override
    public boolean lasting() {
        return false;
    }

    @Override
    public <T> T change(Work<T> work) throws InterruptedException {
        return work.run(store);
    }

    /** What gives way takes the outer transaction with it, so that only the outermost can be tried again. */
    @Override
    public <T> T transaction(Isolation isolation, Work<T> work) throws InterruptedException {
        return store.transactions()
                .orElseThrow(() -> new StoreException(
                        CommonError.UNSUPPORTED,
                        "This store has no transactions inside of others; do all of the work in the outer one"))
                .inTransaction(isolation, work);
    }

    @Override
    public <T> T transactionFor(String tenant, Isolation isolation, Work<T> work) {
        throw new StoreException(
                CommonError.UNSUPPORTED,
                "A transaction inside another is the same tenant's; choose the tenant of the outermost one");
    }
}
