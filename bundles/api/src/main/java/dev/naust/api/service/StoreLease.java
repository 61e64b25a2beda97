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

    /** Ends the lease. A second call does nothing. */
    @Override
    void close();
}
