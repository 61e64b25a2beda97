package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * The versions that a store's structure goes through.
 *
 * @param folder where the files are expected
 * @param current the version that the store is at
 * @param drift where files or structure are not what the last run left
 * @param steps what would be run
 * @param blockers why nothing can be run
 * @param undoable whether the last version can be taken back
 * @param repairable whether there is something to repair
 * @param fresh whether the store has no history yet
 * @param problem why the versions cannot be shown
 */
public record SchemaVersionsView(
        String store,
        String folder,
        Optional<String> current,
        List<Row> rows,
        List<String> drift,
        List<StepRow> steps,
        List<String> blockers,
        boolean undoable,
        boolean repairable,
        boolean fresh,
        Optional<String> problem) {

    /** One version or repeatable file. */
    public record Row(String version, String description, String script, Badge state, String installed, String took) {}

    /** A file that would be run. */
    public record StepRow(String id, String script, String text, String note) {}
}
