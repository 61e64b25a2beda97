package dev.naust.storage;

import dev.naust.api.store.Isolation;
import dev.naust.api.store.Store;
import dev.naust.api.store.Transactions.Work;

/** Another scope, through which the tables of documents are seen as documents. */
record DocumentScope(Scope outer) implements Scope {

    @Override
    public Store store() {
        return new DocumentStore(outer.store());
    }

    @Override
    public boolean lasting() {
        return outer.lasting();
    }

    @Override
    public <T> T change(Work<T> work) throws InterruptedException {
        return outer.change(store -> work.run(new DocumentStore(store)));
    }

    @Override
    public <T> T transaction(Isolation isolation, Work<T> work) throws InterruptedException {
        return outer.transaction(isolation, store -> work.run(new DocumentStore(store)));
    }

    @Override
    public <T> T transactionFor(String tenant, Isolation isolation, Work<T> work) throws InterruptedException {
        return outer.transactionFor(tenant, isolation, store -> work.run(new DocumentStore(store)));
    }
}
