package dev.naust.migration.schema;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.migration.Carried;
import java.util.ArrayList;
import java.util.List;

/**
 * Two stores of different technologies, both in the words of the target: what the target has in full, and how it should be.
 *
 * @param wanted what the source declares as the target would hold it, with all that only the target's technology says as it is
 * @param there the target's own structure
 */
record Crossing(Structure wanted, Structure there) {

    /** Whether a dialect's stores say their whole structure. */
    static boolean isWritten(Dialect dialect) {
        return dialect != Dialect.SQLSERVER;
    }

    /** Reads both stores; the target is one whose dialect is written, and which says its whole structure. */
    static Crossing of(Store source, Store target, Dialect dialect, List<Rename> renames) throws InterruptedException {
        SchemaEditing editing = target.schemaEditing().orElseThrow();
        Structure there = target.structures().orElseThrow().read();
        Structure said = Renaming.apply(Inferred.own(target, dialect), renames);
        Structure had = Renaming.apply(there, renames);
        List<String> notes = new ArrayList<>();
        List<Schema> sources = new ArrayList<>();
        for (Dataset dataset : source.datasets()) {
            if (dataset.shape() == Shape.VIEW) {
                notes.add("The view " + dataset.id()
                        + " is not compared: its definition is in the words of its own technology");
            } else {
                Schema schema = source.describe(dataset.id());
                sources.add(schema);
                schema.extras().forEach(extra -> notes.add(dataset.id() + ": " + extra));
            }
        }
        Carried carried = Carried.into(editing, target.types(), sources);
        notes.addAll(carried.notes().stream()
                .filter(note -> sources.stream()
                        .flatMap(schema -> schema.extras().stream())
                        .noneMatch(note::endsWith))
                .toList());
        Structure designed = Inferred.designed(dialect, new Alignment(editing, had).of(carried.schemas()));
        designed.notes().stream().filter(note -> !notes.contains(note)).forEach(notes::add);
        return new Crossing(new Standing(dialect, said, had, notes).wanted(designed), there);
    }

    /** The target's own way to write a name that means the same to it, such as one in another case. */
    private record Alignment(SchemaEditing editing, Structure there) {

        List<Schema> of(List<Schema> schemas) {
            return schemas.stream().map(this::of).toList();
        }

        private Schema of(Schema schema) {
            return new Schema(
                    table(schema.id()),
                    schema.shape(),
                    schema.fields().stream()
                            .map(field -> of(schema.id(), field))
                            .toList(),
                    columns(schema.id(), schema.key()),
                    schema.indexes().stream()
                            .map(index -> of(schema.id(), index))
                            .toList(),
                    schema.foreignKeys().stream()
                            .map(key -> of(schema.id(), key))
                            .toList(),
                    schema.extras());
        }

        private DatasetId table(DatasetId id) {
            return there.table(id)
                    .map(Table::id)
                    .orElseGet(() -> there.tables().stream()
                            .map(Table::id)
                            .filter(other -> other.path().size() == id.path().size()
                                    && editing.sameName(other.name(), id.name()))
                            .filter(other -> other.path()
                                    .subList(0, other.path().size() - 1)
                                    .equals(id.path().subList(0, id.path().size() - 1)))
                            .findFirst()
                            .orElse(id));
        }

        private String column(DatasetId table, String name) {
            return there.table(table(table))
                    .filter(had -> had.column(name).isEmpty())
                    .flatMap(had -> had.columns().stream()
                            .map(Structure.Column::name)
                            .filter(other -> editing.sameName(other, name))
                            .findFirst())
                    .orElse(name);
        }

        private List<String> columns(DatasetId table, List<String> names) {
            return names.stream().map(name -> column(table, name)).toList();
        }

        private Field of(DatasetId table, Field field) {
            return field.withName(column(table, field.name()));
        }

        private Index of(DatasetId table, Index index) {
            return new Index(
                    index.name(),
                    index.unique(),
                    index.constraint(),
                    index.parts().stream()
                            .map(part -> new Index.Part(column(table, part.field()), part.descending()))
                            .toList());
        }

        private ForeignKey of(DatasetId table, ForeignKey key) {
            return new ForeignKey(
                    key.name(),
                    columns(table, key.fields()),
                    table(key.target()),
                    columns(key.target(), key.targetFields()),
                    key.onDelete(),
                    key.onUpdate(),
                    key.broken());
        }
    }
}
