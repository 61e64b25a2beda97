package dev.naust.runtime.probe;

import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import java.util.Set;

/** A provider that misbehaves when it is asked. */
public final class UnrulyProvider implements StoreProvider {
    private final String behaviour;

    UnrulyProvider(String behaviour) {
        this.behaviour = behaviour;
    }

    @Override
    public String id() {
        return behaviour;
    }

    @Override
    public ProviderInfo info() {
        if (behaviour.equals("info-hangs")) {
            UnrulyActivator.loop();
        }
        return new ProviderInfo("Unruly", "Misbehaves.", Set.of());
    }

    @Override
    public String configSchema() {
        if (behaviour.equals("schema-throws")) {
            throw new StackOverflowError();
        }
        return "{\"type\": \"object\"}";
    }

    @Override
    public Store open(StoreConfig config) {
        if (behaviour.equals("open-hangs")) {
            UnrulyActivator.loop();
        }
        if (behaviour.equals("open-exits")) {
            System.exit(4);
        }
        if (behaviour.equals("endless")) {
            return new EndlessStore();
        }
        throw new OutOfMemoryError("no room for a store");
    }
}
