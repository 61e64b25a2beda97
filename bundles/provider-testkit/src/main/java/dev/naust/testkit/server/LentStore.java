package dev.naust.testkit.server;

import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Store;

/** A lease whose end closes nothing: the test closes its stores itself. */
public record LentStore(String name, String type, Store store) implements StoreLease {
    public LentStore(String name, Store store) {
        this(name, "test", store);
    }

    @Override
    public void close() {
        // The test closes its stores itself.
    }
}
