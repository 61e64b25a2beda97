package dev.naust.registry.store;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreInstance;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.registry.config.Connections;
import dev.naust.registry.config.Definitions;
import dev.naust.registry.config.References;
import dev.naust.registry.config.Secrets;
import dev.naust.registry.config.Settings;
import dev.naust.registry.config.Similar;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderCatalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the stores: reads and writes their files, opens them when they are borrowed, and closes them when their configuration
 * or their provider goes. The file lock orders changes of files; providers are never called under it.
 */
@Component(service = {StoreRegistry.class, StoreKeeper.class})
public final class StoreKeeper implements StoreRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(StoreKeeper.class);

    /** How long a provider may take to open a store, unless the property {@code naust.stores.limit} names other seconds. */
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(30);

    private final ProviderCatalogue catalogue;
    private final Optional<Settings> settings;
    private final Optional<StoreFiles> files;
    private final Definitions definitions;
    private final Connections connections;
    private final Opener opener;
    private final Endpoints endpoints;
    private final Retirement retirement = new Retirement();
    private final StoreTable table;
    private final DefaultStore defaultStore;

    private final ReentrantLock fileLock = new ReentrantLock();

    /** Keeps the stores of the home folder that the framework names, or of none. */
    @Activate
    public StoreKeeper(BundleContext context, @Reference ProviderCatalogue catalogue) {
        this(
                Optional.ofNullable(context.getProperty("naust.home")).map(Path::of),
                catalogue,
                new References(System::getenv),
                Clock.systemUTC(),
                () -> context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING);
    }

    /** Keeps the stores of a home folder, or of none; {@code isStopping} tells whether the whole server stops. */
    public StoreKeeper(
            Optional<Path> home,
            ProviderCatalogue catalogue,
            References references,
            Clock clock,
            BooleanSupplier isStopping) {
        this.catalogue = catalogue;
        this.settings = home.map(folder -> new Settings(folder.toAbsolutePath().normalize()));
        this.files = settings.map(known -> new StoreFiles(known.home()));
        this.definitions = new Definitions(catalogue.compiler());
        this.connections = new Connections(settings, references);
        this.opener = new Opener(
                connections,
                clock,
                () -> settings.map(Settings::usualLease).orElse(Settings.USUAL_LEASE),
                Duration.ofSeconds(Long.getLong("naust.stores.limit", OPEN_LIMIT.toSeconds())));
        this.endpoints = new Endpoints(catalogue, opener, retirement);
        this.table = new StoreTable(retirement, isStopping);
        this.defaultStore = new DefaultStore(settings, table);
        loadAll();
        catalogue.listen(table);
    }

    /** Closes all stores. */
    @Deactivate
    public void close() {
        catalogue.forget(table);
        table.close();
        retirement.close();
    }

    @Override
    public List<StoreView> stores() {
        String byDefault = defaultStore.id();
        return table.all().stream().map(entry -> entry.view(byDefault)).toList();
    }

    @Override
    public Optional<StoreView> find(String id) {
        return table.find(id).map(entry -> entry.view(defaultStore.id()));
    }

    @Override
    public StoreLease lease(String id) {
        return table.get(id).lease();
    }

    @Override
    public List<StoreInstance> instances() {
        return table.instances();
    }

    @Override
    public void close(String id) {
        table.get(id).closeIfIdle();
    }

    @Override
    public StoreView defaultStore() {
        String id = defaultStore.id();
        fileLock.lock();
        try {
            return table.has(id)
                    ? find(id).orElseThrow(() -> StoreEntry.notFound(id))
                    : create(DefaultStore.fallback());
        } finally {
            fileLock.unlock();
        }
    }

    @Override
    public StoreView chooseDefault(String id) {
        fileLock.lock();
        try {
            table.get(id);
            settings.orElseThrow(StoreKeeper::homeless).chooseDefaultStore(id);
        } catch (IOException e) {
            throw StoreFiles.unusable("config/naust.json cannot be changed: " + e.getMessage(), e);
        } finally {
            fileLock.unlock();
        }
        LOG.info("Store {} is the default now", id);
        return find(id).orElseThrow(() -> StoreEntry.notFound(id));
    }

    @Override
    public StoreLease open(String endpoint) {
        return endpoints.open(endpoint);
    }

    @Override
    public List<ConfigProblem> validate(StoreDefinition definition) {
        List<ConfigProblem> problems = new ArrayList<>(definitions.problems(definition));
        Optional<Provider> provider = catalogue.active(definition.type());
        if (provider.isEmpty() && !definition.type().isEmpty()) {
            problems.add(new ConfigProblem("/type", unknownType(definition.type())));
        }
        provider.flatMap(Provider::schema)
                .ifPresent(schema -> problems.addAll(connections.problems(definition.connection(), schema)));
        return List.copyOf(problems);
    }

    @Override
    public StoreView create(StoreDefinition definition) {
        String id = definition.id();
        refuse(validate(definition));
        fileLock.lock();
        try {
            if (table.has(id) || storeFiles().read(id).isPresent()) {
                throw new StoreException(
                        ServiceError.STORE_EXISTS,
                        "There is a store " + id + " already. Choose another id, or change the store that is there.");
            }
            storeFiles().write(id, definitions.write(definition));
            load(id);
        } finally {
            fileLock.unlock();
        }
        return find(id).orElseThrow(() -> StoreEntry.notFound(id));
    }

    @Override
    public StoreView replace(StoreDefinition definition, String expectedRevision) {
        String id = definition.id();
        fileLock.lock();
        try {
            if (!table.has(id)) {
                throw StoreEntry.notFound(id);
            }
            StoreFiles.Content stored = storeFiles().read(id).orElseThrow(() -> StoreEntry.notFound(id));
            if (!stored.revision().equals(expectedRevision)) {
                throw new StoreException(
                        ServiceError.STORE_CHANGED,
                        "Store " + id + " was changed by somebody else. Load it again and repeat the change.");
            }
            StoreDefinition complete = withStoredSecrets(definition, stored);
            refuse(validate(complete));
            storeFiles().write(id, definitions.write(complete));
            load(id);
        } finally {
            fileLock.unlock();
        }
        return find(id).orElseThrow(() -> StoreEntry.notFound(id));
    }

    @Override
    public void delete(String id) {
        StoreEntry entry = table.get(id);
        entry.removeIfIdle(() -> {
            fileLock.lock();
            try {
                storeFiles().delete(id);
                table.remove(id, entry);
            } finally {
                fileLock.unlock();
            }
        });
        LOG.info("Store {} is no longer configured", id);
    }

    /** Takes over what the files say now. */
    public void loadAll() {
        fileLock.lock();
        try {
            Set<String> ids = new HashSet<>(files.map(StoreFiles::ids).orElse(List.of()));
            ids.addAll(table.ids());
            ids.forEach(this::load);
        } finally {
            fileLock.unlock();
        }
    }

    /** Whether a file is a store's configuration. */
    public boolean isStoreFile(Path file) {
        return files.flatMap(known -> known.idOf(file)).isPresent();
    }

    /** Takes over what a store's file says now, or that it is gone. */
    public void reload(Path file) {
        fileLock.lock();
        try {
            files.flatMap(known -> known.idOf(file)).ifPresent(this::load);
        } finally {
            fileLock.unlock();
        }
    }

    private void load(String id) {
        Optional<StoreFiles.Content> content = read(id);
        if (content.isEmpty()) {
            table.find(id).ifPresent(gone -> {
                table.remove(id, gone);
                gone.remove();
                LOG.info("Store {} is no longer configured", id);
            });
            return;
        }
        @Nullable StoreEntry known = table.find(id).orElse(null);
        if (known != null && known.configured().revision().equals(content.get().revision())) {
            return;
        }
        Configured next = judged(id, content.get());
        if (!next.problems().isEmpty()) {
            LOG.warn("The configuration of store {} is invalid. {}", id, Problems.sentence(next.problems()));
        }
        if (known != null) {
            known.configure(next);
        } else {
            table.put(id, new StoreEntry(id, next, catalogue, connections, opener, retirement));
        }
        LOG.info("Store {} is configured (revision {})", id, next.revision());
    }

    private Optional<StoreFiles.Content> read(String id) {
        try {
            return files.flatMap(known -> known.read(id));
        } catch (StoreException e) {
            // One unreadable file must not keep all other stores from loading; it is listed with the reason.
            return Optional.of(new StoreFiles.Content("", "unreadable"));
        }
    }

    private Configured judged(String id, StoreFiles.Content content) {
        Definitions.Read read = definitions.read(id, content.text());
        List<ConfigProblem> problems = new ArrayList<>(read.problems());
        read.definition()
                .ifPresent(definition -> catalogue
                        .active(definition.type())
                        .flatMap(Provider::schema)
                        .ifPresent(schema -> problems.addAll(connections.problems(definition.connection(), schema))));
        return new Configured(content.revision(), read.definition(), content.revision(), List.copyOf(problems));
    }

    private StoreDefinition withStoredSecrets(StoreDefinition saved, StoreFiles.Content content) {
        Optional<StoreDefinition> stored =
                definitions.read(saved.id(), content.text()).definition();
        if (stored.isEmpty() || !stored.get().type().equals(saved.type())) {
            return saved;
        }
        return new StoreDefinition(
                saved.id(),
                saved.type(),
                Secrets.restore(saved.connection(), stored.get().connection(), catalogue.schema(saved.type())),
                saved.features(),
                saved.classification(),
                saved.residency(),
                saved.rest());
    }

    private String unknownType(String type) {
        Optional<String> problem = catalogue.find(type).flatMap(provider -> provider.problem());
        if (problem.isPresent()) {
            return "names a provider that cannot be used: " + problem.get();
        }
        List<String> there = catalogue.active().stream().map(Provider::id).toList();
        return "names a provider that is not there" + Similar.hint(type, there)
                + (there.isEmpty() ? "" : "; there are " + String.join(", ", there))
                + "; or put the provider's jar into plugins/";
    }

    private StoreFiles storeFiles() {
        return files.orElseThrow(StoreKeeper::homeless);
    }

    private static StoreException homeless() {
        return new StoreException(
                RegistryErrorCode.CONFIG_UNWRITABLE,
                "There is no home folder to keep stores in. Set NAUST_HOME to one, or name the store by an endpoint.");
    }

    private static void refuse(List<ConfigProblem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
    }
}
