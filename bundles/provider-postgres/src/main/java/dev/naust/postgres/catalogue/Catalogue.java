package dev.naust.postgres.catalogue;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import dev.naust.jdbc.KnownTables;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.type.ColumnType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what a server declares. The number of questions does not depend on the number of tables. Works on a connection that
 * the caller opens and closes.
 */
public final class Catalogue implements KnownTables.Catalogue<Table> {
    private final Connection connection;

    public Catalogue(Connection connection) {
        this.connection = connection;
    }

    /** All tables and views, sorted. */
    public List<Dataset> datasets() throws SQLException {
        List<Dataset> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, Questions.TABLES)) {
            while (rows.next()) {
                DatasetId id = DatasetId.of(rows.getString("nspname"), rows.getString("relname"));
                // -1 says that nobody has counted yet.
                long estimate = (long) rows.getDouble("reltuples");
                found.add(new Dataset(
                        id,
                        shape(rows.getString("relkind")),
                        estimate < 0 ? OptionalLong.empty() : OptionalLong.of(estimate)));
            }
        }
        found.sort((a, b) -> a.id().compareTo(b.id()));
        return found;
    }

    /** The table or view of a name. */
    @Override
    public Optional<Table> find(DatasetId id) throws SQLException {
        if (id.path().size() != 2) {
            return Optional.empty();
        }
        try (PreparedStatement statement = Statements.prepare(connection, Questions.TABLE)) {
            statement.setString(1, id.path().get(0));
            statement.setString(2, id.path().get(1));
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                long oid = rows.getLong("oid");
                String kind = rows.getString("relkind");
                return Optional.of(tables(Map.of(
                                oid,
                                new TableBuilder(oid, id, kind.charAt(0), shape(kind), rows.getBoolean("guarded"))))
                        .get(0));
            }
        }
    }

    /** What changes whenever a table's columns, their types or its key do; empty when there is no such table. */
    @Override
    public Optional<String> version(DatasetId id) throws SQLException {
        if (id.path().size() != 2) {
            return Optional.empty();
        }
        return names(Questions.VERSION, id.path()).stream().findFirst();
    }

    private List<Table> tables(Map<Long, TableBuilder> builders) throws SQLException {
        String oids = builders.keySet().stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        each(Questions.COLUMNS, oids, row -> builder(builders, row, "attrelid").column(row));
        each(
                Questions.CONSTRAINTS,
                oids,
                row -> builder(builders, row, "conrelid").constraint(row));
        each(Questions.INDEXES, oids, row -> builder(builders, row, "indrelid").index(row));
        each(
                Questions.EXTRAS,
                oids,
                row -> builder(builders, row, "tgrelid").extra(row.getString("sentence") + " is not carried over"));
        return builders.values().stream().map(TableBuilder::build).toList();
    }

    private static TableBuilder builder(Map<Long, TableBuilder> builders, ResultSet row, String column)
            throws SQLException {
        TableBuilder builder = builders.get(row.getLong(column));
        if (builder == null) {
            throw new IllegalStateException("The catalogue answered about a table that was not asked about");
        }
        return builder;
    }

    /** The types that columns can have, by name. */
    public Map<String, ColumnType> types() throws SQLException {
        Map<String, ColumnType> types = new HashMap<>();
        each(Questions.TYPES, "", row -> {
            ColumnType type = TypeRow.read(row);
            types.put(type.declared(), type);
        });
        return types;
    }

    /** The names of the schemas that exist. */
    public Set<String> schemas() throws SQLException {
        return names(Sql.of("SELECT nspname FROM pg_catalog.pg_namespace"), List.of());
    }

    /** The names of all tables, indexes, sequences and views in some schemas, which all share one name space each. */
    public Map<String, Set<String>> relations(Collection<String> schemas) throws SQLException {
        Map<String, Set<String>> taken = new HashMap<>();
        for (String schema : new HashSet<>(schemas)) {
            taken.put(
                    schema,
                    names(
                            Sql.of("SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                                    + " ON n.oid = c.relnamespace WHERE n.nspname = ?::text"),
                            List.of(schema)));
        }
        return taken;
    }

    private Set<String> names(Sql sql, List<String> parameters) throws SQLException {
        Set<String> names = new HashSet<>();
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    @FunctionalInterface
    private interface RowAction {
        void accept(ResultSet row) throws SQLException;
    }

    private void each(Sql sql, String oids, RowAction action) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            int parameters = (int) sql.toString().chars().filter(c -> c == '?').count();
            for (int i = 1; i <= parameters; i++) {
                statement.setString(i, oids);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    action.accept(rows);
                }
            }
        }
    }

    private static Shape shape(String relkind) {
        return relkind.equals("v") || relkind.equals("m") ? Shape.VIEW : Shape.TABLE;
    }
}
