package dev.naust.control.state;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.Storage;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.memory.MemoryProvider;
import dev.naust.postgres.PostgresProvider;
import dev.naust.sqlite.SqliteProvider;
import dev.naust.storage.StorageService;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import org.osgi.framework.BundleContext;

/** States of a server for tests. */
public final class TestStates {
    private TestStates() {}

    /** A state over an open store, which the caller closes. */
    public static ServerState over(Store store) {
        Storage storage = new StorageService();
        StateHolder holder = new StateHolder(storage, "memory", "memory", Duration.ofSeconds(5));
        holder.open(store);
        return holder;
    }

    /** A store in an SQLite file, whose commits wait for the disk as the server's do. */
    public static Store sqlite(Path file) {
        Document connection =
                Document.empty().with("path", Value.text(file.toString())).with("synchronous", Value.text("full"));
        return sqliteProvider().open(StoreConfig.of("test", connection));
    }

    /** A store in a PostgreSQL database. */
    public static Store postgres(String address) {
        StoreProvider provider = new PostgresProvider();
        return provider.open(StoreConfig.of("test", provider.endpoint(address).orElseThrow()));
    }

    static StoreProvider sqliteProvider() {
        return new SqliteProvider(noProperties());
    }

    /** A framework without any property set. */
    private static BundleContext noProperties() {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
    }

    /** A new store in memory. */
    public static Store memory() {
        return new MemoryProvider().open(StoreConfig.of("test", Document.empty()));
    }
}
