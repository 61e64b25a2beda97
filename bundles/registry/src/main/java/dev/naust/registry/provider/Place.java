package dev.naust.registry.provider;

import dev.naust.api.service.StoreInstance;

/**
 * A store that is open with a provider, or about to be: as long as it stands, the provider is in use. Thread-safe.
 */
public interface Place {

    /** What is known of the store. */
    StoreInstance view();
}
