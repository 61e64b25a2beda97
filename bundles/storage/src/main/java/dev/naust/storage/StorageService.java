package dev.naust.storage;

import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.service.OperationListener;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.Sight;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Store;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Offers the ports over stores as a service. */
@Component
public final class StorageService implements Storage {
    private final TimeSortedIds ids = new TimeSortedIds(Clock.systemUTC());

    private final ObjectShapes shapes = new ObjectShapes();
    private final ReadCaches caches = new ReadCaches();

    /** A backend holds its store, so it must not be held by its store's entry; nobody needs one that nobody has. */
    private final Map<Store, WeakReference<StoreBackend>> backends = new WeakHashMap<>();

    private final List<OperationListener> listeners = new CopyOnWriteArrayList<>();

    private volatile @Nullable RecordGuard guard;
    private volatile boolean guarded;

    @Activate
    public StorageService() {}

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void addListener(OperationListener listener) {
        listeners.add(listener);
    }

    public void removeListener(OperationListener listener) {
        listeners.remove(listener);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setGuard(RecordGuard present) {
        guard = present;
        guarded = true;
    }

    public void unsetGuard(RecordGuard gone) {
        if (guard == gone) {
            guard = null;
        }
    }

    @Override
    public StorageBackend over(StoreLease lease, Sight sight) {
        return shared(lease.store())
                .seen(
                        new Measure(lease.name(), listeners),
                        new Guarding(lease.name(), sight, () -> Optional.ofNullable(guard), () -> guarded));
    }

    @Override
    public StorageBackend over(Store store) {
        return shared(store);
    }

    private synchronized StoreBackend shared(Store store) {
        WeakReference<StoreBackend> known = backends.get(store);
        StoreBackend backend = known == null ? null : known.get();
        if (backend == null) {
            backend = new StoreBackend(new SharedScope(store), ids, shapes, caches);
            backends.put(store, new WeakReference<>(backend));
        }
        return backend;
    }
}
