package dev.naust.sample;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes files with a first line, and deletes files. */
final class SampleSchemaEditing implements SchemaEditing {
    /** Room for the suffix, in file systems that allow 255 bytes. */
    private static final int LONGEST = 240;

    private final SampleStore store;
    private final SampleFolder folder;

    SampleSchemaEditing(SampleStore store, SampleFolder folder) {
        this.store = store;
        this.folder = folder;
    }

    @Override
    public DatasetId place(DatasetId foreign) {
        return DatasetId.of(foreign.name());
    }

    /** A name that file systems take: an underscore stands for what some of them refuse. */
    @Override
    public String fit(String name) {
        String safe = name.replaceAll("[^\\p{L}\\p{M}\\p{N} ._-]", "_").replaceAll("^[ .]|[ .]$", "_");
        int end = safe.length();
        while (safe.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            end = safe.offsetByCodePoints(end, -1);
        }
        String cut = safe.substring(0, end).replaceAll("[ .]$", "_");
        return cut.isEmpty() ? "unnamed" : cut;
    }

    /** Some file systems do not tell the case of letters apart. */
    @Override
    public boolean sameName(String a, String b) {
        return a.equalsIgnoreCase(b);
    }

    /** A first line that is empty names one field without a name, and not none. */
    @Override
    public List<String> obstacles(Schema wanted) {
        return wanted.fields().isEmpty()
                ? List.of("it has 0 fields, and the first line of a file names at least one: leave it out")
                : List.of();
    }

    @Override
    public List<SchemaStep> steps(List<Schema> schemas) {
        return schemas.stream()
                .map(schema -> new SchemaStep(
                        SchemaStep.Phase.CREATE,
                        schema,
                        "file " + schema.id() + SampleFolder.SUFFIX,
                        "Make the file " + schema.id() + SampleFolder.SUFFIX + " with the fields "
                                + String.join(", ", schema.layout().names())))
                .toList();
    }

    @Override
    public void apply(SchemaStep step) {
        store.ensureOpen();
        if (!obstacles(step.schema()).isEmpty()) {
            throw new StoreException(
                    SampleErrorCode.MALFORMED,
                    "The file of \"" + step.schema().id() + "\" cannot be made: "
                            + obstacles(step.schema()).get(0));
        }
        List<Value> names =
                step.schema().layout().names().stream().<Value>map(Value::text).toList();
        folder.create(step.schema().id(), SampleLine.encode(names));
    }

    @Override
    public void drop(DatasetId id) {
        store.ensureOpen();
        folder.delete(id);
    }
}
