package dev.naust.sqlite;

import dev.naust.api.model.Schema;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The tables and triggers behind following, over one connection. Triggers write down the key of every record that changes,
 * whatever program changes it, numbered in the order of the commits: SQLite has one writer at a time.
 */
final class ChangeTables {
    /** How the names of all that belongs to following begin. */
    static final String PREFIX = "naust_change";

    static final int MOST_KEY_COLUMNS = 8;

    /**
     * Triggers run in whatever SQLite the application brings, so they call nothing that came late: {@code unixepoch('now',
     * 'subsec')} is null before 3.42, and the application's write fails. 2440587.5 is the Julian day of 1970-01-01 ("Date And
     * Time Functions").
     */
    private static final Sql NOW_MILLIS = Sql.of("CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)");

    private static final SqliteDialect DIALECT = new SqliteDialect();
    private static final Sql CELLS = SearchTables.columns("k", MOST_KEY_COLUMNS);

    private final Connection connection;

    ChangeTables(Connection connection) {
        this.connection = connection;
    }

    /** Makes the tables, the first time. */
    void create() throws SQLException {
        Statements.execute(
                connection,
                Sql.of("CREATE TABLE IF NOT EXISTS naust_changes (n INTEGER PRIMARY KEY AUTOINCREMENT,"
                        + " source INTEGER NOT NULL, kind INTEGER NOT NULL, at INTEGER NOT NULL, " + CELLS + ")"));
        Statements.execute(
                connection,
                Sql.of("CREATE TABLE IF NOT EXISTS naust_change_sources (source INTEGER PRIMARY KEY,"
                        + " collection TEXT NOT NULL UNIQUE)"));
        Statements.execute(
                connection,
                Sql.of("CREATE TABLE IF NOT EXISTS naust_change_followers (name TEXT NOT NULL, source INTEGER NOT NULL,"
                        + " passed INTEGER NOT NULL, PRIMARY KEY (name, source)) WITHOUT ROWID"));
    }

    /** Whether anybody ever followed here. */
    boolean exist() throws SQLException {
        return number(Sql.of("SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
                        + " AND name = 'naust_change_followers'"))
                > 0;
    }

    /** The number of the last change that a follower has dealt with; empty where nobody of this name follows. */
    OptionalLong passed(String follower) throws SQLException {
        try (PreparedStatement query = Statements.prepare(
                connection, Sql.of("SELECT max(passed) FROM naust_change_followers WHERE name = ?"))) {
            query.setString(1, follower);
            try (ResultSet rows = query.executeQuery()) {
                long passed = rows.getLong(1);
                return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(passed);
            }
        }
    }

    /** The number of the last change there ever was; numbers are not used again. */
    long last() throws SQLException {
        return number(Sql.of("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'naust_changes'"));
    }

    /** Has changes of a collection written down, for one follower. */
    void follow(String follower, Schema schema, long from) throws SQLException {
        update(
                Sql.of("INSERT INTO naust_change_sources (collection) SELECT ?1 WHERE NOT EXISTS"
                        + " (SELECT 1 FROM naust_change_sources WHERE collection = ?1)"),
                schema.id().name());
        update(
                Sql.of("INSERT INTO naust_change_followers (name, source, passed)" + " SELECT ?1, source, " + from
                        + " FROM naust_change_sources WHERE collection = ?2"),
                follower,
                schema.id().name());
        keep(schema, source(schema.id().name()));
    }

    /** Keeps nothing more for a follower, and nothing at all that nobody follows. */
    void forget(String follower) throws SQLException {
        update(Sql.of("DELETE FROM naust_change_followers WHERE name = ?"), follower);
        for (long source : idle()) {
            for (String event : List.of("insert", "update", "delete")) {
                Statements.execute(connection, Sql.of("DROP TRIGGER IF EXISTS " + trigger(source, event)));
            }
            Statements.execute(connection, Sql.of("DELETE FROM naust_changes WHERE source = " + source));
            Statements.execute(connection, Sql.of("DELETE FROM naust_change_sources WHERE source = " + source));
        }
        trim();
    }

    /** Notes that a follower has dealt with everything up to a number. */
    void pass(String follower, long number) throws SQLException {
        update(Sql.of("UPDATE naust_change_followers SET passed = " + number + " WHERE name = ?"), follower);
        trim();
    }

    private void trim() throws SQLException {
        Statements.execute(
                connection,
                Sql.of("DELETE FROM naust_changes WHERE n <= (SELECT coalesce(min(passed), " + last()
                        + ") FROM naust_change_followers)"));
    }

    private List<Long> idle() throws SQLException {
        List<Long> idle = new ArrayList<>();
        try (PreparedStatement query = Statements.prepare(
                        connection,
                        Sql.of("SELECT source FROM naust_change_sources"
                                + " WHERE source NOT IN (SELECT source FROM naust_change_followers)"));
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                idle.add(rows.getLong(1));
            }
        }
        return idle;
    }

    private long source(String collection) throws SQLException {
        try (PreparedStatement query = Statements.prepare(
                connection, Sql.of("SELECT source FROM naust_change_sources WHERE collection = ?"))) {
            query.setString(1, collection);
            try (ResultSet rows = query.executeQuery()) {
                return rows.getLong(1);
            }
        }
    }

    private void keep(Schema schema, long source) throws SQLException {
        Sql table = DIALECT.table(schema.id());
        Sql same = schema.key().stream()
                .map(DIALECT::escapeIdentifier)
                .map(column -> Sql.of("old." + column + " IS new." + column))
                .collect(Sql.joining(" AND "));
        Sql always = Sql.of("1");
        Sql inserted = noted(schema, source, Sql.of("0"), Sql.of("new."), always);
        Sql deleted = noted(schema, source, Sql.of("2"), Sql.of("old."), always);
        Sql moved = noted(schema, source, Sql.of("2"), Sql.of("old."), Sql.of("NOT (" + same + ")"));
        Sql updated = noted(schema, source, Sql.of("CASE WHEN " + same + " THEN 1 ELSE 0 END"), Sql.of("new."), always);
        Statements.execute(
                connection,
                Sql.of("CREATE TRIGGER IF NOT EXISTS " + trigger(source, "insert") + " AFTER INSERT ON " + table
                        + " BEGIN " + inserted + " END"));
        Statements.execute(
                connection,
                Sql.of("CREATE TRIGGER IF NOT EXISTS " + trigger(source, "update") + " AFTER UPDATE ON " + table
                        + " BEGIN " + moved + " " + updated + " END"));
        Statements.execute(
                connection,
                Sql.of("CREATE TRIGGER IF NOT EXISTS " + trigger(source, "delete") + " AFTER DELETE ON " + table
                        + " BEGIN " + deleted + " END"));
    }

    private static Sql noted(Schema schema, long source, Sql kind, Sql row, Sql condition) {
        Sql cells = schema.key().stream()
                .map(name -> Sql.of("" + row + DIALECT.escapeIdentifier(name)))
                .collect(Sql.joining(", "));
        return Sql.of("INSERT INTO naust_changes (source, kind, at, "
                + SearchTables.columns("k", schema.key().size()) + ") SELECT " + source + ", " + kind
                + ", " + NOW_MILLIS + ", " + cells + " WHERE " + condition + ";");
    }

    private static Sql trigger(long source, String event) {
        return DIALECT.escapeIdentifier(PREFIX + "_" + source + "_" + event);
    }

    private void update(Sql sql, String... texts) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            for (int i : IntStream.range(0, texts.length).toArray()) {
                statement.setString(i + 1, texts[i]);
            }
            statement.executeUpdate();
        }
    }

    private long number(Sql sql) throws SQLException {
        try (PreparedStatement query = Statements.prepare(connection, sql);
                ResultSet rows = query.executeQuery()) {
            return rows.getLong(1);
        }
    }
}
