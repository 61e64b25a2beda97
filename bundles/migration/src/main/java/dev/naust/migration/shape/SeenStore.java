package dev.naust.migration.shape;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Snapshots;
import dev.naust.api.store.Store;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A store that is seen in another shape, for reading. Closing it leaves the store beneath open. */
abstract class SeenStore implements Store {
    private final Store store;

    SeenStore(Store store) {
        this.store = store;
    }

    /** The same view of another state of the store beneath. */
    abstract SeenStore over(Store other);

    /** What a collection holds, in the shape that it is seen in. */
    abstract Profile profile(DatasetId id) throws InterruptedException;

    /** The collections of the store beneath that these are read from. */
    abstract List<DatasetId> beneath(List<DatasetId> collections);

    final Store beneath() {
        return store;
    }

    /** What a collection of the store beneath holds. */
    final Profile profileBeneath(DatasetId id) throws InterruptedException {
        Optional<Profiling> profiling = store.profiling();
        if (profiling.isPresent()) {
            return profiling.get().profile(id);
        }
        OptionalLong estimated = store.datasets().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .map(each -> each.estimatedRecords())
                .orElse(OptionalLong.empty());
        long records = estimated.isPresent() ? estimated.getAsLong() : store.count(ReadRequest.of(id));
        return new Profile(store.describe(id), records, List.of());
    }

    @Override
    public final void check(Duration timeout) {
        store.check(timeout);
    }

    @Override
    public final Optional<Footing> footing() {
        return store.footing().map(OverFooting::new);
    }

    private final class OverFooting implements Footing {
        private final Footing footing;

        OverFooting(Footing footing) {
            this.footing = footing;
        }

        @Override
        public List<String> againstReading(List<DatasetId> collections) throws InterruptedException {
            return footing.againstReading(beneath(collections));
        }

        @Override
        public Optional<String> hiding(DatasetId collection) throws InterruptedException {
            for (DatasetId each : beneath(List.of(collection))) {
                Optional<String> why = footing.hiding(each);
                if (why.isPresent()) {
                    return why;
                }
            }
            return Optional.empty();
        }

        @Override
        public List<String> leftBehind() throws InterruptedException {
            return footing.leftBehind();
        }

        @Override
        public List<String> againstWriting(List<DatasetId> there, boolean making) {
            return List.of("A source that is seen in another shape is only read");
        }
    }

    @Override
    public final Optional<Profiling> profiling() {
        return Optional.of(this::profile);
    }

    @Override
    public final Optional<Snapshots> snapshots() {
        return store.snapshots().map(OverSnapshots::new);
    }

    private final class OverSnapshots implements Snapshots {
        private final Snapshots snapshots;

        OverSnapshots(Snapshots snapshots) {
            this.snapshots = snapshots;
        }

        @Override
        public <T> T inSnapshot(Transactions.Work<T> work) throws InterruptedException {
            return snapshots.inSnapshot(frozen -> work.run(over(frozen)));
        }
    }

    @Override
    public final RecordWriter write(WriteRequest request) {
        throw new UnsupportedOperationException("A source that is seen in another shape is only read");
    }

    @Override
    public final TypeMapper types() {
        return store.types();
    }

    @Override
    public final void close() {
        // Whoever opened the store beneath closes it.
    }
}
