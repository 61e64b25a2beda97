package dev.naust.privacy.find;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Sight;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Footing;
import dev.naust.api.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stores that one piece of work uses, each leased once and given back at its end. For one thread. */
public final class Harbour implements AutoCloseable {
    private final StoreRegistry stores;
    private final Storage storage;
    private final Map<String, StoreLease> leases = new HashMap<>();

    public Harbour(StoreRegistry stores, Storage storage) {
        this.stores = stores;
        this.storage = storage;
    }

    /** A store, open until this is closed. */
    public StoreLease lease(String id) {
        return leases.computeIfAbsent(id, stores::lease);
    }

    public StorageBackend ports(String id) {
        return storage.over(lease(id), Sight.KEEPER);
    }

    /** The collections of a store. */
    public List<DatasetId> collections(String id) {
        return lease(id).store().datasets().stream().map(Dataset::id).toList();
    }

    /**
     * A collection by its whole name, or by its short one where only one has it.
     *
     * @throws StoreException with {@code collection.not_found}
     */
    public DatasetId collection(String store, String name) {
        List<DatasetId> all = collections(store);
        return all.stream()
                .filter(id -> id.toString().equals(name))
                .findFirst()
                .or(() -> {
                    List<DatasetId> named =
                            all.stream().filter(id -> id.name().equals(name)).toList();
                    return named.size() == 1 ? named.stream().findFirst() : Optional.empty();
                })
                .orElseThrow(() -> new StoreException(
                        ServiceError.COLLECTION_NOT_FOUND,
                        "The store \"" + store + "\" has no collection \"" + name
                                + "\", but the map of personal data says so; correct the map"));
    }

    /** Why the server may not be shown all records of a collection, in a sentence; empty when nothing is known of that. */
    public Optional<String> hiding(String store, DatasetId collection) throws InterruptedException {
        Optional<Footing> footing = lease(store).store().footing();
        return footing.isPresent() ? footing.get().hiding(collection) : Optional.empty();
    }

    public DocumentRepository repository(String store, String collection) {
        return ports(store).repository(collection(store, collection));
    }

    @Override
    public void close() {
        leases.values().forEach(StoreLease::close);
        leases.clear();
    }
}
