package dev.naust.sqlite;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a store that writes. SQLite lets one writer in at a time; waiting here, in order of arrival, is better
 * than letting it refuse whoever comes second. Safe for use by several threads.
 */
final class SqliteWriterGate implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final SqliteFile file;
    private final Semaphore turn = new Semaphore(1, true);
    private @Nullable Connection connection;
    private boolean closed;

    SqliteWriterGate(SqliteFile file) {
        this.file = file;
    }

    /**
     * Waits for the connection and begins a transaction on it.
     *
     * @param foreignKeys whether references are enforced in it
     * @throws StoreException of category CONFLICT when others do not give the connection back in time
     */
    Turn begin(boolean foreignKeys) throws InterruptedException {
        await();
        try {
            return new Turn(opened(), foreignKeys);
        } catch (SQLException e) {
            turn.release();
            throw SqliteErrors.explain(file.path(), "starting to write", e);
        } catch (RuntimeException e) {
            turn.release();
            throw e;
        }
    }

    /**
     * Waits for the connection without beginning a transaction, for work that begins and ends its own.
     *
     * @throws StoreException of category CONFLICT when others do not give the connection back in time
     */
    Hold hold() throws InterruptedException {
        await();
        try {
            return new Hold(opened());
        } catch (RuntimeException e) {
            turn.release();
            throw e;
        }
    }

    private void await() throws InterruptedException {
        if (!turn.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new StoreException(
                    SqliteErrorCode.LOCKED,
                    "SQLite file " + file.path() + " has been written to by other work of this server for "
                            + PATIENCE.toMinutes() + " minutes. Wait until that has ended and try again.");
        }
    }

    /** What is done while nobody writes, on a connection of its own. */
    interface Alone<T> {
        T work() throws SQLException;
    }

    /** Does something while nobody of this server writes. */
    <T> T alone(Alone<T> work) throws InterruptedException {
        await();
        try {
            return work.work();
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "rewriting it", e);
        } finally {
            turn.release();
        }
    }

    private synchronized Connection opened() {
        if (closed) {
            throw new StoreException(
                    SqliteErrorCode.CLOSED, "The store of SQLite file " + file.path() + " was closed. Open it again.");
        }
        Connection current = connection;
        if (current == null) {
            current = file.writer();
            connection = current;
        }
        return current;
    }

    private synchronized void forget(Connection held) throws SQLException {
        if (connection == held) {
            connection = null;
        }
        held.close();
    }

    @Override
    public synchronized void close() throws SQLException {
        closed = true;
        Connection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }

    /** The connection, outside of a transaction. For one thread at a time. */
    final class Hold implements AutoCloseable {
        private final Connection held;

        private Hold(Connection held) {
            this.held = held;
        }

        Connection connection() {
            return held;
        }

        /** Undoes what was begun and not committed; the next writer has a connection without what was set on this one. */
        @Override
        public void close() throws SQLException {
            try {
                undo(held);
            } finally {
                try {
                    forget(held);
                } finally {
                    turn.release();
                }
            }
        }
    }

    private static void undo(Connection held) throws SQLException {
        try {
            Statements.execute(held, Sql.of("ROLLBACK"));
        } catch (SQLException e) {
            // After a full disk or an input error SQLite may have rolled back by itself; the store's end closes the
            // rest.
            if (!held.isClosed() && !SqliteErrors.said(e).contains("no transaction is active")) {
                throw e;
            }
        }
    }

    /** A transaction; who has it is the only writer. For one thread at a time. */
    final class Turn implements AutoCloseable {
        private final Connection held;
        private boolean over;

        private Turn(Connection held, boolean foreignKeys) throws SQLException {
            this.held = held;
            // The driver's own idea of transactions begins the next one with each commit, and would keep others out.
            execute(foreignKeys ? Sql.of("PRAGMA foreign_keys = ON") : Sql.of("PRAGMA foreign_keys = OFF"));
            execute(Sql.of("BEGIN IMMEDIATE"));
        }

        Connection connection() {
            return held;
        }

        void execute(Sql sql) throws SQLException {
            Statements.execute(held, sql);
        }

        /** Makes what was written durable and gives the connection back; on a failure the turn goes on. */
        void commit() throws SQLException {
            execute(Sql.of("COMMIT"));
            end();
        }

        /** Undoes what was not committed and gives the connection back. A second call does nothing. */
        @Override
        public void close() throws SQLException {
            if (over) {
                return;
            }
            try {
                undo(held);
            } finally {
                end();
            }
        }

        private void end() {
            over = true;
            turn.release();
        }
    }
}
