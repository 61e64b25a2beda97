package dev.naust.memory;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes and removes collections in memory. Keys and unique indexes are enforced; other indexes and foreign keys are declarations
 * that come back as they were given, since memory gains nothing from the one and cannot wait for the other.
 */
final class MemorySchemaEditing implements SchemaEditing {
    private final MemoryStore store;

    MemorySchemaEditing(MemoryStore store) {
        this.store = store;
    }

    @Override
    public DatasetId place(DatasetId foreign) {
        return foreign;
    }

    @Override
    public String fit(String name) {
        return name.isEmpty() ? "unnamed" : name;
    }

    @Override
    public Set<Shape> shapes() {
        return Set.of(Shape.TABLE, Shape.COLLECTION);
    }

    @Override
    public List<SchemaStep> steps(List<Schema> schemas) {
        List<SchemaStep> steps = new ArrayList<>();
        for (Schema schema : schemas) {
            steps.add(step(Phase.CREATE, schema, "collection", schema.fields().size() + " fields"));
            if (!schema.indexes().isEmpty()) {
                steps.add(
                        step(Phase.INDEX, schema, "indexes of", schema.indexes().size() + " indexes"));
            }
            if (!schema.foreignKeys().isEmpty()) {
                steps.add(step(
                        Phase.RELATE,
                        schema,
                        "references of",
                        schema.foreignKeys().size() + " references"));
            }
        }
        steps.sort(Comparator.comparing(SchemaStep::phase));
        return steps;
    }

    @Override
    public void apply(SchemaStep step) throws InterruptedException {
        store.ensureOpen();
        Schema schema = step.schema();
        switch (step.phase()) {
            case CREATE -> create(bare(schema));
            case INDEX ->
                store.contents()
                        .change(
                                schema.id(),
                                table -> indexed(table, schema.indexes())
                                        .withSchema(with(
                                                table.schema(),
                                                schema.indexes(),
                                                table.schema().foreignKeys())));
            case RELATE ->
                store.contents()
                        .change(
                                schema.id(),
                                table -> table.withSchema(table.schema().withForeignKeys(schema.foreignKeys())));
            case FINISH -> {
                // Identity positions follow the records by themselves.
            }
        }
    }

    @Override
    public void drop(DatasetId id) throws InterruptedException {
        store.ensureOpen();
        store.contents().changeAll(tables -> {
            tables.remove(id);
            tables.replaceAll((other, table) -> withoutReferences(table, id));
            return tables;
        });
    }

    private void create(Schema schema) throws InterruptedException {
        store.contents().changeAll(tables -> {
            if (tables.putIfAbsent(schema.id(), MemoryTable.empty(schema)) != null) {
                throw new StoreException(
                        MemoryErrorCode.COLLECTION_EXISTS,
                        "The memory store has a collection \"" + schema.id()
                                + "\" already; drop it or choose another name");
            }
            return tables;
        });
    }

    /** The collection without what later phases add; a key's fields may not be null, whatever was declared. */
    private static Schema bare(Schema schema) {
        List<Field> fields = schema.fields().stream()
                .map(field -> schema.key().contains(field.name()) ? field.withNullable(false) : field)
                .toList();
        return with(schema.withFields(fields), List.of(), List.of());
    }

    private static Schema with(Schema schema, List<Index> indexes, List<ForeignKey> references) {
        return new Schema(
                schema.id(), schema.shape(), schema.fields(), schema.key(), indexes, references, schema.extras());
    }

    private static MemoryTable indexed(MemoryTable table, List<Index> indexes) {
        List<MemoryTable.Unique> uniques = new ArrayList<>();
        for (Index index : indexes) {
            if (index.unique()) {
                uniques.add(new MemoryTable.Unique(index, holders(table, index)));
            }
        }
        return table.withUniques(uniques);
    }

    private static SortedTree<RowKey, RowKey> holders(MemoryTable table, Index index) {
        SortedTree<RowKey, RowKey> holders = SortedTree.empty();
        Iterator<Map.Entry<RowKey, DataRecord>> rows = table.rows().entriesAfter(null);
        while (rows.hasNext()) {
            Map.Entry<RowKey, DataRecord> row = rows.next();
            RowKey values = RowKey.of(row.getValue().body(), index.fields());
            if (values.hasNull()) {
                continue;
            }
            if (holders.get(values).isPresent()) {
                throw new StoreException(
                        MemoryErrorCode.NOT_UNIQUE,
                        "The unique index \"" + index.name() + "\" cannot be made: records of \""
                                + table.schema().id() + "\" agree in " + index.fields());
            }
            holders = holders.with(values, row.getKey());
        }
        return holders;
    }

    private static MemoryTable withoutReferences(MemoryTable table, DatasetId target) {
        List<ForeignKey> kept = table.schema().foreignKeys().stream()
                .filter(reference -> !reference.target().equals(target))
                .toList();
        return table.withSchema(table.schema().withForeignKeys(kept));
    }

    private static SchemaStep step(Phase phase, Schema schema, String what, String detail) {
        String name = what + " " + schema.id();
        boolean rule = phase == Phase.INDEX && schema.indexes().stream().anyMatch(Index::unique);
        return new SchemaStep(phase, schema, name, "Make the " + name + " in memory: " + detail, rule);
    }
}
