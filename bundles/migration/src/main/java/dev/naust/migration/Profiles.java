package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Finds out what collections hold: by the store's own profiling, else by its declarations and its estimate. */
final class Profiles {
    private static final int COUNTING_BATCH = 10_000;
    private static final long COUNTING_BYTES = 4L << 20;

    private Profiles() {}

    /** One profile for each collection, in the same order; collections are looked at side by side. */
    static List<Profile> of(Store store, List<Dataset> collections) throws InterruptedException {
        List<Callable<Profile>> tasks = new ArrayList<>();
        for (Dataset each : collections) {
            tasks.add(() -> profile(store, each));
        }
        return Parallel.all("naust-profile", Parallel.processors(), tasks);
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
