package dev.naust.filesystem;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.filesystem.disk.SafeName;
import dev.naust.filesystem.failure.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Makes and removes collections in the folder. Keys are enforced; references are declarations that come back as they were
 * given; indexes are not kept, since a key is all that the files are sorted by, and the collection says which they were.
 */
final class FilesystemSchemaEditing implements SchemaEditing {
    private final FilesystemStore store;

    FilesystemSchemaEditing(FilesystemStore store) {
        this.store = store;
    }

    @Override
    public DatasetId place(DatasetId foreign) {
        return DatasetId.of(foreign.name());
    }

    /** Any name that is Unicode: what file systems refuse is escaped in the folder's name, and the name kept beside. */
    @Override
    public String fit(String name) {
        String unicode = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return unicode.isEmpty() ? "unnamed" : unicode;
    }

    /** Some file systems do not tell the case of letters apart. */
    @Override
    public boolean sameName(String a, String b) {
        return SafeName.folded(a).equals(SafeName.folded(b));
    }

    @Override
    public Set<Shape> shapes() {
        return Set.of(Shape.TABLE, Shape.COLLECTION);
    }

    @Override
    public List<SchemaStep> steps(List<Schema> schemas) {
        List<SchemaStep> steps = new ArrayList<>();
        for (Schema schema : schemas) {
            String folder = SafeName.folder(schema.id().name());
            steps.add(new SchemaStep(
                    Phase.CREATE, schema, "folder " + folder, "Make the folder " + folder + " for segments of NDJSON"));
            if (!schema.indexes().isEmpty()) {
                steps.add(new SchemaStep(
                        Phase.INDEX,
                        schema,
                        "note on indexes of " + schema.id(),
                        "Write down that a folder does not keep "
                                + schema.indexes().size() + " indexes of " + schema.id()));
            }
            if (!schema.foreignKeys().isEmpty()) {
                steps.add(new SchemaStep(
                        Phase.RELATE,
                        schema,
                        "references of " + schema.id(),
                        "Write down " + schema.foreignKeys().size() + " references of " + schema.id()));
            }
        }
        steps.sort(Comparator.comparing(SchemaStep::phase));
        return steps;
    }

    @Override
    public void apply(SchemaStep step) throws InterruptedException {
        store.ensureOpen();
        Schema schema = step.schema();
        try {
            switch (step.phase()) {
                case CREATE -> store.create(with(schema, List.of(), schema.extras()));
                case INDEX ->
                    store.collections().change(schema.id(), made -> with(made, made.foreignKeys(), notKept(schema)));
                case RELATE ->
                    store.collections().change(schema.id(), made -> with(made, schema.foreignKeys(), made.extras()));
                case FINISH -> {
                    // No such steps are planned.
                }
            }
        } catch (IOException e) {
            throw Trouble.of("The folder of \"" + schema.id() + "\" cannot be made", e);
        }
    }

    @Override
    public void drop(DatasetId id) throws InterruptedException {
        store.ensureOpen();
        try {
            store.collections().drop(id);
            store.handMade().drop(id);
        } catch (IOException e) {
            throw Trouble.of("\"" + id + "\" cannot be removed", e);
        }
    }

    /** The declarations that are kept; a key's fields may not be null, whatever was declared. */
    private static Schema with(Schema schema, List<ForeignKey> references, List<String> extras) {
        List<Field> fields = schema.fields().stream()
                .map(field -> schema.key().contains(field.name()) ? field.withNullable(false) : field)
                .toList();
        return new Schema(schema.id(), schema.shape(), fields, schema.key(), List.of(), references, extras);
    }

    /** What a plan that reads from here will list as not carried. */
    private static List<String> notKept(Schema schema) {
        List<String> extras = new ArrayList<>(schema.extras());
        for (Index index : schema.indexes()) {
            extras.add("the " + (index.unique() ? "unique index \"" : "index \"") + index.name() + "\" on "
                    + String.join(", ", index.fields()) + " was not kept by the folder");
        }
        return extras;
    }
}
