package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection inside a transaction, as readers use it. For one reader at a time. */
final class SqliteSession implements AutoCloseable {
    private final Connection connection;
    private final boolean owned;
    private final TextEncoding encoding;
    private final Tables tables;
    private final Ending ending;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * A session.
     *
     * @param connection in a transaction
     * @param owned whether the transaction is the session's own
     * @param encoding how the database keeps its text
     * @param ending what is done with the connection when the session ends
     */
    SqliteSession(Connection connection, boolean owned, TextEncoding encoding, Tables tables, Ending ending) {
        this.connection = connection;
        this.owned = owned;
        this.encoding = encoding;
        this.tables = tables;
        this.ending = ending;
    }

    /** Where a session finds out what a table declares. */
    @FunctionalInterface
    interface Tables {
        SqliteCatalogue catalogue(Connection connection) throws SQLException;

        default Optional<SqliteReads.Described> find(Connection connection, DatasetId id) throws SQLException {
            return SqliteReads.described(catalogue(connection), id);
        }
    }

    /** The end of a session. */
    @FunctionalInterface
    interface Ending {
        void end() throws SQLException;
    }

    /** Somebody else's transaction, which outlives the session and may have changed the schema without committing that. */
    static SqliteSession within(Connection connection) throws SQLException {
        return new SqliteSession(connection, false, TextEncoding.of(connection), SqliteCatalogue::of, () -> {});
    }

    /** A connection to what nobody changes any more, or in somebody else's transaction, of which this is known. */
    static SqliteSession of(Connection connection, KnownTables known) throws SQLException {
        return new SqliteSession(connection, false, TextEncoding.of(connection), known, () -> {});
    }

    /** The same for a part of what is done in it; ending that ends nothing. */
    SqliteSession part() {
        return new SqliteSession(connection, false, encoding, tables, () -> {});
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
        return encoding == TextEncoding.UTF_8;
    }

    TextEncoding encoding() {
        return encoding;
    }

    /** What a table declares; empty when there is none of this name. */
    Optional<SqliteReads.Described> describe(DatasetId id) throws SQLException {
        return tables.find(connection, id);
    }

    /** What the database declares. */
    SqliteCatalogue catalogue() throws SQLException {
        return tables.catalogue(connection);
    }

    /** Ends the session; a second call does nothing. */
    @Override
    public void close() throws SQLException {
        if (ended.compareAndSet(false, true)) {
            ending.end();
        }
    }
}
