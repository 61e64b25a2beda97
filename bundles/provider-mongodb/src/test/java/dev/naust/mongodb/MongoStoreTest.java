package dev.naust.mongodb;

import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.testkit.Feature;
import dev.naust.testkit.StoreContract;
import java.util.Set;

class MongoStoreTest extends StoreContract {
    @Override
    protected StoreProvider provider() {
        return new MongoProvider();
    }

    @Override
    protected StoreConfig emptyStore() {
        return TestServer.config(TestServer.newDatabase());
    }

    /** A single server has no transactions; a real replica set does. */
    @Override
    protected Set<Feature> lacks() {
        return TestServer.REAL.isPresent()
                ? Set.of(Feature.FOREIGN_KEYS)
                : Set.of(Feature.FOREIGN_KEYS, Feature.TRANSACTIONS);
    }

    @Override
    protected Set<String> sharedThreads() {
        return Set.of("BufferPoolPruner", "nioEventLoopGroup", "mongo-server", "globalEventExecutor");
    }

    @Override
    protected void discard(StoreConfig config) {
        TestServer.drop(config.required("database"));
    }
}
