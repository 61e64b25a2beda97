package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The tables and triggers behind searching, over one connection. Each searched table has an FTS5 index of words without the texts,
 * numbered by a table of its own that knows which record has which number: SQLite's rowids may change when a file is compacted.
 * Triggers keep both, whatever program writes.
 */
final class SearchTables {
    /** The name of the list of indexes, and how the names of all that belongs to them begin. */
    static final String PREFIX = "naust_search";

    private static final SqliteDialect DIALECT = new SqliteDialect();

    private final Connection connection;

    SearchTables(Connection connection) {
        this.connection = connection;
    }

    /**
     * An index of words.
     *
     * @param number names its tables and triggers
     * @param fields in the order of its columns
     * @param language empty takes words as they are
     */
    record Index(long number, List<String> fields, Optional<String> language) {
        Sql words() {
            return DIALECT.escapeIdentifier(PREFIX + "_" + number);
        }

        Sql keys() {
            return DIALECT.escapeIdentifier(PREFIX + "_" + number + "_keys");
        }

        private Sql trigger(String event) {
            return DIALECT.escapeIdentifier(PREFIX + "_" + number + "_" + event);
        }
    }

    /** The index of a table; empty where there is none, or where its triggers went with an earlier table of the name. */
    Optional<Index> find(DatasetId dataset) throws SQLException {
        return exists("table", PREFIX) ? listed(dataset).filter(this::isKept) : Optional.empty();
    }

    /** Makes an index of what the table holds, and has it kept. */
    void create(Schema schema, List<String> fields, Optional<String> language) throws SQLException {
        Statements.execute(
                connection,
                Sql.of("CREATE TABLE IF NOT EXISTS naust_search (number INTEGER PRIMARY KEY AUTOINCREMENT,"
                        + " collection TEXT NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL, language TEXT)"));
        Index index = new Index(register(schema.id(), fields, language), fields, language);
        Sql tokenizer = language.isPresent()
                ? Sql.of("'porter unicode61 remove_diacritics 0'")
                : Sql.of("'unicode61 remove_diacritics 0'");
        Statements.execute(
                connection,
                Sql.of("CREATE VIRTUAL TABLE " + index.words() + " USING fts5(" + columns("c", fields.size())
                        + ", content='', contentless_delete=1, tokenize=" + tokenizer + ")"));
        Sql parts = columns("k", schema.key().size());
        Statements.execute(
                connection, Sql.of("CREATE TABLE " + index.keys() + " (n INTEGER PRIMARY KEY, " + parts + ")"));
        Statements.execute(
                connection,
                Sql.of("CREATE INDEX " + index.trigger("by_key") + " ON " + index.keys() + " (" + parts + ")"));
        fill(schema, index);
        keep(schema, index);
    }

    /** Removes an index and all that belongs to it, also where the table is gone. */
    void drop(DatasetId dataset) throws SQLException {
        Optional<Index> there = exists("table", PREFIX) ? listed(dataset) : Optional.empty();
        if (there.isEmpty()) {
            return;
        }
        Index index = there.get();
        for (String event : List.of("insert", "update", "delete")) {
            Statements.execute(connection, Sql.of("DROP TRIGGER IF EXISTS " + index.trigger(event)));
        }
        Statements.execute(connection, Sql.of("DROP TABLE IF EXISTS " + index.words()));
        Statements.execute(connection, Sql.of("DROP TABLE IF EXISTS " + index.keys()));
        try (PreparedStatement gone =
                Statements.prepare(connection, Sql.of("DELETE FROM naust_search WHERE collection = ?"))) {
            gone.setString(1, dataset.name());
            gone.executeUpdate();
        }
    }

    private Optional<Index> listed(DatasetId dataset) throws SQLException {
        try (PreparedStatement query = Statements.prepare(
                connection,
                Sql.of("SELECT number, field, language FROM naust_search WHERE collection = ? ORDER BY position"))) {
            query.setString(1, dataset.name());
            List<String> fields = new ArrayList<>();
            long number = 0;
            Optional<String> language = Optional.empty();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    number = fields.isEmpty() ? rows.getLong(1) : number;
                    fields.add(rows.getString(2));
                    language = Optional.ofNullable(rows.getString(3));
                }
            }
            return fields.isEmpty() ? Optional.empty() : Optional.of(new Index(number, fields, language));
        }
    }

    private boolean isKept(Index index) {
        try {
            return exists("trigger", PREFIX + "_" + index.number() + "_insert");
        } catch (SQLException e) {
            throw new IllegalStateException("The list of triggers could not be read", e);
        }
    }

    private boolean exists(String type, String name) throws SQLException {
        try (PreparedStatement query = Statements.prepare(
                connection, Sql.of("SELECT count(*) FROM sqlite_schema WHERE type = ? AND name = ?"))) {
            query.setString(1, type);
            query.setString(2, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.getInt(1) > 0;
            }
        }
    }

    /** One row for each field; the number of the first is the index's. */
    private long register(DatasetId dataset, List<String> fields, Optional<String> language) throws SQLException {
        try (PreparedStatement insert = Statements.prepare(
                connection,
                Sql.of("INSERT INTO naust_search (collection, position, field, language) VALUES (?, ?, ?, ?)"))) {
            for (int i = 0; i < fields.size(); i++) {
                insert.setString(1, dataset.name());
                insert.setInt(2, i);
                insert.setString(3, fields.get(i));
                insert.setString(4, language.orElse(null));
                insert.executeUpdate();
            }
        }
        return listed(dataset).orElseThrow().number();
    }

    private void fill(Schema schema, Index index) throws SQLException {
        Sql table = DIALECT.table(schema.id());
        Sql key = DIALECT.escapeIdentifiers(schema.key());
        Statements.execute(
                connection,
                Sql.of("INSERT INTO " + index.keys() + " ("
                        + columns("k", schema.key().size()) + ") SELECT " + key + " FROM " + table));
        Statements.execute(
                connection,
                Sql.of("INSERT INTO " + index.words() + " (rowid, "
                        + columns("c", index.fields().size())
                        + ") SELECT naust_k.n, " + fields(Sql.of("naust_t."), index.fields()) + " FROM " + index.keys()
                        + " AS naust_k JOIN " + table + " AS naust_t ON " + same(Sql.of("naust_t."), schema.key())));
    }

    private void keep(Schema schema, Index index) throws SQLException {
        Sql table = DIALECT.table(schema.id());
        List<String> watched = new ArrayList<>(schema.key());
        index.fields().stream().filter(field -> !watched.contains(field)).forEach(watched::add);
        Sql added = added(schema, index);
        Sql removed = removed(schema, index);
        Statements.execute(
                connection,
                Sql.of("CREATE TRIGGER " + index.trigger("insert") + " AFTER INSERT ON " + table + " BEGIN " + added
                        + " END"));
        Statements.execute(
                connection,
                Sql.of("CREATE TRIGGER " + index.trigger("delete") + " AFTER DELETE ON " + table + " BEGIN " + removed
                        + " END"));
        Statements.execute(
                connection,
                Sql.of("CREATE TRIGGER " + index.trigger("update") + " AFTER UPDATE OF "
                        + DIALECT.escapeIdentifiers(watched) + " ON " + table + " BEGIN " + removed + " " + added
                        + " END"));
    }

    /** A record that replaces another without a trigger for the old one finds the old one's number and takes it over. */
    private static Sql added(Schema schema, Index index) {
        Sql row = Sql.of("new.");
        Sql key = fields(row, schema.key());
        Sql number = Sql.of("(SELECT n FROM " + index.keys() + " WHERE " + same(row, schema.key()) + ")");
        return Sql.of(
                "INSERT INTO " + index.keys() + " (" + columns("k", schema.key().size()) + ") SELECT " + key
                        + " WHERE NOT EXISTS " + number + "; DELETE FROM " + index.words() + " WHERE rowid = " + number
                        + "; INSERT INTO " + index.words() + " (rowid, "
                        + columns("c", index.fields().size()) + ") VALUES ("
                        + number + ", " + fields(row, index.fields()) + ");");
    }

    private static Sql removed(Schema schema, Index index) {
        Sql same = same(Sql.of("old."), schema.key());
        return Sql.of("DELETE FROM " + index.words() + " WHERE rowid = (SELECT n FROM " + index.keys() + " WHERE "
                + same + "); DELETE FROM " + index.keys() + " WHERE " + same + ";");
    }

    private static Sql same(Sql row, List<String> key) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> Sql.of("k" + i + " IS " + row + DIALECT.escapeIdentifier(key.get(i))))
                .collect(Sql.joining(" AND "));
    }

    private static Sql fields(Sql row, List<String> names) {
        return names.stream()
                .map(name -> Sql.of("" + row + DIALECT.escapeIdentifier(name)))
                .collect(Sql.joining(", "));
    }

    /** Columns that are numbered, for a field may have a name that FTS5 keeps for itself. */
    static Sql columns(String prefix, int count) {
        return DIALECT.escapeIdentifiers(
                IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toList()));
    }
}
