package dev.naust.console.sample;

import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreInstance;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Stores that were put in by a test. */
public final class SampleStores implements StoreRegistry {
    private final Map<String, StoreView> views = new ConcurrentSkipListMap<>();
    private final Map<String, Store> stores = new ConcurrentSkipListMap<>();

    /** Adds a store that can be used. */
    public void add(StoreView view, Store store) {
        views.put(view.id(), view);
        stores.put(view.id(), store);
    }

    /** Adds a store that cannot be used. */
    public void add(StoreView view) {
        views.put(view.id(), view);
    }

    @Override
    public List<StoreView> stores() {
        return List.copyOf(views.values());
    }

    @Override
    public Optional<StoreView> find(String id) {
        return Optional.ofNullable(views.get(id));
    }

    @Override
    public StoreLease lease(String id) {
        Store store = Optional.ofNullable(stores.get(id))
                .orElseThrow(() -> new StoreException(ServiceError.STORE_NOT_FOUND, "There is no store " + id + "."));
        return new StoreLease() {
            @Override
            public Store store() {
                return store;
            }

            @Override
            public String name() {
                return id;
            }

            @Override
            public String type() {
                return views.get(id).type();
            }

            @Override
            public void close() {
                // The sample's stores stay.
            }
        };
    }

    @Override
    public StoreLease open(String endpoint) {
        throw new StoreException(ServiceError.ENDPOINT_UNKNOWN, "The sample knows no endpoint.");
    }

    /** Takes a store out. */
    void remove(String id) {
        views.remove(id);
        stores.remove(id);
    }

    @Override
    public List<StoreInstance> instances() {
        return List.of();
    }

    @Override
    public void close(String id) {
        throw new StoreException(ServiceError.PROVIDER_IN_USE, "The sample's stores stay open.");
    }

    @Override
    public StoreView defaultStore() {
        return views.values().stream().filter(StoreView::isDefault).findFirst().orElseThrow();
    }

    @Override
    public StoreView chooseDefault(String id) {
        if (!views.containsKey(id)) {
            throw new StoreException(ServiceError.STORE_NOT_FOUND, "There is no store " + id + ".");
        }
        views.replaceAll((name, view) -> new StoreView(
                name,
                view.type(),
                view.state(),
                view.problem(),
                name.equals(id),
                view.classification(),
                view.residency(),
                view.connection(),
                view.capabilities(),
                view.revision()));
        return views.get(id);
    }
}
