package dev.naust.sqlserver;

import dev.naust.api.model.DatasetId;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;

/** A table as the catalogue of the double has it. */
final class LaidTable {
    private final Answer columns = Answer.columns(
            "name", TdsType.NVARCHAR,
            "base_name", TdsType.NVARCHAR,
            "max_length", TdsType.SMALLINT,
            "precision", TdsType.TINYINT,
            "scale", TdsType.TINYINT,
            "code_page", TdsType.INT,
            "is_nullable", TdsType.BIT,
            "is_identity", TdsType.BIT,
            "is_computed", TdsType.BIT,
            "generated_always_type", TdsType.TINYINT,
            "definition", TdsType.NVARCHAR);
    private final Answer indexes = Answer.columns(
            "name", TdsType.NVARCHAR,
            "type", TdsType.TINYINT,
            "is_unique", TdsType.BIT,
            "is_primary_key", TdsType.BIT,
            "is_unique_constraint", TdsType.BIT,
            "filter_definition", TdsType.NVARCHAR,
            "column_name", TdsType.NVARCHAR,
            "is_descending_key", TdsType.BIT,
            "is_included_column", TdsType.BIT);

    static final DatasetId ID = DatasetId.of("dbo", "boats");

    LaidTable column(String name, String base, int length, int precision, int scale) {
        return column(name, base, length, precision, scale, true, false, null);
    }

    LaidTable column(
            String name,
            String base,
            int length,
            int precision,
            int scale,
            boolean nullable,
            boolean identity,
            @org.jspecify.annotations.Nullable String definition) {
        Integer page = base.equals("varchar") || base.equals("char") ? 1252 : null;
        columns.row(name, base, length, precision, scale, page, nullable, identity, false, 0, definition);
        return this;
    }

    LaidTable rowversion(String name) {
        columns.row(name, "timestamp", 8, 0, 0, null, false, false, false, 0, null);
        return this;
    }

    LaidTable key(String column) {
        indexes.row("PK_boats", 1, true, true, false, null, column, false, false);
        return this;
    }

    LaidTable unique(String name, String column, @org.jspecify.annotations.Nullable String filter) {
        indexes.row(name, 2, true, false, filter == null, filter, column, false, false);
        return this;
    }

    void on(TdsServer server) {
        server.on(
                        "snapshot_isolation_state",
                        Answer.columns("s", TdsType.TINYINT).row(0))
                .on(
                        "AS version",
                        Answer.columns("object_id", TdsType.INT, "kind", TdsType.NVARCHAR, "version", TdsType.NVARCHAR)
                                .row(7, "U", "7 2026-11-21"))
                .on("generated_always_type", columns)
                .on("is_hypothetical", indexes)
                .on(
                        "sys.foreign_key_columns",
                        Answer.columns(
                                "name", TdsType.NVARCHAR,
                                "delete_referential_action", TdsType.TINYINT,
                                "update_referential_action", TdsType.TINYINT,
                                "target_schema", TdsType.NVARCHAR,
                                "target_name", TdsType.NVARCHAR,
                                "column_name", TdsType.NVARCHAR,
                                "target_column", TdsType.NVARCHAR))
                .on(
                        "sys.check_constraints",
                        Answer.columns("sentence", TdsType.NVARCHAR, "is_trigger", TdsType.INT)
                                .row("The rule \"positive\" is not carried over: ([price]>(0))", 0));
    }
}
