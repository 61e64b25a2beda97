package dev.naust.api.service;

import dev.naust.api.store.Store;
import org.osgi.annotation.versioning.ProviderType;

/** A store borrowed from the registry. Whoever borrows closes the lease, never the store. */
@ProviderType
public interface StoreLease extends AutoCloseable {

    /** The store, open until the lease ends. */
    Store store();

    /** The store's id, or a name for an endpoint that shows no secret. */
    String name();

    /** The id of the store's provider. */
    String type();

    /**
     * Whether the store is closed, or about to be, although this lease goes on: it moves to another endpoint, or its provider goes.
     * What fails then says nothing of what was asked for.
     */
    default boolean isWithdrawn() {
        return false;
    }

    /** Ends the lease. A second call does nothing. */
    @Override
    void close();
}
