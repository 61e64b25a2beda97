package dev.naust.registry.store;

import dev.naust.api.service.StoreInstance;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.registry.config.Connections;
import dev.naust.registry.config.Definitions;
import dev.naust.registry.config.Overrides;
import dev.naust.registry.config.References;
import dev.naust.registry.config.Settings;
import dev.naust.registry.config.Vault;
import dev.naust.registry.history.Revisions;
import dev.naust.registry.provider.ProviderCatalogue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the stores: opens them when they are borrowed, and closes them when their configuration or their provider goes. */
@Component(service = {StoreRegistry.class, StoreKeeper.class})
public final class StoreKeeper implements StoreRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(StoreKeeper.class);

    /** How long a provider may take to open a store, unless the property {@code naust.stores.limit} names other seconds. */
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(30);

    private final ProviderCatalogue catalogue;
    private final Optional<Settings> settings;
    private final StoreTable table;
    private final StoreBook book;
    private final Opener opener;
    private final Endpoints endpoints;
    private final Retirement retirement = new Retirement();
    private final DefaultStore defaultStore;
    private volatile boolean loaded;

    /** Keeps the stores of the home folder that the framework names, or of none. */
    @Activate
    public StoreKeeper(BundleContext context, @Reference ProviderCatalogue catalogue) {
        this(
                Optional.ofNullable(context.getProperty("naust.home")).map(Path::of),
                catalogue,
                System.getenv(),
                Clock.systemUTC(),
                () -> ownPort(context),
                context.getProperty("naust.port") != null,
                () -> context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING);
    }

    /**
     * Keeps the stores of a home folder, or of none.
     *
     * @param ownPort where this server listens, as soon as it does
     * @param isServer whether this is the one that keeps the history of what people write, and not a command beside it
     * @param isStopping tells whether the whole server stops
     */
    public StoreKeeper(
            Optional<Path> home,
            ProviderCatalogue catalogue,
            Map<String, String> environment,
            Clock clock,
            Supplier<OptionalInt> ownPort,
            boolean isServer,
            BooleanSupplier isStopping) {
        this.catalogue = catalogue;
        this.settings = home.map(folder -> new Settings(folder.toAbsolutePath().normalize()));
        Optional<Vault> vault = settings.map(known -> new Vault(known.home(), environment::get));
        Definitions definitions = new Definitions(catalogue.compiler());
        Connections connections = new Connections(settings, new References(environment, settings, vault), ownPort);
        this.opener = new Opener(
                connections,
                retirement,
                clock,
                () -> settings.map(Settings::usualLease).orElse(Settings.USUAL_LEASE),
                Duration.ofSeconds(Long.getLong("naust.stores.limit", OPEN_LIMIT.toSeconds())));
        this.endpoints = new Endpoints(catalogue, opener);
        this.table = new StoreTable(retirement, isStopping);
        this.defaultStore = new DefaultStore(settings, table);
        EndpointFile whereabouts = new EndpointFile(settings.map(Settings::home));
        this.book = new StoreBook(
                settings.map(known -> new StoreFiles(known.home())),
                settings.map(known -> new History(
                        new Revisions(known.home(), clock), vault.orElseThrow(), definitions, catalogue, isServer)),
                definitions,
                new Judge(definitions, connections, new Overrides(environment, definitions), catalogue),
                table,
                (id, configured) -> new StoreEntry(id, configured, catalogue, opener, retirement, whereabouts));
        catalogue.listen(book);
        catalogue.listen(table);
        if (isServer) {
            load();
        }
    }

    /** A command that works between two addresses has no use for the stores that are configured, and reading them takes a while. */
    private void load() {
        if (!loaded) {
            book.loadAll();
            loaded = true;
        }
    }

    /** The console registers its address when it listens. */
    private static OptionalInt ownPort(BundleContext context) {
        ServiceReference<URI> reference = context.getServiceReference(URI.class);
        if (reference == null || reference.getProperty("naust.ready") == null) {
            return OptionalInt.empty();
        }
        URI address = context.getService(reference);
        try {
            return address == null ? OptionalInt.empty() : OptionalInt.of(address.getPort());
        } finally {
            context.ungetService(reference);
        }
    }

    /** Closes all stores. */
    @Deactivate
    public void close() {
        catalogue.forget(book);
        catalogue.forget(table);
        table.close();
        retirement.close();
    }

    @Override
    public List<StoreView> stores() {
        load();
        String byDefault = defaultStore.id();
        return table.all().stream().map(entry -> entry.view(byDefault)).toList();
    }

    @Override
    public Optional<StoreView> find(String id) {
        load();
        return table.find(id).map(entry -> entry.view(defaultStore.id()));
    }

    @Override
    public StoreLease lease(String id) {
        load();
        return table.get(id).berth().lease();
    }

    @Override
    public List<StoreInstance> instances() {
        load();
        return table.instances();
    }

    @Override
    public void close(String id) {
        load();
        table.get(id).berth().closeIfIdle();
    }

    @Override
    public StoreView defaultStore() {
        load();
        String id = defaultStore.id();
        book.exclusively(() -> {
            if (!table.has(id)) {
                book.create(DefaultStore.fallback(), "naust");
            }
            return id;
        });
        return find(id).orElseThrow(() -> StoreEntry.notFound(id));
    }

    @Override
    public StoreView chooseDefault(String id) {
        load();
        book.exclusively(() -> {
            table.get(id);
            try {
                settings.orElseThrow(StoreBook::homeless).chooseDefaultStore(id);
            } catch (IOException e) {
                throw StoreFiles.unusable("config/naust.json cannot be changed: " + e.getMessage(), e);
            }
            return id;
        });
        LOG.info("Store {} is the default now", id);
        return find(id).orElseThrow(() -> StoreEntry.notFound(id));
    }

    @Override
    public StoreLease open(String endpoint) {
        return endpoints.open(endpoint);
    }

    /** The stores' configurations, for whoever changes them. */
    StoreBook book() {
        load();
        return book;
    }

    StoreTable table() {
        load();
        return table;
    }

    Opener opener() {
        return opener;
    }

    ProviderCatalogue catalogue() {
        return catalogue;
    }

    /** Whether a file is a store's configuration. */
    public boolean isStoreFile(Path file) {
        return book.isStoreFile(file);
    }

    /** Takes over what a store's file says now, or that it is gone. */
    public void reload(Path file) {
        load();
        book.reload(file);
    }
}
