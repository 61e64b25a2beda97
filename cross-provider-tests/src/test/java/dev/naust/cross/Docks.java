package dev.naust.cross;

import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.storage.StorageService;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.FinishedRuns;
import dev.naust.testkit.server.StateInStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;

/** What surrounds requests of people: stores under names, the server's own state in one more, and runs. */
final class Docks implements AutoCloseable {
    private final DockedStores stores = new DockedStores();
    private final Set<String> broken = new HashSet<>();
    private final FinishedRuns runs = new FinishedRuns();
    private final Storage storage = new StorageService();
    private final Store state;

    Docks(Store state) {
        this.state = state;
    }

    void dock(String id, Store store) {
        stores.dock(id, store);
    }

    /** A store that {@link #readOnly} works on. */
    void dockBreakable(String id, Store store) {
        dock(id, (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("write") && broken.contains(id)) {
                        throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The store " + id + " is away.");
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** From now on the store takes no changes, or does again. */
    void readOnly(String id, boolean isReadOnly) {
        if (isReadOnly) {
            broken.add(id);
        } else {
            broken.remove(id);
        }
    }

    Storage storage() {
        return storage;
    }

    StorageBackend ports(String id) {
        return storage.over(stores.store(id));
    }

    ServerState state() {
        return new StateInStore(storage, state);
    }

    DockedStores registry() {
        return stores;
    }

    FinishedRuns runs() {
        return runs;
    }

    @Override
    public void close() {
        stores.closeAll();
        state.close();
    }
}
