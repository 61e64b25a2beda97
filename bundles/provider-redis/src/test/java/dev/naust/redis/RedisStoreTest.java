package dev.naust.redis;

import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.testkit.Feature;
import dev.naust.testkit.StoreContract;
import java.util.Set;
import redis.clients.jedis.Jedis;

class RedisStoreTest extends StoreContract {
    @Override
    protected StoreProvider provider() {
        return new RedisProvider();
    }

    @Override
    protected StoreConfig emptyStore() {
        return TestServer.config(TestServer.newDatabase());
    }

    @Override
    protected Set<Feature> lacks() {
        return Set.of(Feature.TRANSACTIONS);
    }

    @Override
    protected void discard(StoreConfig config) {
        try (Jedis client = TestServer.client((int) config.integer("database").orElseThrow())) {
            client.flushDB();
        }
    }
}
