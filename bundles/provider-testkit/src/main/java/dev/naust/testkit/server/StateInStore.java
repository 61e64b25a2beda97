package dev.naust.testkit.server;

import dev.naust.api.model.Dataset;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Scrubbing;
import dev.naust.api.store.Store;
import java.util.List;
import java.util.Optional;

/** The server's own state in a store of the test. */
public record StateInStore(Storage storage, Store store) implements ServerState {
    @Override
    public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
        return work.run(storage.over(store));
    }

    @Override
    public List<String> scrub() throws InterruptedException {
        Optional<Scrubbing> scrubbing = store.scrubbing();
        return scrubbing.isEmpty()
                ? List.of()
                : scrubbing
                        .get()
                        .scrub(store.datasets().stream().map(Dataset::id).toList());
    }
}
