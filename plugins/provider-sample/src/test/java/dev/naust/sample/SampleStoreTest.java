package dev.naust.sample;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.testkit.Feature;
import dev.naust.testkit.StoreContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** What every provider promises, and what this one says it cannot do. */
class SampleStoreTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    protected StoreProvider provider() {
        return new SampleProvider();
    }

    @Override
    protected StoreConfig emptyStore() {
        return StoreConfig.of("files", Document.of(Map.of("folder", Value.text(folder.toString()))));
    }

    @Override
    protected Set<Feature> lacks() {
        return Set.of(
                Feature.KEYS,
                Feature.NOT_NULL,
                Feature.INDEXES,
                Feature.FOREIGN_KEYS,
                Feature.LOOKUP,
                Feature.TRANSACTIONS,
                Feature.PROFILING);
    }
}
