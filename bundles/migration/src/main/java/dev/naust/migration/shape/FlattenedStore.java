package dev.naust.migration.shape;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
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
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A store in which a list, or an object, of one collection's records is a collection of its own. */
final class FlattenedStore extends SeenStore {
    private static final int BATCH = 1_000;
    private static final long BATCH_BYTES = 4L << 20;

    private final Flattening choice;
    private final Known known;

    /** What was found out once about all records, for all views of them. */
    private static final class Known {
        private @Nullable Items items;
    }

    FlattenedStore(Store store, Flattening choice) {
        this(store, choice, new Known());
    }

    private FlattenedStore(Store store, Flattening choice, Known known) {
        super(store);
        this.choice = choice;
        this.known = known;
    }

    @Override
    SeenStore over(Store other) {
        return new FlattenedStore(other, choice, known);
    }

    @Override
    public List<Dataset> datasets() {
        List<Dataset> all = new ArrayList<>(beneath().datasets());
        Shape shape = all.stream()
                .filter(each -> each.id().equals(choice.parent()))
                .findFirst()
                .map(Dataset::shape)
                .orElse(Shape.COLLECTION);
        all.add(new Dataset(choice.child(), shape == Shape.TABLE ? shape : Shape.COLLECTION, OptionalLong.empty()));
        all.sort((a, b) -> a.id().compareTo(b.id()));
        return List.copyOf(all);
    }

    @Override
    public Schema describe(DatasetId id) {
        try {
            if (id.equals(choice.child())) {
                return choice.items(beneath().describe(choice.parent()), items());
            }
            Schema schema = beneath().describe(id);
            return id.equals(choice.parent()) ? choice.without(schema, items().needMark()) : schema;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of("Looking at " + choice.parent() + " was interrupted");
        }
    }

    @Override
    List<DatasetId> beneath(List<DatasetId> collections) {
        return collections.stream()
                .map(each -> each.equals(choice.child()) ? choice.parent() : each)
                .distinct()
                .toList();
    }

    @Override
    Profile profile(DatasetId id) throws InterruptedException {
        if (id.equals(choice.child())) {
            Items items = items();
            Schema schema = choice.items(beneath().describe(choice.parent()), items);
            List<Finding> findings = new ArrayList<>();
            findings.add(new Finding("", choice.sentence(schema, items)));
            items.fields().forEach((name, kinds) -> note(name, kinds, items).ifPresent(findings::add));
            return new Profile(schema, items.count(), findings);
        }
        Profile profile = profileBeneath(id);
        if (!id.equals(choice.parent())) {
            return profile;
        }
        return new Profile(
                choice.without(profile.schema(), items().needMark()),
                profile.records(),
                profile.findings().stream()
                        .filter(each -> !each.field().equals(choice.field()))
                        .toList());
    }

    private static Optional<Finding> note(String name, KindsSeen kinds, Items items) {
        if (items.haveFields() && kinds.isMixed()) {
            return Optional.of(new Finding(name, "holds values of several kinds, which are kept as JSON"));
        }
        boolean misses = kinds.seen() < items.count();
        return items.haveFields() && misses && kinds.nulls() > 0
                ? Optional.of(new Finding(
                        name, "is missing in some items and null in others, which a table does not tell apart"))
                : Optional.empty();
    }

    /** Looks at every record, once. */
    private Items items() throws InterruptedException {
        synchronized (known) {
            Items items = known.items;
            if (items == null) {
                items = look();
                known.items = items;
            }
            return items;
        }
    }

    private Items look() throws InterruptedException {
        Schema parent = beneath().describe(choice.parent());
        if (parent.key().isEmpty()) {
            throw Refusal.of(choice.parent() + " cannot be flattened by " + choice.field()
                    + ": it has no key that its items could refer to. Leave it out of flatten");
        }
        Items items = new Items(choice.parent(), choice.field(), parent.key().size());
        try (RecordReader reader =
                beneath().read(ReadRequest.of(choice.parent()).as(read(parent, List.of())))) {
            Batch batch;
            do {
                batch = reader.next(BATCH, BATCH_BYTES);
                batch.records().forEach(each -> items.see(each.body(), parent.key()));
            } while (!batch.last());
        }
        return items;
    }

    /** The fields of the record that are needed to hand out its items. */
    private Schema read(Schema parent, List<Field> besides) {
        List<Field> fields = new ArrayList<>(besides);
        for (Field each : parent.fields()) {
            if (parent.key().contains(each.name()) && !fields.contains(each)) {
                fields.add(each);
            }
        }
        fields.add(parent.field(choice.field()).orElseGet(() -> Field.of(choice.field(), FieldType.of(Kind.ARRAY))));
        return parent.withFields(fields);
    }

    @Override
    public RecordReader read(ReadRequest request) {
        if (request.dataset().equals(choice.child())) {
            return items(request);
        }
        return request.dataset().equals(choice.parent())
                ? parents(request)
                : beneath().read(request);
    }

    private RecordReader items(ReadRequest request) {
        Schema parent = beneath().describe(choice.parent());
        Schema wanted = request.readAs().orElseGet(() -> describe(choice.child()));
        ReadRequest beneath = new ReadRequest(
                choice.parent(),
                Optional.of(read(parent, List.of())),
                Optional.empty(),
                request.after(),
                request.resumable(),
                request.largeValue(),
                0);
        ItemForm form = new ItemForm(
                wanted,
                parent.key(),
                choice.references(parent.key()),
                choice.field(),
                choice.ownKey().isEmpty() ? choice.position() : "");
        return new ItemReader(beneath().read(beneath), form, request.filter().orElse(new Filter.And(List.of())));
    }

    private RecordReader parents(ReadRequest request) {
        Schema wanted = request.readAs().orElseGet(() -> describe(choice.parent()));
        boolean marked = wanted.field(choice.field()).isPresent();
        if (!marked) {
            return beneath().read(request.as(wanted));
        }
        Schema parent = beneath().describe(choice.parent());
        List<Field> fields = wanted.fields().stream()
                .map(each -> each.name().equals(choice.field())
                        ? parent.field(choice.field()).orElse(each.withType(FieldType.of(Kind.ARRAY)))
                        : each)
                .toList();
        Optional<Filter> pushed = request.filter().filter(filter -> !Mentions.field(filter, choice.field()));
        ReadRequest beneath = new ReadRequest(
                request.dataset(),
                Optional.of(wanted.withFields(fields)),
                pushed,
                request.after(),
                request.resumable(),
                request.largeValue(),
                request.most());
        return new MarkedReader(
                beneath().read(beneath),
                choice.field(),
                pushed.isPresent()
                        ? new Filter.And(List.of())
                        : request.filter().orElse(new Filter.And(List.of())));
    }
}
