package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Category;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.chunk.Sentence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final boolean expecting;
    private final ExecutorService pool = Parallel.pool("naust-profile", Parallel.processors());
    private final Map<DatasetId, Future<Look>> begun = new HashMap<>();
    private final Set<DatasetId> expected = new HashSet<>();
    private final List<String> refused = new ArrayList<>();

    /** @param expecting whether a collection may be taken for what it declares where a few of its records are so */
    Profiles(Store store, boolean expecting) {
        this.store = store;
        this.expecting = expecting;
    }

    private record Look(Profile profile, boolean expected) {}

    /**
     * Begins to look at collections that will be asked for unless something stands against it, where the store profiles them by
     * itself: other stores have only so many connections, which whoever called may need meanwhile.
     */
    void begin(List<Dataset> collections) {
        if (store.profiling().isPresent()) {
            collections.forEach(each -> look(each, expecting));
        }
    }

    /**
     * One profile for each collection, in the same order; none for those whose content stands against being read at all.
     *
     * @param whole those of which every record has to be looked at
     */
    List<Profile> of(List<Dataset> collections, Set<DatasetId> whole) throws InterruptedException {
        collections.forEach(each -> look(each, expecting && !whole.contains(each.id())));
        List<Profile> profiles = new ArrayList<>();
        for (Dataset each : collections) {
            try {
                profiles.add(profile(each, whole.contains(each.id())));
            } catch (StoreException e) {
                refuse(each, e);
            }
        }
        return profiles;
    }

    private Profile profile(Dataset collection, boolean whole) throws InterruptedException {
        Look look = Parallel.result(begun.get(collection.id()));
        if (look.expected() && whole) {
            return profile(store, collection);
        }
        if (look.expected()) {
            expected.add(collection.id());
        }
        return look.profile();
    }

    /** What a collection holds is its own affair: the others are looked at all the same, so that all is named at once. */
    private void refuse(Dataset collection, StoreException e) {
        boolean wronglyAsked =
                e.code() == ServiceError.MIGRATION_BLOCKED || e.code() == ServiceError.OPTION_UNSUPPORTED;
        if (e.code().category() != Category.USER || wronglyAsked) {
            throw e;
        }
        refused.add("Collection \"" + collection.id() + "\" cannot be read: " + Sentence.open(e.getMessage())
                + ". Put that right, or leave the collection out");
    }

    /** Why collections that were asked for have no profile, a sentence for each. */
    List<String> refused() {
        return refused;
    }

    /** The collections whose profile is an expectation, to which their reader is to hold their records. */
    Set<DatasetId> expected() {
        return expected;
    }

    private void look(Dataset collection, boolean quickly) {
        begun.computeIfAbsent(collection.id(), id -> pool.submit(() -> look(store, collection, quickly)));
    }

    private static Look look(Store store, Dataset collection, boolean quickly) throws InterruptedException {
        Optional<Profile> expected = quickly && store.profiling().isPresent()
                ? store.profiling().get().expect(collection.id())
                : Optional.empty();
        return expected.isPresent()
                ? new Look(NullKeys.asRules(store, expected.get()), true)
                : new Look(profile(store, collection), false);
    }

    /** Gives up what nobody asked for. */
    @Override
    public void close() {
        Parallel.stop(pool);
    }

    private static Profile profile(Store store, Dataset collection) throws InterruptedException {
        Optional<Profiling> profiling = store.profiling();
        if (profiling.isPresent()) {
            return NullKeys.asRules(store, profiling.get().profile(collection.id()));
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
