package dev.naust.registry.provider;

import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.StoreInstance;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreProvider;
import dev.naust.registry.config.ConnectionSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One registered provider service, vetted once when it came, with the stores that are open with it. Thread-safe. */
public final class Provider {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);

    private final StoreProvider service;
    private final Origin origin;
    private final Vetting.Result vetted;
    private final Instant registeredAt;
    private final Object lock = new Object();
    private final List<Place> places = new ArrayList<>();
    private volatile boolean gone;
    private volatile boolean starting = true;
    private volatile Optional<String> refusal = Optional.empty();
    private volatile Optional<Shown> shown = Optional.empty();

    Provider(StoreProvider service, Origin origin, Vetting.Result vetted, Instant registeredAt) {
        this.service = service;
        this.origin = origin;
        this.vetted = vetted;
        this.registeredAt = registeredAt;
    }

    /** The type of its stores. */
    public String id() {
        return vetted.id();
    }

    /** The service itself. */
    public StoreProvider service() {
        return service;
    }

    /** The bundle that it came with. */
    public Origin origin() {
        return origin;
    }

    /** The compiled schema of its connections; empty for a provider that cannot be used. */
    public Optional<ConnectionSchema> schema() {
        return vetted.schema();
    }

    /** What it tells people of itself; nothing for a provider that cannot be used. */
    public ProviderInfo info() {
        return vetted.info().orElseGet(() -> new ProviderInfo(id(), "", Set.of()));
    }

    /** Why it cannot be used; empty for a sound one. */
    public Optional<String> fault() {
        return vetted.fault().or(() -> refusal);
    }

    /** Whether it is still being initialised. */
    boolean isStarting() {
        return starting && !gone && vetted.fault().isEmpty();
    }

    /** Whether stores can be opened with it. */
    boolean isReady() {
        return !starting && !gone && fault().isEmpty();
    }

    /** Its initialisation has ended; {@code failures} stand against its being used. */
    void initialised(List<String> failures) {
        if (!failures.isEmpty()) {
            refusal = Optional.of("Provider " + id() + " is not used, because its initialisation failed: "
                    + String.join("; ", failures) + ". Remove the hook or the provider, or put right what it says.");
        }
        starting = false;
    }

    /** Whether its stores are kept by this process itself, as in a file. */
    public boolean isLocal() {
        return vetted.info()
                .filter(info -> info.capabilities().contains(Capability.LOCAL))
                .isPresent();
    }

    /** Whether its service has been taken away. */
    public boolean isGone() {
        return gone;
    }

    /** Whether this one cannot be registered by hand beside another of the same id. */
    boolean excludes(Provider other) {
        return !other.origin.name().equals(origin.name())
                || other.origin.version().equals(origin.version());
    }

    /** Takes a place for a store that is about to open; refused once the provider is gone. */
    public boolean take(Place place) {
        synchronized (lock) {
            return !gone && places.add(place);
        }
    }

    /** Gives a place back whose store is closed, or did not open. */
    public void giveBack(Place place) {
        synchronized (lock) {
            places.remove(place);
        }
    }

    /** What the first opened store showed. */
    private record Shown(Set<Capability> missing, Set<String> features) {}

    /** Compares what the first opened store shows with what the provider claims. */
    public void learnFrom(Store store) {
        if (shown.isPresent()) {
            return;
        }
        Set<Capability> capabilities = Capability.shownBy(store);
        Set<Capability> lacking = claims().stream()
                .filter(claim -> claim.hasFacet() && !capabilities.contains(claim))
                .filter(claim -> !info().depending().contains(claim))
                .collect(Collectors.toUnmodifiableSet());
        shown = Optional.of(new Shown(lacking, Facets.of(store)));
        if (!lacking.isEmpty()) {
            LOG.warn(
                    "Provider {} ({}) claims {}, but its stores do not show it: its author must correct the claim",
                    id(),
                    origin.text(),
                    lacking);
        }
    }

    private Set<Capability> claims() {
        return vetted.info().map(ProviderInfo::capabilities).orElse(Set.of());
    }

    void leave() {
        synchronized (lock) {
            gone = true;
        }
    }

    /** Leaves if no place is taken, and answers with those that are. */
    List<Place> leaveIfUnused() {
        synchronized (lock) {
            gone |= places.isEmpty();
            return List.copyOf(places);
        }
    }

    RegisteredProvider view(RegisteredProvider.State state, Optional<String> problem) {
        return new RegisteredProvider(
                id(),
                origin.version().toString(),
                origin.name(),
                info(),
                vetted.schemaText(),
                state,
                problem,
                shown.map(Shown::missing).orElse(Set.of()),
                shown.map(Shown::features).orElseGet(() -> Facets.behind(claims())),
                registeredAt,
                instances());
    }

    private List<StoreInstance> instances() {
        List<Place> taken;
        synchronized (lock) {
            taken = List.copyOf(places);
        }
        // Asked outside the lock: a place has a lock of its own.
        return taken.stream()
                .map(Place::view)
                .sorted(Comparator.comparing(StoreInstance::store))
                .toList();
    }
}
