package dev.naust.console.page;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Field;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.service.Sight;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.console.view.CollectionView;
import dev.naust.console.view.CollectionView.Cell;
import dev.naust.console.view.CollectionView.FieldRow;
import dev.naust.console.view.CollectionView.IndexRow;
import dev.naust.console.view.CollectionView.RecordTable;
import dev.naust.console.view.CollectionView.ReferenceRow;
import dev.naust.console.view.Moment;
import dev.naust.console.view.Show;
import dev.naust.console.web.Services;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One collection: what its store declares for it, and a page of its records. */
final class CollectionPage {
    private static final int RECORDS = 25;
    private static final int COLUMNS = 100;
    private static final int LARGE_VALUE = 1 << 16;
    private static final long PAGE_BYTES = 1L << 22;

    private final Services services;

    CollectionPage(Services services) {
        this.services = services;
    }

    /** A collection's page. Names may hold anything, so they travel in the query. */
    static String href(String storeId, String collection) {
        return "/stores/" + storeId + "/collection?name=" + URLEncoder.encode(collection, StandardCharsets.UTF_8);
    }

    /**
     * The page, or empty when the store has no such collection.
     *
     * @param after where the records shown begin; empty at the start
     * @throws StoreException when the store cannot be used
     */
    Optional<CollectionView> view(String storeId, String name, Optional<String> after) throws InterruptedException {
        try (StoreLease lease = services.stores().lease(storeId)) {
            Store store = lease.store();
            Optional<Dataset> dataset = store.datasets().stream()
                    .filter(each -> each.id().toString().equals(name))
                    .findFirst();
            if (dataset.isEmpty()) {
                return Optional.empty();
            }
            Schema schema = store.describe(dataset.get().id());
            StorageBackend ports = services.storage().over(lease, Sight.SEALED);
            return Optional.of(new CollectionView(
                    storeId,
                    name,
                    Show.word(schema.shape().name()),
                    dataset.get().estimatedRecords().isPresent()
                            ? Show.records(dataset.get().estimatedRecords().getAsLong())
                            : "",
                    elsewhere(storeId, dataset.get()),
                    schema.fields().stream().map(CollectionPage::fieldRow).toList(),
                    schema.key().isEmpty() ? "none" : String.join(", ", schema.key()),
                    schema.indexes().stream().map(CollectionPage::indexRow).toList(),
                    schema.foreignKeys().stream()
                            .map(reference -> referenceRow(storeId, reference))
                            .toList(),
                    schema.extras(),
                    records(ports, schema, href(storeId, name), after)));
        }
    }

    private Optional<String> elsewhere(String storeId, Dataset dataset) {
        return services.primaries().of(storeId).stream()
                .filter(each -> each.collection().equals(dataset.id()))
                .findFirst()
                .map(each -> "Since " + Moment.precise(each.since()).text() + " it is " + each.as() + " in "
                        + each.to() + ". Whoever asks Naust for it here gets it from there; below is what "
                        + storeId + " itself still holds.");
    }

    private static FieldRow fieldRow(Field field) {
        List<String> rules = new ArrayList<>();
        if (!field.nullable()) {
            rules.add("required");
        }
        switch (field.generation()) {
            case NONE -> {}
            case IDENTITY -> rules.add("numbered by the store");
            case COMPUTED -> rules.add("computed");
        }
        field.defaultValue().ifPresent(value -> rules.add("default " + text(value)));
        return new FieldRow(field.name(), field.type().describe(), field.type().nativeType(), String.join(", ", rules));
    }

    private static String text(DefaultValue value) {
        if (value instanceof DefaultValue.Constant constant) {
            return Cells.cell(Optional.of(constant.value())).text();
        } else if (value instanceof DefaultValue.Expression expression) {
            return expression.text();
        }
        return "current time";
    }

    private static IndexRow indexRow(Index index) {
        String fields = index.parts().stream()
                .map(part -> part.field() + (part.descending() ? " descending" : ""))
                .collect(Collectors.joining(", "));
        return new IndexRow(index.name(), fields, index.unique() ? "unique" : "");
    }

    private static ReferenceRow referenceRow(String storeId, ForeignKey reference) {
        String target = reference.target().toString();
        List<String> rules = new ArrayList<>();
        addRule(rules, "delete", reference.onDelete());
        addRule(rules, "update", reference.onUpdate());
        if (reference.broken() > 0) {
            rules.add(Show.records(reference.broken()) + " refer to nothing");
        }
        return new ReferenceRow(
                String.join(", ", reference.fields()),
                target,
                String.join(", ", reference.targetFields()),
                href(storeId, target),
                String.join(", ", rules));
    }

    private static void addRule(List<String> rules, String event, ForeignKey.Action action) {
        if (action != ForeignKey.Action.NO_ACTION) {
            rules.add(
                    "on " + event + " " + action.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }

    private static RecordTable records(StorageBackend ports, Schema schema, String href, Optional<String> after)
            throws InterruptedException {
        ReadRequest all = ReadRequest.of(schema.id()).streamingAbove(LARGE_VALUE);
        ReadRequest request = schema.key().isEmpty() ? all : all.withPositions();
        Optional<String> first = after.map(somewhere -> href + "#records");
        if (after.isPresent()) {
            request = request.resumeAfter(new Position(after.get()));
        }
        try (RecordReader reader = ports.read(request)) {
            Batch batch = reader.next(RECORDS, PAGE_BYTES);
            List<String> columns = columns(schema, batch);
            Optional<String> next = batch.last()
                    ? Optional.empty()
                    : batch.position()
                            .map(position -> href + "&after="
                                    + URLEncoder.encode(position.token(), StandardCharsets.UTF_8) + "#records");
            List<List<Cell>> rows =
                    batch.records().stream().map(record -> row(record, columns)).toList();
            return new RecordTable(columns, rows, first, next, Optional.empty());
        } catch (StoreException e) {
            return new RecordTable(List.of(), List.of(), first, Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    private static List<String> columns(Schema schema, Batch batch) {
        Set<String> names = new LinkedHashSet<>();
        schema.fields().forEach(field -> names.add(field.name()));
        batch.records().forEach(record -> names.addAll(record.body().layout().names()));
        return names.stream().limit(COLUMNS).toList();
    }

    private static List<Cell> row(DataRecord record, List<String> columns) {
        return columns.stream()
                .map(column -> Cells.cell(record.body().get(column)))
                .toList();
    }
}
