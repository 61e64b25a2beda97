package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.reshape.Pace;
import dev.naust.migration.reshape.ReshapedStore;
import dev.naust.migration.shape.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request's source, seen as the request wants it. Closing it gives the source back. */
final class SeenSource implements StoreLease {
    private final StoreLease lease;
    private final Store store;
    private final Shapes shapes;

    private SeenSource(StoreLease lease, Store store, Shapes shapes) {
        this.lease = lease;
        this.store = store;
        this.shapes = shapes;
    }

    /**
     * A source as a request wants it: its own collections changed, then in other shapes, then what these made changed too. Its
     * records come as fast as they can: what is planned is not what is copied.
     *
     * @param hashKey for fields that are hashed; null when there is none
     */
    static SeenSource of(StoreLease lease, MigrationRequest request, byte @Nullable [] hashKey) {
        Map<String, Reshape> later = new LinkedHashMap<>(request.reshapes());
        Store changed = ReshapedStore.of(lease.store(), known(later, lease.store()), new Pace(0), hashKey);
        Shapes shapes = Shapes.of(changed, request.reshapes());
        List<Dataset> all = later.isEmpty() ? List.of() : shapes.store().datasets();
        Map<DatasetId, Reshape> made = new LinkedHashMap<>();
        later.forEach((name, reshape) -> made.put(named(name, all, lease.name()).id(), reshape));
        return new SeenSource(lease, ReshapedStore.of(shapes.store(), made, new Pace(0), hashKey), shapes);
    }

    /** Takes out those changes that are of the source's own collections. */
    private static Map<DatasetId, Reshape> known(Map<String, Reshape> changes, Store store) {
        Map<DatasetId, Reshape> known = new LinkedHashMap<>();
        if (!changes.isEmpty()) {
            List<Dataset> all = store.datasets();
            for (String name : List.copyOf(changes.keySet())) {
                find(name, all).ifPresent(found -> known.put(found.id(), changes.remove(name)));
            }
        }
        return known;
    }

    /** What became of its collections. */
    Shapes shapes() {
        return shapes;
    }

    private static Optional<Dataset> find(String name, List<Dataset> all) {
        return all.stream()
                .filter(dataset -> dataset.id().toString().equals(name))
                .findFirst()
                .or(() -> all.stream()
                        .filter(dataset -> dataset.id().name().equals(name))
                        .findFirst())
                .or(() -> Patterns.isOne(name) ? only(Patterns.matching(name, all)) : Optional.empty());
    }

    /** What a change is for must be one collection. */
    private static Optional<Dataset> only(List<Dataset> found) {
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The collection of this name, whole or its last part. */
    static Dataset named(String name, List<Dataset> all, String store) {
        return find(name, all)
                .orElseThrow(() -> new StoreException(
                        ServiceError.COLLECTION_NOT_FOUND,
                        store + " has no collection \"" + name + "\". It has: "
                                + String.join(
                                        ", ",
                                        all.stream()
                                                .limit(20)
                                                .map(d -> d.id().toString())
                                                .toList())));
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public String name() {
        return lease.name();
    }

    @Override
    public String type() {
        return lease.type();
    }

    @Override
    public void close() {
        lease.close();
    }
}
