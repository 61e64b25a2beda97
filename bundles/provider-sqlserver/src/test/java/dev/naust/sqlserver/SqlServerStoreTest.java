package dev.naust.sqlserver;

import dev.naust.api.model.Dataset;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.testkit.Feature;
import dev.naust.testkit.StoreContract;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract against a real server, where {@code NAUST_TEST_MSSQL_URL} names an empty database that may be emptied again, as an
 * endpoint such as {@code sqlserver://sa:secret@localhost/naust_test?sslmode=require}.
 */
@EnabledIfEnvironmentVariable(named = "NAUST_TEST_MSSQL_URL", matches = ".+")
class SqlServerStoreTest extends StoreContract {
    @Override
    protected StoreProvider provider() {
        return new SqlServerProvider();
    }

    @Override
    protected StoreConfig emptyStore() {
        StoreConfig config = StoreConfig.of(
                "test",
                new SqlServerEndpoint(System::getenv)
                        .parse(System.getenv("NAUST_TEST_MSSQL_URL"))
                        .orElseThrow());
        empty(config);
        return config;
    }

    @Override
    protected void discard(StoreConfig config) {
        empty(config);
    }

    private static void empty(StoreConfig config) {
        try (Store store = new SqlServerProvider().open(config)) {
            SchemaEditing editing = store.schemaEditing().orElseThrow();
            for (Dataset dataset : store.datasets()) {
                editing.drop(dataset.id());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Set<Feature> lacks() {
        return Set.of(Feature.PROFILING);
    }
}
