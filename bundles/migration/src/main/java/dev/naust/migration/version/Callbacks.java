package dev.naust.migration.version;

import dev.naust.api.service.SchemaVersions.Action;
import java.util.Set;

/** The events of Flyway at which files are run here too. */
final class Callbacks {
    static final Set<String> EVENTS = Set.of(
            "beforeMigrate",
            "beforeEachMigrate",
            "afterEachMigrate",
            "afterVersioned",
            "beforeRepeatables",
            "afterMigrateApplied",
            "afterMigrate",
            "beforeUndo",
            "beforeEachUndo",
            "afterEachUndo",
            "afterUndo",
            "afterEachMigrateError",
            "afterMigrateError",
            "afterEachUndoError",
            "afterUndoError");

    private Callbacks() {}

    /** The event before or after an action, or each file of it. */
    static String event(String when, Action action) {
        return when + (action == Action.UNDO ? "Undo" : "Migrate");
    }

    /** The same when it failed. */
    static String error(String when, Action action) {
        return event(when, action) + "Error";
    }
}
