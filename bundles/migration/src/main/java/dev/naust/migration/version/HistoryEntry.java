package dev.naust.migration.version;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A row of a store's history.
 *
 * @param version empty for a repeatable file
 * @param type Flyway's word: SQL, UNDO_SQL, BASELINE, SQL_BASELINE, DELETE, JDBC, SCHEMA …
 */
record HistoryEntry(
        int rank,
        Optional<VersionNumber> version,
        String description,
        String type,
        String script,
        OptionalInt checksum,
        String installedBy,
        String installedOn,
        int milliseconds,
        boolean success) {

    static final String BASELINE = "<< Flyway Baseline >>";

    boolean isUndo() {
        return type.startsWith("UNDO");
    }

    boolean isBaseline() {
        return type.endsWith("BASELINE");
    }

    /** Whether a repair has noted that the file is gone for good. */
    boolean isDeleted() {
        return type.equals("DELETE");
    }
}
