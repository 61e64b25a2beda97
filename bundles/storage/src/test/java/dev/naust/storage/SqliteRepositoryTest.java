package dev.naust.storage;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.sqlite.SqliteProvider;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class SqliteRepositoryTest extends RepositoryContract {
    @TempDir
    private Path folder;

    @Override
    Store open() {
        Document connection = Document.empty()
                .with("path", Value.text(folder.resolve("test.db").toString()));
        return new SqliteProvider(noProperties()).open(StoreConfig.of("test", connection));
    }

    /** A framework without any property set. */
    private static BundleContext noProperties() {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
    }
}
