package dev.naust.backup;

import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreInstance;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;

/** No store is configured. */
final class NoStores implements StoreRegistry {
    @Override
    public List<StoreView> stores() {
        return List.of();
    }

    @Override
    public Optional<StoreView> find(String id) {
        return Optional.empty();
    }

    @Override
    public StoreLease lease(String id) {
        throw nothing();
    }

    @Override
    public StoreLease open(String endpoint) {
        throw nothing();
    }

    @Override
    public List<StoreInstance> instances() {
        return List.of();
    }

    @Override
    public void close(String id) {
        throw nothing();
    }

    @Override
    public StoreView defaultStore() {
        throw nothing();
    }

    @Override
    public StoreView chooseDefault(String id) {
        throw nothing();
    }

    private static StoreException nothing() {
        return new StoreException(ServiceError.STORE_NOT_FOUND, "There is no such store");
    }
}
