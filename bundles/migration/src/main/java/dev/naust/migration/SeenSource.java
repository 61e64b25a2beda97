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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's source, seen as the request wants it. Closing it gives the source back. */
final class SeenSource implements StoreLease {
    private final StoreLease lease;
    private final Store store;

    private SeenSource(StoreLease lease, Store store) {
        this.lease = lease;
        this.store = store;
    }

    /** @param hashKey for fields that are hashed; null when there is none */
    static StoreLease of(StoreLease lease, MigrationRequest request, byte @Nullable [] hashKey) {
        return of(lease, request, hashKey, new Pace(request.options().limits().recordsPerSecond()));
    }

    /** @param pace how fast it is read */
    static StoreLease of(StoreLease lease, MigrationRequest request, byte @Nullable [] hashKey, Pace pace) {
        Map<DatasetId, Reshape> reshapes = new LinkedHashMap<>();
        if (!request.reshapes().isEmpty()) {
            List<Dataset> all = lease.store().datasets();
            request.reshapes()
                    .forEach((name, reshape) ->
                            reshapes.put(named(name, all, lease.name()).id(), reshape));
        }
        return new SeenSource(lease, ReshapedStore.of(lease.store(), reshapes, pace, hashKey));
    }

    /** The collection of this name, whole or its last part. */
    static Dataset named(String name, List<Dataset> all, String store) {
        return all.stream()
                .filter(dataset -> dataset.id().toString().equals(name))
                .findFirst()
                .or(() -> all.stream()
                        .filter(dataset -> dataset.id().name().equals(name))
                        .findFirst())
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
