package dev.naust.registry;

import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.StoreConfigurations;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreView;
import dev.naust.json.JsonValues;
import dev.naust.registry.provider.Bundles;
import dev.naust.registry.provider.Origin;
import dev.naust.registry.provider.ProviderCatalogue;
import dev.naust.registry.store.StoreEditor;
import dev.naust.registry.store.StoreKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Version;

/** A home folder with a registry on it, for one test. */
final class Home implements AutoCloseable {
    final Path folder;
    final Map<String, String> environment = new ConcurrentHashMap<>();
    final Set<Long> installed = ConcurrentHashMap.newKeySet();
    volatile OptionalInt ownPort = OptionalInt.empty();
    final Set<String> installedNames = ConcurrentHashMap.newKeySet();
    final ProviderCatalogue catalogue;
    private StoreKeeper keeper;
    private StoreEditor editor;

    Home(Path folder) {
        this.folder = folder;
        this.catalogue = newCatalogue();
        this.keeper = newKeeper();
        this.editor = new StoreEditor(keeper);
    }

    StoreEditor editor() {
        return editor;
    }

    List<ConfigProblem> validate(StoreDefinition definition) {
        return editor.validate(definition);
    }

    StoreView create(StoreDefinition definition) {
        return editor.create(definition, "ada");
    }

    StoreView replace(StoreDefinition definition, String expectedRevision) {
        return editor.replace(definition, expectedRevision, "ada", StoreConfigurations.Saving.TESTED);
    }

    void delete(String id) {
        editor.delete(id, "ada");
    }

    StoreKeeper keeper() {
        return keeper;
    }

    /** Stops the registry and starts it anew on the same files. */
    void restart() {
        editor.close();
        keeper.close();
        keeper = newKeeper();
        editor = new StoreEditor(keeper);
    }

    TestProvider provider(String id) {
        return provider(new TestProvider(id), "1.0.0");
    }

    TestProvider provider(TestProvider provider, String version) {
        return provider(provider, "test", version);
    }

    /** Registers a provider as one of a bundle. */
    TestProvider provider(TestProvider provider, String bundle, String version) {
        catalogue.add(provider, new Origin(version.hashCode(), bundle, new Version(version)));
        return provider;
    }

    /** A catalogue that remembers in this home what an earlier one did. */
    ProviderCatalogue newCatalogue() {
        Bundles bundles = new Bundles() {
            @Override
            public boolean isThere(long bundleId) {
                return installed.contains(bundleId);
            }

            @Override
            public boolean isThere(String name) {
                return installedNames.contains(name);
            }
        };
        return new ProviderCatalogue(Clock.systemUTC(), bundles, Optional.of(folder), Duration.ofMillis(500));
    }

    static Document json(String text) {
        return new JsonValues().readObject(text);
    }

    static StoreDefinition store(String id, String type, String connection) {
        return StoreDefinition.of(id, type, json(connection));
    }

    Path file(String id) {
        return folder.resolve("config/stores/" + id + ".json");
    }

    /** Saves a store's file as a person would. */
    void save(String id, String text) {
        try {
            Files.createDirectories(file(id).getParent());
            Files.writeString(file(id), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keeper.reload(file(id));
    }

    /** Removes a store's file as a person would. */
    void remove(String id) {
        try {
            Files.delete(file(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keeper.reload(file(id));
    }

    @Override
    public void close() {
        editor.close();
        keeper.close();
        catalogue.stop();
    }

    private StoreKeeper newKeeper() {
        return new StoreKeeper(
                Optional.of(folder), catalogue, environment, Clock.systemUTC(), () -> ownPort, true, () -> false);
    }
}
