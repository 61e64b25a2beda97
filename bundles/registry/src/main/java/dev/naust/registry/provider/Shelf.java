package dev.naust.registry.provider;

import dev.naust.api.store.StoreProvider;
import dev.naust.registry.config.ConnectionSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The registered providers, and who of them answers to an id: the newest version of the bundle that has the id. A bundle has an
 * id when it was the first to offer it, or an operator chose it, until it is uninstalled and no store needs the id. Thread-safe;
 * nobody else's code is called under its lock.
 */
final class Shelf {
    /** How long after its service went a bundle may still be in the middle of a swap; leases hold it up for a while. */
    private static final Duration LONGEST_SWAP = Duration.ofSeconds(15);

    private static final Duration NAP = Duration.ofMillis(50);

    /** The newest first; of equal versions the bundle that was installed last, which is the one that shall follow. */
    private static final Comparator<Provider> PREFERENCE = Comparator.comparing(
                    (Provider provider) -> provider.origin().version())
            .thenComparing(provider -> provider.origin().bundleId())
            .reversed();

    private final Bundles bundles;
    private final Owners owners;
    private final Predicate<String> isNeeded;

    private final Object lock = new Object();
    private final List<Provider> registered = new ArrayList<>();
    private final Map<String, ConnectionSchema> lastSchemas = new HashMap<>();
    private final Map<String, Departure> departures = new HashMap<>();

    /** When a provider's service went, by the system's nanoseconds, and the bundle that it was of. */
    private record Departure(long bundleId, long nanos) {}

    /** @param isNeeded whether stores are configured for an id */
    Shelf(Bundles bundles, Owners owners, Predicate<String> isNeeded) {
        this.bundles = bundles;
        this.owners = owners;
        this.isNeeded = isNeeded;
    }

    /** Puts a provider on the shelf, unless {@code refusal} finds one there that stands against it. */
    Optional<Provider> put(Provider provider, Predicate<Provider> refusal) {
        synchronized (lock) {
            Optional<Provider> other = registered.stream()
                    .filter(known -> known.id().equals(provider.id()) && refusal.test(known))
                    .findFirst();
            if (other.isPresent()) {
                return other;
            }
            registered.add(provider);
            lock.notifyAll();
        }
        if (provider.fault().isEmpty()) {
            owners.claim(provider.id(), provider.origin().name());
        }
        return Optional.empty();
    }

    /** Something about a provider has changed that others may wait for. */
    void announce(Provider provider) {
        boolean answers = candidates(provider.id()).contains(provider);
        synchronized (lock) {
            if (answers) {
                departures.remove(provider.id());
                // Kept for masking: another bundle's schema must not say what is no secret.
                provider.schema().ifPresent(schema -> lastSchemas.put(provider.id(), schema));
            }
            lock.notifyAll();
        }
    }

    Optional<Provider> take(StoreProvider service) {
        synchronized (lock) {
            Optional<Provider> provider = registered.stream()
                    .filter(known -> known.service() == service)
                    .findFirst();
            provider.ifPresent(gone -> {
                registered.remove(gone);
                departures.put(gone.id(), new Departure(gone.origin().bundleId(), System.nanoTime()));
            });
            return provider;
        }
    }

    /** Who can open stores of a type, the best first. */
    List<Provider> candidates(String id) {
        String owner = owner(id).orElse("");
        Set<Long> seen = new HashSet<>();
        return of(id).stream()
                .filter(provider -> provider.isReady()
                        && provider.origin().name().equals(owner)
                        && seen.add(provider.origin().bundleId()))
                .toList();
    }

    /** The symbolic name of the bundle that has an id. */
    Optional<String> owner(String id) {
        Optional<String> owner = owners.of(id);
        if (owner.isEmpty() || has(id, owner.get()) || bundles.isThere(owner.get()) || isNeeded.test(id)) {
            return owner;
        }
        // It went for good and nobody would notice a change: the id is free again.
        Optional<String> heir = of(id).stream()
                .filter(provider -> provider.fault().isEmpty())
                .map(provider -> provider.origin().name())
                .findFirst();
        heir.ifPresent(name -> owners.assign(id, name));
        return heir.or(() -> owner);
    }

    private boolean has(String id, String bundle) {
        return of(id).stream().anyMatch(provider -> provider.origin().name().equals(bundle));
    }

    /** Waits for what {@code search} finds while a provider with this id is being swapped or started, at most for {@code patience}. */
    Optional<Provider> await(String id, Supplier<Optional<Provider>> search, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<Provider> found = search.get();
        while (found.isEmpty() && System.nanoTime() < deadline && isComing(id)) {
            synchronized (lock) {
                try {
                    // A bundle that is uninstalled wakes nobody, hence the short naps.
                    lock.wait(NAP.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }
            found = search.get();
        }
        return found;
    }

    /** Waits until a provider is initialised, at most for {@code patience}. */
    void awaitStart(Provider provider, Duration patience) {
        await(provider.id(), () -> provider.isStarting() ? Optional.empty() : Optional.of(provider), patience);
    }

    private boolean isComing(String id) {
        if (of(id).stream().anyMatch(Provider::isStarting)) {
            return true;
        }
        Departure departure;
        synchronized (lock) {
            departure = departures.get(id);
        }
        return departure != null
                && System.nanoTime() - departure.nanos() < LONGEST_SWAP.toNanos()
                && bundles.isThere(departure.bundleId());
    }

    /** The schema of the provider with this id, also of one that has gone meanwhile. */
    Optional<ConnectionSchema> schema(String id) {
        synchronized (lock) {
            return Optional.ofNullable(lastSchemas.get(id));
        }
    }

    /** All with an id, the best first. */
    List<Provider> of(String id) {
        return all().stream().filter(provider -> provider.id().equals(id)).toList();
    }

    /** All, sorted by id, the best first. */
    List<Provider> all() {
        List<Provider> all;
        synchronized (lock) {
            all = new ArrayList<>(registered);
        }
        all.sort(Comparator.comparing(Provider::id).thenComparing(PREFERENCE));
        return all;
    }
}
