package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tables of one file declare, remembered while the schema stays as it is; only for connections that see nothing that is
 * not committed, or for one transaction of which no part that changes the schema is rolled back. Safe for use by several threads.
 */
final class KnownTables implements SqliteSession.Tables {
    private static final int MOST_KNOWN = 5_000;

    private volatile @Nullable State last;

    /** What is known under the number that SQLite gives to each state of a schema. */
    private record State(long version, Listing listing, Map<DatasetId, SqliteReads.Described> described) {}

    @Override
    public SqliteCatalogue catalogue(Connection connection) throws SQLException {
        return new SqliteCatalogue(connection, state(connection).listing());
    }

    @Override
    public Optional<SqliteReads.Described> find(Connection connection, DatasetId id) throws SQLException {
        State state = state(connection);
        SqliteReads.Described before = state.described().get(id);
        if (before != null) {
            return Optional.of(before);
        }
        Optional<SqliteReads.Described> found =
                SqliteReads.described(new SqliteCatalogue(connection, state.listing()), id);
        if (state.described().size() < MOST_KNOWN) {
            found.ifPresent(described -> state.described().put(id, described));
        }
        return found;
    }

    private State state(Connection connection) throws SQLException {
        long version = version(connection);
        State known = last;
        if (known == null || known.version() != version) {
            known = new State(version, Listing.read(connection), new ConcurrentHashMap<>());
            last = known;
        }
        return known;
    }

    private static long version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, Sql.of("PRAGMA schema_version"))) {
            return rows.getLong(1);
        }
    }
}
