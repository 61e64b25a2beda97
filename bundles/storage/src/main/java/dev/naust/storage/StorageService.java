package dev.naust.storage;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.service.OperationListener;
import dev.naust.api.service.Primaries;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Sight;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Offers the ports over stores as a service. */
@Component
public final class StorageService implements Storage {
    private final TimeSortedIds ids = new TimeSortedIds(Clock.systemUTC());

    private final ObjectShapes shapes = new ObjectShapes();
    private final ReadCaches caches = new ReadCaches();

    /** A backend holds its store, so it must not be held by its store's entry; nobody needs one that nobody has. */
    private final Map<Store, WeakReference<StoreBackend>> backends = new WeakHashMap<>();

    private final List<OperationListener> listeners = new CopyOnWriteArrayList<>();

    private final Offered<RecordGuard> guards =
            new Offered<>("the map of personal data", "what may be stored and read");

    private final Offered<Primaries> primaries = new Offered<>("which store serves what", "where a record belongs");

    private final Offered<StoreRegistry> registry = new Offered<>("the stores", "which there are");

    @Activate
    public StorageService() {}

    @Reference(cardinality = MULTIPLE, policy = DYNAMIC, policyOption = GREEDY)
    public void addListener(OperationListener listener) {
        listeners.add(listener);
    }

    public void removeListener(OperationListener listener) {
        listeners.remove(listener);
    }

    /**
     * Takes the guard without asking for it yet: it stands on the server's state, which stands on this service, and the two
     * would wait for each other.
     */
    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    public void addGuard(ComponentServiceObjects<RecordGuard> offered) {
        guards.offer(offered, offered::getService);
    }

    public void removeGuard(ComponentServiceObjects<RecordGuard> offered) {
        guards.withdraw(offered);
    }

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    public void addPrimaries(ComponentServiceObjects<Primaries> offered) {
        primaries.offer(offered, offered::getService);
    }

    public void removePrimaries(ComponentServiceObjects<Primaries> offered) {
        primaries.withdraw(offered);
    }

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    public void addRegistry(ComponentServiceObjects<StoreRegistry> offered) {
        registry.offer(offered, offered::getService);
    }

    public void removeRegistry(ComponentServiceObjects<StoreRegistry> offered) {
        registry.withdraw(offered);
    }

    /** From now on this says which store serves what passes the ports. */
    public void routeBy(Primaries decided, StoreRegistry stores) {
        primaries.offer(decided, () -> decided);
        registry.offer(stores, () -> stores);
    }

    /** From now on this guards what passes the ports. */
    public void guardBy(RecordGuard guard) {
        guards.offer(guard, () -> guard);
    }

    @Override
    public StorageBackend over(StoreLease lease, Sight sight) {
        return shared(lease.store())
                .seen(
                        new Measure(lease.name(), listeners),
                        new Guarding(lease.name(), sight, guards),
                        new Routing(lease.name(), primaries, this::lend));
    }

    private Routing.Berthed lend(String id) {
        StoreLease lease = registry.find()
                .orElseThrow(() -> new StoreException(
                        ServiceError.STORE_UNAVAILABLE, "The stores are not there at the moment; try again soon"))
                .lease(id);
        return new Routing.Berthed(lease, shared(lease.store()));
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
