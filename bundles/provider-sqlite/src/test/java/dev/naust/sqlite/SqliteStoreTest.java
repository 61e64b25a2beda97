package dev.naust.sqlite;

import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.testkit.StoreContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What every provider promises, kept by SQLite. */
class SqliteStoreTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    protected StoreProvider provider() {
        return new SqliteProvider(folder);
    }

    @Override
    protected StoreConfig emptyStore() {
        return Stores.config(folder.resolve("store.db"), Map.of());
    }
}
