package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Finds out what collections hold: by the store's own profiling, else by its declarations and its estimate. Collections are looked
 * at side by side, on threads that end when this is closed. For one thread.
 */
final class Profiles implements AutoCloseable {
    private static final int COUNTING_BATCH = 10_000;
    private static final long COUNTING_BYTES = 4L << 20;

    private final Store store;
    private final ExecutorService pool = Parallel.pool("naust-profile", Parallel.processors());
    private final Map<DatasetId, Future<Profile>> begun = new HashMap<>();

    Profiles(Store store) {
        this.store = store;
    }

    /**
     * Begins to look at collections that will be asked for unless something stands against it, where the store profiles them by
     * itself: other stores have only so many connections, which whoever called may need meanwhile.
     */
    void begin(List<Dataset> collections) {
        if (store.profiling().isPresent()) {
            collections.forEach(this::look);
        }
    }

    /** One profile for each collection, in the same order. */
    List<Profile> of(List<Dataset> collections) throws InterruptedException {
        collections.forEach(this::look);
        List<Profile> profiles = new ArrayList<>();
        for (Dataset each : collections) {
            profiles.add(Parallel.result(begun.get(each.id())));
        }
        return profiles;
    }

    private void look(Dataset collection) {
        begun.computeIfAbsent(collection.id(), id -> pool.submit(() -> profile(store, collection)));
    }

    /** Gives up what nobody asked for. */
    @Override
    public void close() {
        Parallel.stop(pool);
    }

    private static Profile profile(Store store, Dataset collection) throws InterruptedException {
        Optional<Profiling> profiling = store.profiling();
        if (profiling.isPresent()) {
            return profiling.get().profile(collection.id());
        }
        long records = collection.estimatedRecords().isPresent()
                ? collection.estimatedRecords().getAsLong()
                : count(store, collection);
        return new Profile(store.describe(collection.id()), records, List.of());
    }

    private static long count(Store store, Dataset collection) throws InterruptedException {
        long records = 0;
        try (RecordReader reader = store.read(ReadRequest.of(collection.id()))) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(COUNTING_BATCH, COUNTING_BYTES);
                records += batch.records().size();
                last = batch.last();
            }
        }
        return records;
    }
}
