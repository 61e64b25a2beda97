package dev.naust.storage;

import dev.naust.api.store.Isolation;
import dev.naust.api.store.Store;
import dev.naust.api.store.Transactions.Work;

/** Where a backend's reads and changes happen: on the shared store, or inside one transaction of it. */
interface Scope {

    /** The store to read from. */
    Store store();

    /** Whether what is done here stays; the work of a transaction may still be rolled back. */
    boolean lasting();

    /** Runs a change that reads before it writes, so that no other change of this backend comes in between. */
    <T> T change(Work<T> work) throws InterruptedException;

    /** Runs work whole or not at all. */
    <T> T transaction(Isolation isolation, Work<T> work) throws InterruptedException;

    /** The same for one tenant. */
    <T> T transactionFor(String tenant, Isolation isolation, Work<T> work) throws InterruptedException;
}
