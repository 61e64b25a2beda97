package dev.naust.storage;

import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Store;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.util.Map;
import java.util.WeakHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Offers the ports over stores as a service. */
@Component
public final class StorageService implements Storage {
    private final TimeSortedIds ids = new TimeSortedIds(Clock.systemUTC());

    private final ObjectShapes shapes = new ObjectShapes();
    private final ReadCaches caches = new ReadCaches();

    /** A backend holds its store, so it must not be held by its store's entry; nobody needs one that nobody has. */
    private final Map<Store, WeakReference<StorageBackend>> backends = new WeakHashMap<>();

    @Activate
    public StorageService() {}

    @Override
    public synchronized StorageBackend over(Store store) {
        WeakReference<StorageBackend> known = backends.get(store);
        StorageBackend backend = known == null ? null : known.get();
        if (backend == null) {
            backend = new StoreBackend(new SharedScope(store), ids, shapes, caches);
            backends.put(store, new WeakReference<>(backend));
        }
        return backend;
    }
}
