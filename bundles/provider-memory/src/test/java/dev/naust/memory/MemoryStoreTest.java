package dev.naust.memory;

import dev.naust.api.model.Document;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.testkit.Feature;
import dev.naust.testkit.StoreContract;
import java.util.Set;

class MemoryStoreTest extends StoreContract {

    @Override
    protected StoreProvider provider() {
        return new MemoryProvider();
    }

    @Override
    protected StoreConfig emptyStore() {
        return StoreConfig.of("scratch", Document.empty());
    }

    @Override
    protected Set<Feature> lacks() {
        return Set.of(Feature.DURABILITY);
    }
}
