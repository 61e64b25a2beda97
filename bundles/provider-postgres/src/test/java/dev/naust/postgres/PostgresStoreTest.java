package dev.naust.postgres;

import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.testkit.Feature;
import dev.naust.testkit.StoreContract;
import java.util.Set;

class PostgresStoreTest extends StoreContract {
    private static final EmptyDatabases DATABASES = new EmptyDatabases();

    @Override
    protected StoreProvider provider() {
        return new PostgresProvider();
    }

    @Override
    protected StoreConfig emptyStore() {
        return TestServer.config(DATABASES.take());
    }

    @Override
    protected Set<Feature> lacks() {
        return Set.of(Feature.PROFILING);
    }

    @Override
    protected void discard(StoreConfig config) {
        DATABASES.giveBack(config.required("database"));
    }
}
