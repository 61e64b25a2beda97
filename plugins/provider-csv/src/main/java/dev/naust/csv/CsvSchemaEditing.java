package dev.naust.csv;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/** Makes files with a header line, and deletes files. */
final class CsvSchemaEditing implements SchemaEditing {
    /** Room for the suffix, in file systems that allow 255 bytes. */
    private static final int LONGEST = 240;

    /** Names that Windows keeps for devices, whatever follows the dot. */
    private static final Set<String> DEVICES = Set.of("CON", "PRN", "AUX", "NUL", "COM1", "COM2", "LPT1", "LPT2");

    private final CsvStore store;

    CsvSchemaEditing(CsvStore store) {
        this.store = store;
    }

    @Override
    public DatasetId place(DatasetId foreign) {
        return DatasetId.of(foreign.name());
    }

    /** A name that every file system takes: an underscore stands for what some of them refuse. */
    @Override
    public String fit(String name) {
        String safe = name.replaceAll("[\\p{Cntrl}/\\\\:*?\"<>|\uFEFF]", "_").replaceAll("^[ .]|[ .]$", "_");
        int end = safe.length();
        while (safe.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            end = safe.offsetByCodePoints(end, -1);
        }
        String cut = safe.substring(0, end).replaceAll("[ .]$", "_");
        boolean device = DEVICES.contains(cut.replaceAll("\\..*", "").toUpperCase(java.util.Locale.ROOT));
        return cut.isEmpty() ? "unnamed" : device ? "_" + cut : cut;
    }

    /** Some file systems do not tell the case of letters apart. */
    @Override
    public boolean sameName(String a, String b) {
        return a.equalsIgnoreCase(b);
    }

    /** The line that names no column is empty, and means nothing to whoever reads the file. */
    @Override
    public List<String> obstacles(Schema wanted) {
        return wanted.fields().isEmpty()
                ? List.of("it has 0 fields, and the first line of a CSV file names at least one: leave it out")
                : List.of();
    }

    @Override
    public List<SchemaStep> steps(List<Schema> schemas) {
        return schemas.stream()
                .map(schema -> new SchemaStep(
                        SchemaStep.Phase.CREATE,
                        schema,
                        "file " + schema.id() + ".csv",
                        "Make the file " + schema.id() + ".csv with the columns "
                                + String.join(", ", schema.layout().names())))
                .toList();
    }

    @Override
    public void apply(SchemaStep step) {
        store.ensureOpen();
        if (!obstacles(step.schema()).isEmpty()) {
            throw new StoreException(
                    CsvErrorCode.MALFORMED,
                    "The file of \"" + step.schema().id() + "\" cannot be made: "
                            + obstacles(step.schema()).get(0));
        }
        store.folder().create(step.schema().id(), step.schema().layout().names());
    }

    @Override
    public void drop(DatasetId id) {
        store.ensureOpen();
        try {
            Files.deleteIfExists(store.folder().file(id));
        } catch (IOException e) {
            throw CsvFolder.failed("The file of \"" + id + "\" cannot be deleted", e);
        }
    }
}
