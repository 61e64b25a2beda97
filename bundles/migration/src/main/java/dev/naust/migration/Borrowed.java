package dev.naust.migration;

import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Store;

/** Somebody else's lease: its end is not ours to decide. */
record Borrowed(StoreLease owners) implements StoreLease {
    @Override
    public Store store() {
        return owners.store();
    }

    @Override
    public String name() {
        return owners.name();
    }

    @Override
    public String type() {
        return owners.type();
    }

    @Override
    public void close() {
        // The owner closes it.
    }
}
