package dev.naust.sqlite;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.sqlite.Listing.Entry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what a database declares, over one connection. For one thread at a time. */
final class SqliteCatalogue {
    private final Connection connection;
    private final Listing listing;

    /** What the connection sees now. */
    static SqliteCatalogue of(Connection connection) throws SQLException {
        return new SqliteCatalogue(connection, Listing.read(connection));
    }

    /** @param listing what the connection sees now */
    SqliteCatalogue(Connection connection, Listing listing) {
        this.connection = connection;
        this.listing = listing;
    }

    /** The collections, sorted by id. */
    List<Dataset> datasets() throws SQLException {
        boolean analysed = hasStatistics();
        List<Dataset> datasets = new ArrayList<>();
        for (Entry entry : entries()) {
            datasets.add(new Dataset(
                    entry.id(),
                    entry.shape(),
                    analysed ? estimate(entry.name()) : OptionalLong.empty(),
                    entry.virtual() ? VirtualTables.kind(entry.sql()) : ""));
        }
        return datasets;
    }

    /** The tables and views that are not SQLite's own, sorted by name. */
    Collection<Entry> entries() {
        return listing.entries();
    }

    /** The table or view of exactly this name. */
    Optional<Entry> find(DatasetId id) {
        return listing.find(id);
    }

    /** What a table declares. */
    Schema describe(Entry entry) throws SQLException {
        List<Column> columns = columns(entry.name());
        List<String> key = columns.stream()
                .filter(column -> column.keyPosition > 0)
                .sorted(Comparator.comparingInt(Column::keyPosition))
                .map(Column::name)
                .toList();
        boolean rowidKey = isRowidAlias(entry, columns);
        List<Field> fields = new ArrayList<>();
        for (Column column : columns) {
            fields.add(field(entry, column, rowidKey));
        }
        CreateTable created = CreateTable.parse(entry.sql());
        List<String> extras = new ArrayList<>(created.extras());
        List<Index> indexes = new SqliteIndexes(connection, entry.name(), created).read(extras);
        listing.triggers(entry.name())
                .forEach(trigger -> extras.add("Trigger \"" + trigger + "\" is not carried over."));
        if (entry.virtual()) {
            extras.add("\"" + entry.name() + "\" is a " + VirtualTables.kind(entry.sql())
                    + "; its rows are carried as an ordinary table, what the module does with them is not.");
        }
        List<ForeignKey> references = new SqliteForeignKeys(connection, listing).read(entry.name(), created, extras);
        return new Schema(entry.id(), entry.shape(), fields, key, indexes, references, extras);
    }

    /** A table's references under the numbers that SQLite's checks use. */
    Map<Integer, ForeignKey> numberedReferences(DatasetId id) throws SQLException {
        Optional<Entry> entry = find(id);
        return entry.isEmpty()
                ? Map.of()
                : new SqliteForeignKeys(connection, listing)
                        .readByNumber(
                                entry.get().name(),
                                CreateTable.parse(entry.get().sql()),
                                new ArrayList<>());
    }

    /** Whether the primary key is the rowid itself, so that SQLite makes its values and allows nothing but integers. */
    private boolean isRowidAlias(Entry entry, List<Column> columns) throws SQLException {
        List<Column> keys = columns.stream().filter(c -> c.keyPosition > 0).toList();
        return !entry.withoutRowid()
                && keys.size() == 1
                && keys.get(0).declared().equalsIgnoreCase("INTEGER")
                && !hasKeyIndex(entry.name());
    }

    /** A key that is not the rowid has an index of its own; "INTEGER PRIMARY KEY DESC" is such a key for old times' sake. */
    private boolean hasKeyIndex(String table) throws SQLException {
        try (PreparedStatement query = Statements.prepare(
                connection, Sql.of("SELECT count(*) FROM pragma_index_list(?) WHERE origin = 'pk'"))) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                return rows.getInt(1) > 0;
            }
        }
    }

    private record Column(
            String name, String declared, boolean notNull, Optional<String> defaultSql, int keyPosition, int hidden) {}

    private List<Column> columns(String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement query = Statements.prepare(
                connection,
                Sql.of(
                        "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid"))) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Column column = new Column(
                            rows.getString(1),
                            Optional.ofNullable(rows.getString(2)).orElse(""),
                            rows.getBoolean(3),
                            Optional.ofNullable(rows.getString(4)),
                            rows.getInt(5),
                            rows.getInt(6));
                    if (column.hidden() != 1) {
                        columns.add(column);
                    }
                }
            }
        }
        return columns;
    }

    private static Field field(Entry entry, Column column, boolean rowidKey) {
        boolean key = column.keyPosition() > 0;
        boolean computed = column.hidden() > 1;
        // The type of a computed column ends with the words that say so.
        String declared =
                computed ? column.declared().replaceAll("(?i)\\s*GENERATED\\s+ALWAYS\\s*$", "") : column.declared();
        // In a strict table a column of any type keeps each value as it is; elsewhere "ANY" is a name like any other.
        FieldType type = entry.strict() && declared.equalsIgnoreCase("ANY")
                ? FieldType.of(Kind.TEXT, declared)
                : DeclaredType.parse(declared);
        boolean nullable = !column.notNull() && !(key && (rowidKey || entry.withoutRowid() || entry.strict()));
        Generation generation =
                computed ? Generation.COMPUTED : key && rowidKey ? Generation.IDENTITY : Generation.NONE;
        return new Field(
                column.name(),
                generation == Generation.IDENTITY ? FieldType.of(Kind.INT64, declared) : type,
                nullable,
                computed ? Optional.empty() : column.defaultSql().flatMap(sql -> Defaults.parse(sql, type)),
                generation);
    }

    private boolean hasStatistics() throws SQLException {
        try (PreparedStatement query = Statements.prepare(
                        connection, Sql.of("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'"));
                ResultSet rows = query.executeQuery()) {
            return rows.getInt(1) > 0;
        }
    }

    private OptionalLong estimate(String table) throws SQLException {
        try (PreparedStatement query = Statements.prepare(
                connection,
                Sql.of("SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = ? COLLATE NOCASE"))) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                long estimate = rows.getLong(1);
                return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(estimate);
            }
        }
    }
}
