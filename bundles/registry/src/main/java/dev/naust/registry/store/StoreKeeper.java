package dev.naust.registry.store;

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
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderCatalogue;
import dev.naust.registry.provider.ProviderListener;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Keeps the stores: opens them when they are borrowed, and closes them when their configuration or their provider goes. */
@Component(service = {StoreRegistry.class, StoreKeeper.class})
public final class StoreKeeper implements StoreRegistry, ProviderListener {
    /** How long leases may outlive their provider, whose bundle waits for them. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /** The same while the whole server stops: each provider's bundle waits in turn, and somebody waits for the server. */
    private static final Duration LAST_FAREWELL = Duration.ofSeconds(2);

    private final ProviderCatalogue catalogue;
    private final Optional<Settings> settings;
    private final StoreBook book;
    private final Opener opener;
    private final Endpoints endpoints;
    private final BooleanSupplier isStopping;
    private final Retirement retirement = new Retirement();

    /** Keeps the stores of the home folder that the framework names, or of none. */
    @Activate
    public StoreKeeper(BundleContext context, @Reference ProviderCatalogue catalogue) {
        this(
                Optional.ofNullable(context.getProperty("naust.home")).map(Path::of),
                catalogue,
                System.getenv(),
                Clock.systemUTC(),
                () -> context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING);
    }

    /** Keeps the stores of a home folder, or of none; {@code isStopping} tells whether the whole server stops. */
    public StoreKeeper(
            Optional<Path> home,
            ProviderCatalogue catalogue,
            Map<String, String> environment,
            Clock clock,
            BooleanSupplier isStopping) {
        this.isStopping = isStopping;
        this.catalogue = catalogue;
        this.settings = home.map(folder -> new Settings(folder.toAbsolutePath().normalize()));
        Optional<Vault> vault = settings.map(known -> new Vault(known.home(), environment::get));
        Definitions definitions = new Definitions(catalogue.compiler());
        Connections connections = new Connections(settings, new References(environment, settings, vault));
        this.opener = new Opener(connections, clock);
        this.endpoints = new Endpoints(catalogue, opener, retirement);
        this.book = new StoreBook(
                settings.map(known -> new StoreFiles(known.home())),
                settings.map(known ->
                        new History(new Revisions(known.home(), clock), vault.orElseThrow(), definitions, catalogue)),
                definitions,
                new Judge(definitions, connections, new Overrides(environment, definitions), catalogue),
                (id, configured) -> new StoreEntry(id, configured, catalogue, opener, retirement));
        catalogue.listen(this);
        book.loadAll();
    }

    /** Closes all stores. */
    @Deactivate
    public void close() {
        catalogue.forget(this);
        book.entries().values().forEach(StoreEntry::remove);
        book.entries().clear();
        retirement.close();
    }

    @Override
    public List<StoreView> stores() {
        Optional<String> byDefault = defaultStore();
        return book.entries().entrySet().stream()
                .map(entry -> entry.getValue()
                        .view(byDefault.filter(entry.getKey()::equals).isPresent()))
                .toList();
    }

    @Override
    public Optional<StoreView> find(String id) {
        return Optional.ofNullable(book.entries().get(id))
                .map(entry -> entry.view(defaultStore().filter(id::equals).isPresent()));
    }

    @Override
    public StoreLease lease(String id) {
        return book.entry(id).lease();
    }

    @Override
    public StoreLease open(String endpoint) {
        return endpoints.open(endpoint);
    }

    /** The stores' configurations, for whoever changes them. */
    StoreBook book() {
        return book;
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
        book.reload(file);
    }

    @Override
    public void changed(String id) {
        book.judgeAnew(id);
        book.entries().values().forEach(StoreEntry::retireOutdated);
    }

    @Override
    public void left(Provider provider) {
        Duration patience = isStopping.getAsBoolean() ? LAST_FAREWELL : FAREWELL;
        book.entries().values().stream()
                .filter(entry -> entry.isOfType(provider.id()))
                .forEach(entry -> entry.awaitOpening(patience));
        retirement.retireAndWait(
                retirement.open().stream()
                        .filter(open -> open.provider() == provider)
                        .toList(),
                patience);
    }

    private Optional<String> defaultStore() {
        return settings.flatMap(Settings::defaultStore)
                .filter(book.entries()::containsKey)
                .or(() -> book.entries().isEmpty()
                        ? Optional.empty()
                        : Optional.of(book.entries().firstKey()));
    }
}
