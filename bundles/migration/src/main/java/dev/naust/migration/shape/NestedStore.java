package dev.naust.migration.shape;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationRequest.Nest;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profile.Finding;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store in which one collection's records lie inside of those that they refer to. */
final class NestedStore extends SeenStore {
    private static final int BATCH = 1_000;
    private static final long BATCH_BYTES = 4L << 20;

    private final DatasetId outer;
    private final DatasetId inner;
    private final Nest choice;
    private final Known known;

    /** What was found out once, for all views. */
    private static final class Known {
        private @Nullable Nesting nesting;
    }

    NestedStore(Store store, DatasetId outer, DatasetId inner, Nest choice) {
        this(store, outer, inner, choice, new Known());
    }

    private NestedStore(Store store, DatasetId outer, DatasetId inner, Nest choice, Known known) {
        super(store);
        this.outer = outer;
        this.inner = inner;
        this.choice = choice;
        this.known = known;
    }

    @Override
    SeenStore over(Store other) {
        return new NestedStore(other, outer, inner, choice, known);
    }

    @Override
    public List<Dataset> datasets() {
        return beneath().datasets().stream()
                .filter(each -> !each.id().equals(inner))
                .toList();
    }

    @Override
    public Schema describe(DatasetId id) {
        Schema schema = beneath().describe(id);
        return id.equals(outer)
                ? Nesting.of(schema, beneath().describe(inner), choice).with(schema)
                : schema;
    }

    @Override
    List<DatasetId> beneath(List<DatasetId> collections) {
        List<DatasetId> read = new ArrayList<>(collections);
        if (read.contains(outer)) {
            read.add(inner);
        }
        return read;
    }

    @Override
    Profile profile(DatasetId id) throws InterruptedException {
        Profile profile = profileBeneath(id);
        if (!id.equals(outer)) {
            return profile;
        }
        Nesting nesting = nesting();
        Schema made = nesting.with(profile.schema());
        long[] seen = look(made);
        refuseLost(nesting, seen[0]);
        List<Finding> findings = new ArrayList<>(profile.findings());
        findings.add(new Finding("", nesting.sentence(seen[0], seen[1])));
        nesting.slow(profile.records()).ifPresent(why -> findings.add(new Finding("", why)));
        return new Profile(made, profile.records(), findings);
    }

    /** Reads all records with what goes into them: how many went in, and the most of one. */
    private long[] look(Schema made) throws InterruptedException {
        long records = 0;
        long longest = 0;
        try (NestedReader reader = reader(ReadRequest.of(outer).as(made))) {
            Batch batch;
            do {
                batch = reader.next(BATCH, BATCH_BYTES);
            } while (!batch.last());
            records = reader.gone();
            longest = reader.longest();
        }
        return new long[] {records, longest};
    }

    private void refuseLost(Nesting nesting, long gone) throws InterruptedException {
        long all = beneath().count(ReadRequest.of(inner));
        if (all > gone) {
            throw Refusal.of((all - gone) + " of " + all + " records of " + inner + " refer to no record of " + outer
                    + " through " + String.join(", ", nesting.by())
                    + ", so that they have no place inside of one. Leave them out with a filter on " + inner
                    + ", put them right, or let " + inner + " stay a collection of its own");
        }
    }

    /** What goes in is read as what its values are, which takes a look at all of them, once. */
    private Nesting nesting() throws InterruptedException {
        synchronized (known) {
            Nesting nesting = known.nesting;
            if (nesting == null) {
                nesting = Nesting.of(
                        beneath().describe(outer), profileBeneath(inner).schema(), choice);
                known.nesting = nesting;
            }
            return nesting;
        }
    }

    @Override
    public RecordReader read(ReadRequest request) {
        if (!request.dataset().equals(outer)) {
            return beneath().read(request);
        }
        try {
            return reader(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of("Looking at " + inner + " was interrupted");
        }
    }

    private NestedReader reader(ReadRequest request) throws InterruptedException {
        Nesting nesting = nesting();
        Schema source = beneath().describe(outer);
        Optional<Schema> wanted = request.readAs()
                .map(schema -> schema.withFields(schema.fields().stream()
                        .filter(each -> !each.name().equals(nesting.field()))
                        .toList()));
        Schema plain = wanted.orElseGet(() -> source.withFields(source.fields().stream()
                .filter(each -> !each.name().equals(nesting.field()))
                .toList()));
        Schema beneath =
                nesting.marked() ? with(plain, source.field(nesting.field()).orElseThrow()) : plain;
        Optional<Filter> pushed = request.filter().filter(filter -> !Mentions.field(filter, nesting.field()));
        RecordReader records = beneath()
                .read(new ReadRequest(
                        outer,
                        Optional.of(beneath),
                        pushed,
                        request.after(),
                        request.resumable(),
                        request.largeValue(),
                        request.most()));
        return new NestedReader(
                records,
                beneath(),
                nesting,
                pushed.isPresent()
                        ? new Filter.And(List.of())
                        : request.filter().orElse(new Filter.And(List.of())));
    }

    private static Schema with(Schema schema, dev.naust.api.model.Field field) {
        List<dev.naust.api.model.Field> fields = new ArrayList<>(schema.fields());
        fields.add(field);
        return schema.withFields(fields);
    }
}
