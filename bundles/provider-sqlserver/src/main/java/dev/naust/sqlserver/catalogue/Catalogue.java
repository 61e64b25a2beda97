package dev.naust.sqlserver.catalogue;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import dev.naust.jdbc.KnownTables;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads what a server declares. Works on a connection that the caller opens and closes. */
public final class Catalogue implements KnownTables.Catalogue<Table> {
    private static final int SNAPSHOTS_ALLOWED = 1;

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
                DatasetId id = DatasetId.of(rows.getString("schema_name"), rows.getString("table_name"));
                long records = rows.getLong("records");
                OptionalLong estimate = rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(records);
                found.add(new Dataset(id, shape(rows.getString("kind")), estimate));
            }
        }
        found.sort((a, b) -> a.id().compareTo(b.id()));
        return found;
    }

    private record Found(int object, Shape shape, String version) {}

    private Optional<Found> look(DatasetId id) throws SQLException {
        if (id.path().size() != 2) {
            return Optional.empty();
        }
        try (PreparedStatement statement = Statements.prepare(connection, Questions.TABLE)) {
            for (int i = 0; i < 4; i++) {
                statement.setString(i + 1, id.path().get(i % 2));
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Found(rows.getInt(1), shape(rows.getString(2)), rows.getString(3)))
                        : Optional.empty();
            }
        }
    }

    /** What changes whenever a table does; empty when there is no such table. */
    @Override
    public Optional<String> version(DatasetId id) throws SQLException {
        return look(id).map(Found::version);
    }

    /** The number by which the catalogue knows a table or view. */
    public OptionalInt object(DatasetId id) throws SQLException {
        Optional<Found> found = look(id);
        return found.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(found.get().object());
    }

    /** Whether it is a view. */
    public boolean isView(DatasetId id) throws SQLException {
        return look(id).filter(found -> found.shape() == Shape.VIEW).isPresent();
    }

    /** The table or view of a name. */
    @Override
    public Optional<Table> find(DatasetId id) throws SQLException {
        Optional<Found> found = look(id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        int object = found.get().object();
        TableBuilder builder = new TableBuilder(id, found.get().shape());
        each(Questions.COLUMNS, object, builder::column);
        each(Questions.INDEXES, object, builder::index);
        each(Questions.REFERENCES, object, builder::reference);
        each(Questions.EXTRAS, object, builder::extra);
        return Optional.of(builder.build());
    }

    /** Whether readers can have one consistent state without keeping writers out. */
    public boolean hasSnapshots() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, Questions.SNAPSHOTS)) {
            return rows.next() && rows.getInt(1) == SNAPSHOTS_ALLOWED;
        }
    }

    /** The schemas that exist; folded, as the server compares them. */
    public Set<String> schemas() throws SQLException {
        Set<String> names = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, Questions.SCHEMAS)) {
            while (rows.next()) {
                names.add(SqlServerNames.folded(rows.getString(1)));
            }
        }
        return names;
    }

    /** The names that are taken in a schema, folded. */
    public Set<String> objects(String schema) throws SQLException {
        Set<String> names = new HashSet<>();
        try (PreparedStatement statement = Statements.prepare(connection, Questions.OBJECTS)) {
            statement.setString(1, schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(SqlServerNames.folded(rows.getString(1)));
                }
            }
        }
        return names;
    }

    /** A reference from another table. */
    public record Referring(DatasetId table, String name) {}

    /** The references from other tables to one. */
    public List<Referring> referring(int object) throws SQLException {
        List<Referring> found = new ArrayList<>();
        each(
                Questions.REFERRING,
                object,
                row -> found.add(new Referring(DatasetId.of(row.getString(1), row.getString(2)), row.getString(3))));
        return found;
    }

    @FunctionalInterface
    private interface RowAction {
        void accept(ResultSet row) throws SQLException;
    }

    private void each(Sql sql, int object, RowAction action) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            int parameters = (int) sql.toString().chars().filter(c -> c == '?').count();
            for (int i = 1; i <= parameters; i++) {
                statement.setInt(i, object);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    action.accept(rows);
                }
            }
        }
    }

    private static Shape shape(String kind) {
        return kind.equals("V") ? Shape.VIEW : Shape.TABLE;
    }
}
