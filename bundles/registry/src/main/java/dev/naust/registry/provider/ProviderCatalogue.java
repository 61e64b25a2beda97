package dev.naust.registry.provider;

import dev.naust.api.service.ProviderInUseException;
import dev.naust.api.service.ProviderRegistry;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import dev.naust.registry.config.ConnectionSchema;
import dev.naust.registry.config.SchemaCompiler;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows all provider services: the only class that sees them come and go. Of several with one id the newest is used. Providers
 * and listeners are called outside its lock.
 */
@Component(
        service = {ProviderRegistry.class, ProviderCatalogue.class},
        immediate = true)
public final class ProviderCatalogue implements ProviderRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderCatalogue.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long somebody waits for a provider whose bundle is being swapped. */
    private static final Duration SWAP = Duration.ofSeconds(5);

    /** How long after its service went a bundle may still be in the middle of a swap; leases hold it up for a while. */
    private static final Duration LONGEST_SWAP = Duration.ofSeconds(15);

    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration NAP = Duration.ofMillis(50);

    /** The newest first; of equal versions the one that came first. */
    private static final Comparator<Provider> PREFERENCE = Comparator.comparing(
                    (Provider provider) -> provider.origin().version())
            .reversed()
            .thenComparing(provider -> provider.origin().bundleId());

    private final Clock clock;
    private final LongPredicate isInstalled;
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "naust-provider-vetting");
        thread.setDaemon(true);
        return thread;
    });
    /** Made in the background, because it takes long and a server's start has better things to wait for. */
    private final CompletableFuture<SchemaCompiler> compiler = CompletableFuture.supplyAsync(
                    SchemaCompiler::new, workers)
            .orTimeout(WARM_UP.toSeconds(), TimeUnit.SECONDS);

    private final Vetting vetting;
    private final List<ProviderListener> listeners = new CopyOnWriteArrayList<>();

    private final Object lock = new Object();
    private final Map<StoreProvider, Provider> registered = new IdentityHashMap<>();
    private final Map<String, ConnectionSchema> lastSchemas = new HashMap<>();
    private final Map<String, Departure> departures = new HashMap<>();

    /** When a provider's service went, by the system's nanoseconds, and the bundle that it was of. */
    private record Departure(long bundleId, long nanos) {}

    /** An empty catalogue on the system's clock. */
    @Activate
    public ProviderCatalogue(BundleContext context) {
        this(Clock.systemUTC(), bundleId -> context.getBundle(bundleId) != null);
    }

    /** An empty catalogue; {@code isInstalled} tells whether the bundle with a number is installed. */
    public ProviderCatalogue(Clock clock, LongPredicate isInstalled) {
        this.clock = clock;
        this.isInstalled = isInstalled;
        this.vetting = new Vetting(this::compiler, workers, PATIENCE);
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

    /** Ends the catalogue's threads. */
    @Deactivate
    public void stop() {
        workers.shutdownNow();
    }

    @Override
    public RegisteredProvider register(StoreProvider service) {
        Provider provider = vetted(service, Origin.of(service.getClass()));
        if (provider.fault().isPresent()) {
            throw new StoreException(
                    ServiceError.PROVIDER_UNFIT, provider.fault().get());
        }
        enter(provider, true);
        return view(provider);
    }

    @Override
    public void unregister(String id) {
        Provider provider = active(id).orElseThrow(() -> notFound(id));
        List<Place> places = provider.leaveIfUnused();
        if (!places.isEmpty()) {
            List<String> stores = places.stream()
                    .map(place -> place.view().store())
                    .distinct()
                    .sorted()
                    .toList();
            throw new ProviderInUseException(
                    "Provider " + id + " stays, because stores are open with it: " + String.join(", ", stores)
                            + ". Close or remove them first.",
                    stores);
        }
        remove(provider.service());
    }

    /** Registers a provider, sound or not. */
    public void add(StoreProvider service, Origin origin) {
        enter(vetted(service, origin), false);
    }

    private Provider vetted(StoreProvider service, Origin origin) {
        return new Provider(service, origin, vetting.vet(service, origin), clock.instant());
    }

    private void enter(Provider provider, boolean onlyIfFree) {
        StoreProvider service = provider.service();
        synchronized (lock) {
            if (onlyIfFree) {
                refuseTaken(provider);
            }
            registered.put(service, provider);
            departures.remove(provider.id());
            lock.notifyAll();
            provider.schema().ifPresent(schema -> lastSchemas.put(provider.id(), schema));
        }
        provider.fault()
                .ifPresentOrElse(
                        LOG::warn,
                        () -> LOG.info(
                                "Provider {} is there ({} {})",
                                provider.id(),
                                provider.origin().name(),
                                provider.origin().version()));
        listeners.forEach(listener -> listener.changed(provider.id()));
    }

    private void refuseTaken(Provider newcomer) {
        for (Provider other : registered.values()) {
            boolean sameId = other.id().equals(newcomer.id());
            boolean anotherBundle =
                    !other.origin().name().equals(newcomer.origin().name());
            if (sameId
                    && (anotherBundle
                            || other.origin().version().equals(newcomer.origin().version()))) {
                throw new StoreException(
                        ServiceError.PROVIDER_EXISTS,
                        "There is a provider " + other.id() + " already ("
                                + other.origin().name() + " " + other.origin().version()
                                + "). Unregister it first, or choose another id.");
            }
        }
    }

    private StoreException notFound(String id) {
        return new StoreException(
                ServiceError.PROVIDER_NOT_FOUND, "There is no provider " + id + " that could be taken away.");
    }

    /** Takes a provider away; returns when nothing that was opened with it is open any more. */
    public void remove(StoreProvider service) {
        Provider provider;
        synchronized (lock) {
            provider = registered.remove(service);
            if (provider != null) {
                departures.put(provider.id(), new Departure(provider.origin().bundleId(), System.nanoTime()));
            }
        }
        if (provider == null) {
            return;
        }
        provider.leave();
        LOG.info(
                "Provider {} goes ({} {})",
                provider.id(),
                provider.origin().name(),
                provider.origin().version());
        listeners.forEach(listener -> {
            listener.left(provider);
            listener.changed(provider.id());
        });
    }

    /** Takes all providers of a bundle away before it stops, as {@link #remove} does. */
    public void leave(long bundleId) {
        List<StoreProvider> leaving;
        synchronized (lock) {
            leaving = registered.entrySet().stream()
                    .filter(entry -> entry.getValue().origin().bundleId() == bundleId)
                    .map(Map.Entry::getKey)
                    .toList();
        }
        leaving.forEach(this::remove);
    }

    /** Why a provider of a bundle cannot be used, whatever other providers there are; empty when all are sound. */
    public Optional<String> faultOf(long bundleId) {
        return all().stream()
                .filter(provider -> provider.origin().bundleId() == bundleId)
                .flatMap(provider -> provider.fault().stream())
                .findFirst();
    }

    /** Tells {@code listener} of all changes from now on. */
    public void listen(ProviderListener listener) {
        listeners.add(listener);
    }

    /** Tells {@code listener} nothing more. */
    public void forget(ProviderListener listener) {
        listeners.remove(listener);
    }

    /** Compiles schemas; one for all, because its own start is slow. */
    public SchemaCompiler compiler() {
        return compiler.join();
    }

    /** The sound provider that answers to this id. */
    public Optional<Provider> active(String id) {
        synchronized (lock) {
            return registered.values().stream()
                    .filter(provider ->
                            provider.id().equals(id) && provider.fault().isEmpty())
                    .min(PREFERENCE);
        }
    }

    /**
     * The sound provider that answers to this id; when its bundle is just being swapped for another version, the one that comes.
     */
    public Optional<Provider> activeAfterSwap(String id) {
        Optional<Provider> provider = active(id);
        long deadline = System.nanoTime() + SWAP.toNanos();
        while (provider.isEmpty() && System.nanoTime() < deadline && isBeingSwapped(id)) {
            synchronized (lock) {
                try {
                    // A bundle that is uninstalled wakes nobody, hence the short naps.
                    lock.wait(NAP.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }
            provider = active(id);
        }
        return provider;
    }

    private boolean isBeingSwapped(String id) {
        Departure departure;
        synchronized (lock) {
            departure = departures.get(id);
        }
        return departure != null
                && System.nanoTime() - departure.nanos() < LONGEST_SWAP.toNanos()
                && isInstalled.test(departure.bundleId());
    }

    /** All providers that answer to their id, sorted by it. */
    public List<Provider> active() {
        return all().stream()
                .filter(provider ->
                        active(provider.id()).filter(provider::equals).isPresent())
                .toList();
    }

    /** The schema of the provider with this id, also of one that has gone meanwhile. */
    public Optional<ConnectionSchema> schema(String id) {
        synchronized (lock) {
            return Optional.ofNullable(lastSchemas.get(id));
        }
    }

    /** The providers that came with a bundle, sound or not. */
    public List<RegisteredProvider> of(long bundleId) {
        return all().stream()
                .filter(provider -> provider.origin().bundleId() == bundleId)
                .map(this::view)
                .toList();
    }

    @Override
    public List<RegisteredProvider> providers() {
        return all().stream().map(this::view).toList();
    }

    @Override
    public Optional<RegisteredProvider> find(String id) {
        return all().stream()
                .filter(provider -> provider.id().equals(id))
                .map(this::view)
                .min(Comparator.comparing(RegisteredProvider::state));
    }

    private RegisteredProvider view(Provider provider) {
        Optional<String> problem = provider.fault()
                .or(() -> active(provider.id())
                        .filter(winner -> winner != provider)
                        .map(winner -> "Another provider has the id " + provider.id() + " and is used instead: bundle "
                                + winner.origin().name() + " " + winner.origin().version()
                                + ". Remove one of the two."));
        return provider.view(
                problem.isEmpty() ? RegisteredProvider.State.ACTIVE : RegisteredProvider.State.FAILED, problem);
    }

    private List<Provider> all() {
        List<Provider> all;
        synchronized (lock) {
            all = new ArrayList<>(registered.values());
        }
        all.sort(Comparator.comparing(Provider::id).thenComparing(PREFERENCE));
        return all;
    }
}
