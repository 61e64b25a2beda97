package dev.naust.sqlite;

import dev.naust.api.model.Index;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads a table's indexes and uniqueness rules. For one thread at a time. */
final class SqliteIndexes {
    private final Connection connection;
    private final String table;
    private final CreateTable created;

    SqliteIndexes(Connection connection, String table, CreateTable created) {
        this.connection = connection;
        this.table = table;
        this.created = created;
    }

    private record Listed(String name, boolean unique, String origin, boolean partial) {}

    /**
     * The indexes that other technologies have too.
     *
     * @param extras gets a sentence for each of the others
     */
    List<Index> read(List<String> extras) throws SQLException {
        List<Listed> listed = new ArrayList<>();
        try (PreparedStatement query = Statements.prepare(
                connection,
                Sql.of(
                        "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?) WHERE origin <> 'pk' ORDER BY seq DESC"))) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    listed.add(
                            new Listed(rows.getString(1), rows.getBoolean(2), rows.getString(3), rows.getBoolean(4)));
                }
            }
        }
        List<Index> indexes = new ArrayList<>();
        for (Listed one : listed) {
            read(one, extras, indexes);
        }
        return indexes;
    }

    private void read(Listed listed, List<String> extras, List<Index> indexes) throws SQLException {
        List<Index.Part> parts = new ArrayList<>();
        String special = listed.partial() ? "partial" : "";
        try (PreparedStatement query = Statements.prepare(
                connection,
                Sql.of("SELECT cid, name, \"desc\", coll FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno"))) {
            query.setString(1, listed.name());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (rows.getInt(1) < 0) {
                        special = "an index over an expression";
                    } else if (!"BINARY".equalsIgnoreCase(rows.getString(4)) && special.isEmpty()) {
                        special = "compared by COLLATE " + rows.getString(4);
                    }
                    parts.add(new Index.Part(String.valueOf(rows.getString(2)), rows.getBoolean(3)));
                }
            }
        }
        boolean constraint = "u".equals(listed.origin());
        List<String> fields = parts.stream().map(Index.Part::field).toList();
        String name = constraint
                ? created.uniqueName(fields).orElse(table + "_" + String.join("_", fields) + "_key")
                : listed.name();
        if (special.isEmpty()) {
            indexes.add(new Index(name, listed.unique(), constraint, parts));
        } else {
            extras.add((listed.unique() ? "Unique index \"" : "Index \"") + name + "\" is " + special
                    + " and is not carried over.");
        }
    }
}
