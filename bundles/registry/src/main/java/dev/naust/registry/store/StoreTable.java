package dev.naust.registry.store;

import dev.naust.api.service.StoreInstance;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderListener;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;

/**
 * The configured stores by their ids. Closes what is open when providers go, and lets stores move when providers come. Thread-safe.
 */
final class StoreTable implements ProviderListener, AutoCloseable {
    /** How long leases may outlive their provider, whose bundle waits for them. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /** The same while the whole server stops: each provider's bundle waits in turn, and somebody waits for the server. */
    private static final Duration LAST_FAREWELL = Duration.ofSeconds(2);

    private final Retirement retirement;
    private final BooleanSupplier isStopping;
    private final NavigableMap<String, StoreEntry> entries = new ConcurrentSkipListMap<>();

    /** An empty table; {@code isStopping} tells whether the whole server stops. */
    StoreTable(Retirement retirement, BooleanSupplier isStopping) {
        this.retirement = retirement;
        this.isStopping = isStopping;
    }

    Optional<StoreEntry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** The store with this id, or {@code store.not_found}. */
    StoreEntry get(String id) {
        return find(id).orElseThrow(() -> StoreEntry.notFound(id));
    }

    boolean has(String id) {
        return entries.containsKey(id);
    }

    Set<String> ids() {
        return entries.keySet();
    }

    List<StoreEntry> all() {
        return List.copyOf(entries.values());
    }

    void put(String id, StoreEntry entry) {
        entries.put(id, entry);
    }

    /** Takes a store out of the table, unless it is another one by now. */
    void remove(String id, StoreEntry entry) {
        entries.remove(id, entry);
    }

    /** All stores that are open now, sorted by name. */
    List<StoreInstance> instances() {
        return retirement.open().stream()
                .map(SharedStore::view)
                .sorted(Comparator.comparing(StoreInstance::store).thenComparing(StoreInstance::since))
                .toList();
    }

    @Override
    public void changed(String id) {
        entries.values().stream()
                .filter(entry -> entry.isOfType(id))
                .forEach(entry -> entry.berth().providersChanged());
    }

    @Override
    public void left(Provider provider) {
        entries.values().forEach(entry -> entry.berth().forget(provider));
        retirement.retireAndWait(
                retirement.open().stream()
                        .filter(open -> open.provider() == provider)
                        .toList(),
                isStopping.getAsBoolean() ? LAST_FAREWELL : FAREWELL);
    }

    @Override
    public boolean needs(String id) {
        return entries.values().stream().anyMatch(entry -> entry.isOfType(id));
    }

    @Override
    public List<String> settle(Provider provider, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        return entries.values().stream()
                .filter(entry -> entry.isOfType(provider.id()))
                .flatMap(entry ->
                        entry
                                .berth()
                                .settle(provider, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))
                                .stream())
                .toList();
    }

    /** Retires all stores. */
    @Override
    public void close() {
        for (Map.Entry<String, StoreEntry> each : entries.entrySet()) {
            each.getValue().berth().remove();
        }
        entries.clear();
    }
}
