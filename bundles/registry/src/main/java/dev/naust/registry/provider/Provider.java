package dev.naust.registry.provider;

import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.StoreProvider;
import dev.naust.registry.config.ConnectionSchema;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** One registered provider service, vetted once when it came. Thread-safe. */
public final class Provider {
    private final StoreProvider service;
    private final Origin origin;
    private final Vetting.Result vetted;
    private final Instant registeredAt;
    private final AtomicInteger instances = new AtomicInteger();
    private volatile boolean gone;

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
        return vetted.fault();
    }

    /** Whether its service has been taken away. */
    public boolean isGone() {
        return gone;
    }

    /** Counts a store that was opened with it. */
    public void opened() {
        instances.incrementAndGet();
    }

    /** Counts a store that was closed. */
    public void closed() {
        instances.decrementAndGet();
    }

    void leave() {
        gone = true;
    }

    RegisteredProvider view(Optional<String> problem) {
        return new RegisteredProvider(
                id(),
                origin.version().toString(),
                origin.name(),
                info(),
                vetted.schemaText(),
                problem.isEmpty() ? RegisteredProvider.State.ACTIVE : RegisteredProvider.State.FAILED,
                problem,
                registeredAt,
                instances.get());
    }
}
