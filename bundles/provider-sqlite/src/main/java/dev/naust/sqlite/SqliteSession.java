package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection inside a transaction, as readers use it. For one reader at a time. */
final class SqliteSession implements AutoCloseable {
    private final Connection connection;
    private final boolean owned;
    private final boolean utf8;
    private final Tables tables;
    private final Ending ending;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * A session.
     *
     * @param connection in a transaction
     * @param owned whether the transaction is the session's own
     * @param utf8 whether the database keeps its text as UTF-8
     * @param ending what is done with the connection when the session ends
     */
    SqliteSession(Connection connection, boolean owned, boolean utf8, Tables tables, Ending ending) {
        this.connection = connection;
        this.owned = owned;
        this.utf8 = utf8;
        this.tables = tables;
        this.ending = ending;
    }

    /** Where a session finds out what a table declares. */
    @FunctionalInterface
    interface Tables {
        Optional<SqliteReads.Described> find(Connection connection, DatasetId id) throws SQLException;
    }

    /** The end of a session. */
    @FunctionalInterface
    interface Ending {
        void end() throws SQLException;
    }

    /** Somebody else's transaction, which outlives the session and may have changed the schema without committing that. */
    static SqliteSession within(Connection connection) throws SQLException {
        return new SqliteSession(connection, false, isUtf8(connection), SqliteReads::described, () -> {});
    }

    /** The same for a part of what is done in it; ending that ends nothing. */
    SqliteSession part() {
        return new SqliteSession(connection, false, utf8, tables, () -> {});
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

    /** What a table declares; empty when there is none of this name. */
    Optional<SqliteReads.Described> describe(DatasetId id) throws SQLException {
        return tables.find(connection, id);
    }

    static boolean isUtf8(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, Sql.of("PRAGMA encoding"))) {
            return "UTF-8".equals(rows.getString(1));
        }
    }

    /** Ends the session; a second call does nothing. */
    @Override
    public void close() throws SQLException {
        if (ended.compareAndSet(false, true)) {
            ending.end();
        }
    }
}
