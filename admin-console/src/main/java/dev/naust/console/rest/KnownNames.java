package dev.naust.console.rest;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Store;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/**
 * Which collections the names in addresses meant, for each open store, so that a store need not list all its collections for
 * every record that is asked for. Keeps the latest thousand of a store. Safe for use by several threads.
 */
final class KnownNames {
    private static final int MOST = 1_000;

    private final Map<Store, Map<String, DatasetId>> known = new WeakHashMap<>();

    /** What a name meant before, or else what the search finds. */
    Optional<DatasetId> find(Store store, String name, Supplier<Optional<DatasetId>> search) {
        synchronized (known) {
            DatasetId before = known.getOrDefault(store, Map.of()).get(name);
            if (before != null) {
                return Optional.of(before);
            }
        }
        Optional<DatasetId> found = search.get();
        found.ifPresent(id -> remember(store, name, id));
        return found;
    }

    private void remember(Store store, String name, DatasetId id) {
        synchronized (known) {
            known.computeIfAbsent(store, each -> new Latest()).put(name, id);
        }
    }

    /** Makes the next search for a name a real one. */
    void forget(Store store, String name) {
        synchronized (known) {
            Map<String, DatasetId> names = known.get(store);
            if (names != null) {
                names.remove(name);
            }
        }
    }

    private static final class Latest extends LinkedHashMap<String, DatasetId> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DatasetId> eldest) {
            return size() > MOST;
        }
    }
}
