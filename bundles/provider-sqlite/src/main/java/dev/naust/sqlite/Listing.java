package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a database lists in one state of its schema. SQLite finds a table's statement only by going through those of all tables, so
 * that asking it table by table takes longer with each further one. Safe for use by several threads.
 */
final class Listing {
    private final Map<DatasetId, Entry> entries = new TreeMap<>();
    private final Map<String, Entry> anyCase = new HashMap<>();
    private final Map<String, List<String>> triggers = new HashMap<>();

    private Listing() {}

    /**
     * A table or view as SQLite lists it.
     *
     * @param name as it was created; references may differ in case
     * @param sql the statement that made it
     * @param root the number of the page that its rows begin at; zero for what has none
     */
    record Entry(
            String name, Shape shape, boolean virtual, boolean withoutRowid, boolean strict, String sql, int root) {
        DatasetId id() {
            return DatasetId.of(name);
        }
    }

    /** What the connection sees now. */
    static Listing read(Connection connection) throws SQLException {
        Listing listing = new Listing();
        listing.readEntries(connection);
        listing.readTriggers(connection);
        return listing;
    }

    private void readEntries(Connection connection) throws SQLException {
        try (PreparedStatement query = Statements.prepare(connection, Sql.of("""
                        SELECT l.name, l.type, l.wr, l.strict, s.sql, s.rootpage
                        FROM pragma_table_list AS l JOIN sqlite_schema AS s ON s.name = l.name
                        WHERE l.schema = 'main' AND l.type IN ('table', 'view', 'virtual')
                          AND s.type IN ('table', 'view') AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                          AND l.name NOT GLOB 'naust_search*' AND l.name NOT GLOB 'naust_change*'
                        """));
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Entry entry = entry(rows);
                entries.put(entry.id(), entry);
                anyCase.put(entry.name().toLowerCase(Locale.ROOT), entry);
            }
        }
    }

    private static Entry entry(ResultSet rows) throws SQLException {
        boolean virtual = "virtual".equals(rows.getString(2));
        String sql = Optional.ofNullable(rows.getString(5)).orElse("");
        boolean stored = "view".equals(rows.getString(2)) || (virtual && !VirtualTables.holdsItsRows(sql));
        return new Entry(
                rows.getString(1),
                stored ? Shape.VIEW : Shape.TABLE,
                virtual,
                rows.getBoolean(3),
                rows.getBoolean(4),
                sql,
                rows.getInt(6));
    }

    private void readTriggers(Connection connection) throws SQLException {
        try (PreparedStatement query = Statements.prepare(
                        connection,
                        Sql.of(
                                "SELECT tbl_name, name FROM sqlite_schema WHERE type = 'trigger'"
                                        + " AND name NOT GLOB 'naust_search*' AND name NOT GLOB 'naust_change*' ORDER BY name"));
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                triggers.computeIfAbsent(rows.getString(1).toLowerCase(Locale.ROOT), none -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
    }

    /** The tables and views that are not SQLite's own, sorted by name. */
    Collection<Entry> entries() {
        return entries.values();
    }

    /** The table or view of exactly this name. */
    Optional<Entry> find(DatasetId id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** The table or view that a reference calls so. */
    Optional<Entry> referred(String name) {
        return Optional.ofNullable(anyCase.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The names of a table's triggers, sorted. */
    List<String> triggers(String table) {
        return triggers.getOrDefault(table.toLowerCase(Locale.ROOT), List.of());
    }
}
