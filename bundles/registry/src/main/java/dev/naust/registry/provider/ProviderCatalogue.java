package dev.naust.registry.provider;

import dev.naust.api.service.ProviderInUseException;
import dev.naust.api.service.ProviderRegistry;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.ProviderHook;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import dev.naust.registry.config.ConnectionSchema;
import dev.naust.registry.config.SchemaCompiler;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.VersionRange;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows all provider services: the only class that sees them come and go. Providers, hooks and listeners are called outside of
 * all locks. Thread-safe.
 */
@Component(
        service = {ProviderRegistry.class, ProviderCatalogue.class},
        immediate = true)
public final class ProviderCatalogue implements ProviderRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderCatalogue.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration HOOK_LIMIT = Duration.ofSeconds(10);

    /** How long somebody waits for a provider whose bundle is being swapped. */
    private static final Duration SWAP = Duration.ofSeconds(5);

    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private final Clock clock;
    /** Not that of the plugin whose provider comes, for which its threads would be left over when it goes. */
    private final ThreadGroup group = Thread.currentThread().getThreadGroup();

    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(group, task, "naust-provider-vetting");
        thread.setDaemon(true);
        return thread;
    });
    /** Made in the background, because it takes long and a server's start has better things to wait for. */
    private final CompletableFuture<SchemaCompiler> compiler;

    private final Vetting vetting;
    private final HookRunner hooks;
    private final Owners owners;
    private final Shelf shelf;
    private final Standings standings;
    private final List<ProviderListener> listeners = new CopyOnWriteArrayList<>();

    /** An empty catalogue on the system's clock. */
    @Activate
    public ProviderCatalogue(BundleContext context) {
        this(
                Clock.systemUTC(),
                Bundles.of(context),
                Optional.ofNullable(context.getProperty("naust.home")).map(Path::of),
                context.getProperty("naust.cwd") == null,
                HOOK_LIMIT);
    }

    /**
     * An empty catalogue.
     *
     * @param home where it is remembered which bundle has which id
     * @param hookLimit how long a hook may take
     */
    public ProviderCatalogue(Clock clock, Bundles bundles, Optional<Path> home, Duration hookLimit) {
        this(clock, bundles, home, true, hookLimit);
    }

    private ProviderCatalogue(Clock clock, Bundles bundles, Optional<Path> home, boolean isServer, Duration hookLimit) {
        this.clock = clock;
        this.compiler = CompletableFuture.supplyAsync(() -> new SchemaCompiler(isServer), workers)
                .orTimeout(WARM_UP.toSeconds(), TimeUnit.SECONDS);
        this.vetting = new Vetting(this::compiler, workers, PATIENCE);
        this.hooks = new HookRunner(workers, hookLimit);
        this.owners = new Owners(home, isServer);
        this.shelf = new Shelf(bundles, owners, this::isNeeded);
        this.standings = new Standings(shelf, bundles);
    }

    @Reference(
            service = StoreProvider.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "unbind")
    void bind(StoreProvider service, ServiceReference<StoreProvider> reference) {
        Bundle bundle = reference.getBundle();
        if (bundle != null) {
            add(service, Origin.of(bundle));
        }
    }

    void unbind(StoreProvider service) {
        remove(service);
    }

    /** Asks a hook about all providers that come from now on. */
    @Reference(
            service = ProviderHook.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeHook")
    public void addHook(ProviderHook hook, ServiceReference<ProviderHook> reference) {
        hooks.add(reference, hook);
    }

    /** Asks a hook no more. */
    public void removeHook(ProviderHook hook, ServiceReference<ProviderHook> reference) {
        hooks.remove(reference);
    }

    /** Ends the catalogue's threads. */
    @Deactivate
    public void stop() {
        workers.shutdownNow();
    }

    @Override
    public RegisteredProvider register(StoreProvider service) {
        Provider provider = vetted(service, Origin.of(service.getClass()));
        Optional<Provider> other =
                provider.fault().isPresent() ? Optional.empty() : shelf.put(provider, provider::excludes);
        if (other.isPresent()) {
            throw new StoreException(
                    ServiceError.PROVIDER_EXISTS,
                    "There is a provider " + provider.id() + " already ("
                            + other.get().origin().text() + "). Unregister it first, or choose another id.");
        }
        if (provider.fault().isEmpty()) {
            initialise(provider);
        }
        if (provider.fault().isPresent()) {
            remove(service);
            throw new StoreException(
                    ServiceError.PROVIDER_UNFIT, provider.fault().get());
        }
        return standings.of(provider);
    }

    @Override
    public void unregister(String id) {
        Provider provider = active(id)
                .orElseThrow(() -> new StoreException(
                        ServiceError.PROVIDER_NOT_FOUND,
                        "There is no provider " + id + " in use that could be taken away."));
        List<Place> places = provider.leaveIfUnused();
        if (!places.isEmpty()) {
            List<String> stores =
                    places.stream().map(place -> place.view().store()).sorted().toList();
            throw new ProviderInUseException(
                    "Provider " + id + " stays, because stores are open with it: " + String.join(", ", stores)
                            + ". Close or remove them first.",
                    stores);
        }
        remove(provider.service());
    }

    @Override
    public void choose(String id, String bundle) {
        if (shelf.of(id).stream().noneMatch(provider -> provider.origin().name().equals(bundle))) {
            throw new StoreException(
                    ServiceError.PROVIDER_NOT_FOUND, "No bundle " + bundle + " offers a provider " + id + " now.");
        }
        owners.assign(id, bundle);
        LOG.info("Provider {} is that of bundle {} from now on, as somebody chose", id, bundle);
        tell(id);
    }

    /** Registers a provider, sound or not; with hooks about, it can be used a little later. */
    public void add(StoreProvider service, Origin origin) {
        Provider provider = vetted(service, origin);
        shelf.put(provider, other -> false);
        if (provider.fault().isEmpty() && !hooks.isEmpty()) {
            workers.execute(() -> initialise(provider));
        } else {
            initialise(provider);
        }
    }

    private Provider vetted(StoreProvider service, Origin origin) {
        return new Provider(service, origin, vetting.vet(service, origin), clock.instant());
    }

    private void initialise(Provider provider) {
        provider.initialised(provider.fault().isPresent() ? List.of() : hooks.run(provider));
        shelf.announce(provider);
        provider.fault()
                .ifPresentOrElse(
                        LOG::warn,
                        () -> LOG.info(
                                "Provider {} is there ({})",
                                provider.id(),
                                provider.origin().text()));
        standings.conflict(provider).ifPresent(LOG::warn);
        tell(provider.id());
    }

    /** Takes a provider away; returns when nothing that was opened with it is open any more. */
    public void remove(StoreProvider service) {
        Optional<Provider> taken = shelf.take(service);
        if (taken.isEmpty()) {
            return;
        }
        Provider provider = taken.get();
        provider.leave();
        LOG.info("Provider {} goes ({})", provider.id(), provider.origin().text());
        listeners.forEach(listener -> listener.left(provider));
        tell(provider.id());
    }

    /** Takes all providers of a bundle away before it stops, as {@link #remove} does. */
    public void leave(long bundleId) {
        shelf.all().stream()
                .filter(provider -> provider.origin().bundleId() == bundleId)
                .forEach(provider -> remove(provider.service()));
    }

    /** Why a provider of a bundle cannot be used, whatever other providers there are; empty when all are sound. */
    public Optional<String> faultOf(long bundleId) {
        return shelf.all().stream()
                .filter(provider -> provider.origin().bundleId() == bundleId)
                .flatMap(provider -> provider.fault().stream())
                .findFirst();
    }

    private void tell(String id) {
        listeners.forEach(listener -> listener.changed(id));
    }

    private boolean isNeeded(String id) {
        // While nobody listens, nobody can say that it is not.
        return listeners.isEmpty() || listeners.stream().anyMatch(listener -> listener.needs(id));
    }

    /** Tells {@code listener} of all changes from now on. */
    public void listen(ProviderListener listener) {
        listeners.add(listener);
    }

    /** Tells {@code listener} nothing more. */
    public void forget(ProviderListener listener) {
        listeners.remove(listener);
    }

    /**
     * What stands against the providers of a bundle once they are initialised and the stores have moved to them, for which it waits
     * no longer than {@code patience}.
     *
     * @return a fault, or why a store went back to another version; empty when all is well
     */
    public Optional<String> verdict(long bundleId, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Provider> its = shelf.all().stream()
                .filter(provider -> provider.origin().bundleId() == bundleId)
                .toList();
        its.forEach(provider -> shelf.awaitStart(provider, left(deadline)));
        return faultOf(bundleId)
                .or(() -> its.stream()
                        .flatMap(provider -> listeners.stream()
                                .flatMap(listener -> listener.settle(provider, left(deadline)).stream()))
                        .findFirst());
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Compiles schemas; one for all, because its own start is slow. */
    public SchemaCompiler compiler() {
        return compiler.join();
    }

    /** The provider that answers to this id. */
    public Optional<Provider> active(String id) {
        return candidates(id).stream().findFirst();
    }

    /** The providers that can open stores of a type, the best first. */
    public List<Provider> candidates(String id) {
        return shelf.candidates(id);
    }

    /**
     * The best provider with this id whose version is in range; when one is just being swapped or
     * started, the one that comes.
     */
    public Optional<Provider> await(String id, VersionRange range) {
        return shelf.await(
                id,
                () -> candidates(id).stream()
                        .filter(provider -> range.includes(provider.origin().version()))
                        .findFirst(),
                SWAP);
    }

    /** All providers that answer to their id, sorted by it. */
    public List<Provider> active() {
        return shelf.all().stream()
                .map(Provider::id)
                .distinct()
                .flatMap(id -> active(id).stream())
                .toList();
    }

    /** The schema of the provider with this id, also of one that has gone meanwhile. */
    public Optional<ConnectionSchema> schema(String id) {
        return active(id).flatMap(Provider::schema).or(() -> shelf.schema(id));
    }

    /** The providers that came with a bundle, sound or not. */
    public List<RegisteredProvider> of(long bundleId) {
        return shelf.all().stream()
                .filter(provider -> provider.origin().bundleId() == bundleId)
                .map(standings::of)
                .toList();
    }

    @Override
    public List<RegisteredProvider> providers() {
        return shelf.all().stream().map(standings::of).sorted(Standings.ORDER).toList();
    }

    @Override
    public Optional<RegisteredProvider> find(String id) {
        return shelf.of(id).stream().map(standings::of).min(Standings.ORDER);
    }
}
