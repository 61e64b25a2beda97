package dev.naust.filesystem;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.testkit.Feature;
import dev.naust.testkit.StoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

final class FilesystemStoreTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    protected StoreProvider provider() {
        return new FilesystemProvider();
    }

    @Override
    protected StoreConfig emptyStore() {
        try {
            Path root = Files.createTempDirectory(folder, "root");
            return StoreConfig.of("test", Document.of(Map.of("root", Value.text(root.toString()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Set<Feature> lacks() {
        return Set.of(Feature.INDEXES, Feature.TRANSACTIONS);
    }
}
