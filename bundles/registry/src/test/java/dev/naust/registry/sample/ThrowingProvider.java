package dev.naust.registry.sample;

import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;

/** A provider whose component cannot be made. */
public final class ThrowingProvider implements StoreProvider {
    public ThrowingProvider() {
        throw new IllegalStateException("no native library for this machine");
    }

    @Override
    public String id() {
        return "throwing";
    }

    @Override
    public ProviderInfo info() {
        throw new IllegalStateException("never reached");
    }

    @Override
    public String configSchema() {
        throw new IllegalStateException("never reached");
    }

    @Override
    public Store open(StoreConfig config) {
        throw new IllegalStateException("never reached");
    }
}
