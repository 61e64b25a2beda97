package dev.naust.testkit.server;

import dev.naust.api.service.ServerState;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Store;

/** The server's own state in a store of the test. */
public record StateInStore(Storage storage, Store store) implements ServerState {
    @Override
    public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
        return work.run(storage.over(store));
    }
}
