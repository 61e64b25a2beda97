package dev.naust.migration.reshape;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Snapshots;
import dev.naust.api.store.Store;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A store whose collections are seen as a migration wants them, for reading. Collections that are not changed are read as they
 * are, at no cost. Closing it leaves the store beneath open.
 */
public final class ReshapedStore implements Store {
    private static final int COUNTING_BATCH = 10_000;
    private static final long COUNTING_BYTES = 4L << 20;

    private final Store store;
    private final Map<DatasetId, Reshaping> reshapings;
    private final Map<DatasetId, Schema> sources;
    private final Pace pace;

    private ReshapedStore(
            Store store, Map<DatasetId, Reshaping> reshapings, Map<DatasetId, Schema> sources, Pace pace) {
        this.store = store;
        this.reshapings = reshapings;
        this.sources = sources;
        this.pace = pace;
    }

    /**
     * A store, seen changed.
     *
     * @param hashKey for {@link Transform.Hash}; null when there is none, so that such a field cannot be read
     * @return the store itself when nothing changes
     */
    public static Store of(Store store, Map<DatasetId, Reshape> reshapes, Pace pace, byte @Nullable [] hashKey) {
        if (reshapes.isEmpty() && !pace.isLimited()) {
            return store;
        }
        Map<DatasetId, Reshaping> reshapings = new HashMap<>();
        reshapes.forEach((id, reshape) -> reshapings.put(id, new Reshaping(reshape, hashKey)));
        return new ReshapedStore(store, reshapings, new ConcurrentHashMap<>(), pace);
    }

    /** A store that is read at a pace which may change while it is read. */
    public static Store paced(Store store, Pace pace) {
        return new ReshapedStore(store, Map.of(), new ConcurrentHashMap<>(), pace);
    }

    @Override
    public void check(Duration timeout) {
        store.check(timeout);
    }

    @Override
    public List<Dataset> datasets() {
        return store.datasets().stream()
                .map(each -> isFiltered(each.id()) ? new Dataset(each.id(), each.shape(), OptionalLong.empty()) : each)
                .toList();
    }

    private boolean isFiltered(DatasetId id) {
        Reshaping reshaping = reshapings.get(id);
        return reshaping != null && reshaping.reshape().where().isPresent();
    }

    @Override
    public Schema describe(DatasetId id) {
        Schema source = store.describe(id);
        Reshaping reshaping = reshapings.get(id);
        if (reshaping == null) {
            return referring(source);
        }
        if (store.profiling().isEmpty()) {
            // Where collections declare nothing, only a look at all records shows every field.
            reshaping.requireFields(source);
        }
        sources.put(id, source);
        return reshaping.schema(source, reshapings::get);
    }

    /** A schema that is not changed itself may refer to one whose fields have other names now. */
    private Schema referring(Schema source) {
        return new Reshaping(Reshape.none(), null).schema(source, reshapings::get);
    }

    @Override
    public Optional<Footing> footing() {
        return store.footing();
    }

    @Override
    public Optional<Profiling> profiling() {
        return store.profiling().map(profiling -> id -> {
            Profile profile = profiling.profile(id);
            Reshaping reshaping = reshapings.get(id);
            if (reshaping == null) {
                return new Profile(referring(profile.schema()), profile.records(), profile.findings());
            }
            reshaping.requireFields(profile.schema());
            sources.put(id, profile.schema());
            List<Profile.Finding> findings = new ArrayList<>();
            for (Profile.Finding each : profile.findings()) {
                if (!reshaping.drops(each.field())) {
                    findings.add(new Profile.Finding(reshaping.renamed(each.field()), each.note()));
                }
            }
            return new Profile(
                    reshaping.schema(profile.schema(), reshapings::get),
                    isFiltered(id) ? count(id) : profile.records(),
                    findings);
        });
    }

    private long count(DatasetId id) throws InterruptedException {
        long records = 0;
        try (RecordReader reader = read(ReadRequest.of(id))) {
            boolean last = false;
            while (!last) {
                var batch = reader.next(COUNTING_BATCH, COUNTING_BYTES);
                records += batch.records().size();
                last = batch.last();
            }
        }
        return records;
    }

    @Override
    public RecordReader read(ReadRequest request) {
        Reshaping reshaping = reshapings.get(request.dataset());
        if (reshaping == null) {
            return new PacedReader(store.read(request), pace);
        }
        Schema source = sources.computeIfAbsent(request.dataset(), store::describe);
        List<Filter> pushed = new ArrayList<>();
        List<Filter> rest = new ArrayList<>();
        reshaping.reshape().where().ifPresent(filter -> pushed.add(FilterFields.typed(filter, source)));
        request.filter()
                .ifPresent(filter ->
                        reshaping.pushedDown(filter, source).ifPresentOrElse(pushed::add, () -> rest.add(filter)));
        ReadRequest beneath = new ReadRequest(
                request.dataset(),
                request.readAs().map(as -> beneath(source, as, reshaping)),
                pushed.isEmpty()
                        ? Optional.empty()
                        : Optional.of(pushed.size() == 1 ? pushed.get(0) : new Filter.And(pushed)),
                request.after(),
                request.resumable(),
                request.largeValue(),
                rest.isEmpty() ? request.most() : 0);
        RecordReader reader = store.read(beneath);
        return new ReshapedReader(
                new PacedReader(reader, pace), reshaping, source, request.readAs(), new Filter.And(rest));
    }

    /** The source's fields that are read for the wanted ones, and the key's, which positions stand on. */
    private static Schema beneath(Schema source, Schema wanted, Reshaping reshaping) {
        List<Field> fields = source.fields().stream()
                .filter(field -> source.key().contains(field.name())
                        || !reshaping.drops(field.name())
                                && wanted.field(reshaping.renamed(field.name())).isPresent())
                .toList();
        return source.withFields(fields);
    }

    @Override
    public Optional<Snapshots> snapshots() {
        return store.snapshots().map(ReshapedSnapshots::new);
    }

    private final class ReshapedSnapshots implements Snapshots {
        private final Snapshots snapshots;

        ReshapedSnapshots(Snapshots snapshots) {
            this.snapshots = snapshots;
        }

        @Override
        public <T> T inSnapshot(Transactions.Work<T> work) throws InterruptedException {
            return snapshots.inSnapshot(frozen -> work.run(new ReshapedStore(frozen, reshapings, sources, pace)));
        }
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        throw new UnsupportedOperationException("A source that is seen changed is only read");
    }

    @Override
    public TypeMapper types() {
        return store.types();
    }

    @Override
    public void close() {
        // Whoever opened the store beneath closes it.
    }
}
