package dev.naust.sqlserver.catalogue;

import dev.naust.jdbc.Sql;

/** The questions to the server's catalogue ("System catalog views"). */
final class Questions {
    private Questions() {}

    /** Tables and views that are not the system's. */
    static final Sql TABLES = Sql.of("""
            SELECT s.name AS schema_name, o.name AS table_name, RTRIM(o.type) AS kind,
              (SELECT SUM(p.rows) FROM sys.partitions p WHERE p.object_id = o.object_id AND p.index_id IN (0, 1)) AS records
            FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
            WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 AND s.name NOT IN (N'sys', N'INFORMATION_SCHEMA')
            """);

    /** One of them, exact in case, with what changes whenever it does. */
    static final Sql TABLE = Sql.of("""
            SELECT o.object_id, RTRIM(o.type) AS kind,
              CONCAT(o.object_id, ' ', CONVERT(nvarchar(40), o.modify_date, 126)) AS version
            FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
            WHERE o.type IN ('U', 'V') AND s.name = ? AND o.name = ?
              AND s.name COLLATE Latin1_General_100_BIN2 = ? AND o.name COLLATE Latin1_General_100_BIN2 = ?
            """);

    static final Sql COLUMNS = Sql.of("""
            SELECT c.name, CASE WHEN t.is_assembly_type = 1 THEN t.name ELSE TYPE_NAME(c.system_type_id) END AS base_name,
              c.max_length, c.precision, c.scale, CONVERT(int, COLLATIONPROPERTY(c.collation_name, 'CodePage')) AS code_page,
              c.is_nullable, c.is_identity, c.is_computed, c.generated_always_type, d.definition
            FROM sys.columns c JOIN sys.types t ON t.user_type_id = c.user_type_id
              LEFT JOIN sys.default_constraints d ON d.object_id = c.default_object_id
            WHERE c.object_id = ? ORDER BY c.column_id
            """);

    static final Sql INDEXES = Sql.of("""
            SELECT i.name, i.type, i.is_unique, i.is_primary_key, i.is_unique_constraint, i.filter_definition,
              c.name AS column_name, ic.is_descending_key, ic.is_included_column
            FROM sys.indexes i JOIN sys.index_columns ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id
              JOIN sys.columns c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
            WHERE i.object_id = ? AND i.type > 0 AND i.is_hypothetical = 0
            ORDER BY i.index_id, ic.is_included_column, ic.key_ordinal, ic.index_column_id
            """);

    static final Sql REFERENCES = Sql.of("""
            SELECT f.name, f.delete_referential_action, f.update_referential_action,
              s.name AS target_schema, o.name AS target_name, pc.name AS column_name, rc.name AS target_column
            FROM sys.foreign_keys f JOIN sys.foreign_key_columns k ON k.constraint_object_id = f.object_id
              JOIN sys.objects o ON o.object_id = f.referenced_object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
              JOIN sys.columns pc ON pc.object_id = k.parent_object_id AND pc.column_id = k.parent_column_id
              JOIN sys.columns rc ON rc.object_id = k.referenced_object_id AND rc.column_id = k.referenced_column_id
            WHERE f.parent_object_id = ? ORDER BY f.object_id, k.constraint_column_id
            """);

    /** What other technologies do not get: checks and triggers, each in one sentence. */
    static final Sql EXTRAS = Sql.of("""
            SELECT CONCAT(N'The rule "', name, N'" is not carried over: ', definition) AS sentence, 0 AS is_trigger
            FROM sys.check_constraints WHERE parent_object_id = ?
            UNION ALL
            SELECT CONCAT(N'The trigger "', name, N'" is not carried over') AS sentence, 1 AS is_trigger
            FROM sys.triggers WHERE parent_id = ? AND is_disabled = 0
            """);

    static final Sql SCHEMAS = Sql.of("SELECT name FROM sys.schemas");

    /** The names that tables, views and constraints of a schema share. */
    static final Sql OBJECTS = Sql.of("""
            SELECT o.name FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id WHERE s.name = ?
            """);

    /** Whether readers can have one consistent state without keeping writers out. */
    static final Sql SNAPSHOTS =
            Sql.of("SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()");

    /** References from other tables. */
    static final Sql REFERRING = Sql.of("""
            SELECT s.name, o.name, f.name FROM sys.foreign_keys f
              JOIN sys.objects o ON o.object_id = f.parent_object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
            WHERE f.referenced_object_id = ? AND f.parent_object_id <> f.referenced_object_id
            """);
}
