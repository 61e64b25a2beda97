package dev.naust.storage;

import dev.naust.api.service.ServiceError;
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

    @Override
    public <T> T transaction(Work<T> work) {
        throw new StoreException(
                ServiceError.OPTION_UNSUPPORTED,
                "A transaction cannot be run inside another; do all of the work in the outer one");
    }
}
