package dev.naust.control.state;

import dev.naust.api.model.Document;
import dev.naust.api.service.Storage;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.memory.MemoryProvider;
import dev.naust.storage.StorageService;
import java.time.Duration;

/** States of a server for tests. */
public final class TestStates {
    private TestStates() {}

    /** A state over an open store, which the caller closes. */
    public static ControlState over(Store store) {
        Storage storage = new StorageService();
        StateHolder holder = new StateHolder(storage, "memory", "memory", Duration.ofSeconds(5));
        holder.open(store);
        return holder;
    }

    /** A new store in memory. */
    public static Store memory() {
        return new MemoryProvider().open(StoreConfig.of("test", Document.empty()));
    }
}
