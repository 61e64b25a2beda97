package dev.naust.sqlite;

import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection inside a transaction, as readers use it. For one reader at a time. */
final class SqliteSession implements AutoCloseable {
    private final Connection connection;
    private final boolean owned;
    private final boolean utf8;

    private SqliteSession(Connection connection, boolean owned) throws SQLException {
        this.connection = connection;
        this.owned = owned;
        this.utf8 = isUtf8(connection);
    }

    /** A read transaction of its own on a new connection, which ends with the session. */
    static SqliteSession reading(SqliteFile file) {
        Connection connection = file.reader();
        try {
            Statements.execute(connection, Sql.of("BEGIN"));
            return new SqliteSession(connection, true);
        } catch (SQLException e) {
            try (connection) {
                throw SqliteErrors.explain(file.path(), "starting to read", e);
            } catch (SQLException closing) {
                e.addSuppressed(closing);
                throw SqliteErrors.explain(file.path(), "starting to read", e);
            }
        }
    }

    /** Somebody else's transaction, which outlives the session. */
    static SqliteSession within(Connection connection) throws SQLException {
        return new SqliteSession(connection, false);
    }

    Connection connection() {
        return connection;
    }

    /** Whether the transaction is the session's own, so that nothing in it is yet to be written. */
    boolean isOwned() {
        return owned;
    }

    /** Whether the database keeps its text as UTF-8; some are made with UTF-16. */
    boolean isUtf8() {
        return utf8;
    }

    static boolean isUtf8(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, Sql.of("PRAGMA encoding"))) {
            return "UTF-8".equals(rows.getString(1));
        }
    }

    @Override
    public void close() throws SQLException {
        if (owned) {
            connection.close();
        }
    }
}
