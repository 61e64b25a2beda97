package dev.naust.storage;

import dev.naust.api.model.Document;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.memory.MemoryProvider;

class MemoryRepositoryTest extends RepositoryContract {

    @Override
    Store open() {
        return new MemoryProvider().open(StoreConfig.of("test", Document.empty()));
    }
}
