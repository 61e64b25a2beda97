package dev.naust.testkit.server;

import dev.naust.api.model.Document;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreInstance;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/** A registry of stores that a test has opened, and closes itself. Safe for use by several threads. */
public final class DockedStores implements StoreRegistry {
    private record Docked(String type, Store store, Optional<String> classification, Optional<String> residency) {}

    private final Map<String, Docked> stores = new ConcurrentSkipListMap<>();
    private final Set<String> away = ConcurrentHashMap.newKeySet();
    private volatile Function<String, StoreLease> opener = endpoint -> {
        throw new StoreException(ServiceError.STORE_NOT_FOUND, "No provider understands " + endpoint);
    };

    /** Stores under the names "source" and "target". */
    public static DockedStores between(Store source, Store target) {
        DockedStores stores = new DockedStores();
        stores.dock("source", source);
        stores.dock("target", target);
        return stores;
    }

    public void dock(String id, Store store) {
        dock(id, "test", store);
    }

    /** A store of a provider with this id. */
    public void dock(String id, String type, Store store) {
        stores.put(id, new Docked(type, store, Optional.empty(), Optional.empty()));
    }

    /** A store with a level of classification and a place. */
    public void dock(String id, Store store, Optional<String> classification, Optional<String> residency) {
        stores.put(id, new Docked("test", store, classification, residency));
    }

    /** Who opens what is not docked; nobody before. */
    public void opener(Function<String, StoreLease> other) {
        opener = other;
    }

    /** From now on the store cannot be borrowed, or can again. */
    public void away(String id, boolean isAway) {
        if (isAway) {
            away.add(id);
        } else {
            away.remove(id);
        }
    }

    /** The store itself, also while it is away. */
    public Store store(String id) {
        return docked(id).store();
    }

    /** Closes every store. */
    public void closeAll() {
        stores.values().forEach(each -> each.store().close());
    }

    private Docked docked(String id) {
        Docked docked = stores.get(id);
        if (docked == null) {
            throw new StoreException(ServiceError.STORE_NOT_FOUND, "There is no store " + id);
        }
        return docked;
    }

    @Override
    public List<StoreView> stores() {
        List<StoreView> views = new ArrayList<>();
        stores.forEach((id, docked) -> views.add(view(id, docked)));
        return views;
    }

    private static StoreView view(String id, Docked docked) {
        return new StoreView(
                id,
                docked.type(),
                StoreView.State.OPEN,
                Optional.empty(),
                false,
                docked.classification(),
                docked.residency(),
                Document.empty(),
                Set.of(),
                "r1");
    }

    @Override
    public Optional<StoreView> find(String id) {
        return Optional.ofNullable(stores.get(id)).map(docked -> view(id, docked));
    }

    @Override
    public StoreLease lease(String id) {
        Docked docked = docked(id);
        if (away.contains(id)) {
            throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The store " + id + " is away.");
        }
        return new LentStore(id, docked.type(), docked.store());
    }

    @Override
    public StoreLease open(String endpoint) {
        return opener.apply(endpoint);
    }

    @Override
    public List<StoreInstance> instances() {
        return List.of();
    }

    @Override
    public void close(String id) {
        docked(id);
    }

    @Override
    public StoreView defaultStore() {
        return stores().stream()
                .findFirst()
                .orElseThrow(() -> new StoreException(ServiceError.STORE_NOT_FOUND, "There is no store"));
    }

    @Override
    public StoreView chooseDefault(String id) {
        return view(id, docked(id));
    }
}
