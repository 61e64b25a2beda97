package dev.naust.sqlserver.connection;

import com.microsoft.sqlserver.jdbc.SQLServerConnection;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Loan;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection on loan, in a transaction: one of its own, or one that somebody else began and will end. For one thread at a
 * time; a second {@link #close()} does nothing.
 */
public final class Session implements Loan {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Connection connection;
    private final @Nullable Session outer;
    private final Connections owner;
    private final AtomicReference<@Nullable Statement> running = new AtomicReference<>();
    private boolean abandoned;
    private boolean closed;

    /**
     * A session.
     *
     * @param connection in a transaction
     * @param outer the session whose transaction it is; null for one of its own
     */
    Session(Connection connection, @Nullable Session outer, Connections owner) {
        this.connection = connection;
        this.outer = outer;
        this.owner = owner;
        if (outer == null) {
            owner.holders().take(this);
        }
    }

    @Override
    public Connection connection() {
        return connection;
    }

    /** The driver's own face of the connection. */
    public SQLServerConnection driver() throws SQLException {
        return connection.unwrap(SQLServerConnection.class);
    }

    /** Whether others use the connection in between, so that nothing may be left running on it. */
    public boolean isShared() {
        return outer != null;
    }

    /**
     * Names the statement that an interrupt cancels from now on; without one an interrupt ends the connection, and the server
     * undoes what was begun.
     */
    @Override
    public <T extends Statement> T watched(T statement) {
        running.set(statement);
        return statement;
    }

    @Override
    public <T> T run(String task, Work<T> work) throws InterruptedException {
        if (closed) {
            throw new StoreException(
                    SqlServerErrorCode.CLOSED, task + " is not possible any more: it has been closed.");
        }
        owner.holders().note(outermost(), task);
        try {
            return owner.pool().run(connection, this::cancel, work::run);
        } catch (SQLException e) {
            throw failed(task, e);
        } catch (RejectedExecutionException e) {
            throw owner.errors().closed();
        } catch (InterruptedException e) {
            abandon();
            throw e;
        }
    }

    private Session outermost() {
        return outer == null ? this : outer.outermost();
    }

    private void cancel() throws SQLException {
        Statement statement = running.get();
        if (statement == null || statement.isClosed()) {
            owner.pool().end(connection);
        } else {
            statement.cancel();
        }
    }

    /** A call that comes after the store's closing finds its connection or its watcher gone. */
    private StoreException failed(String task, SQLException failure) {
        return owner.isClosed() ? owner.errors().closed() : owner.errors().during(task, failure);
    }

    /** Executes a statement without a result. */
    public void execute(Sql sql) throws SQLException {
        try (Statement statement = watched(connection.createStatement())) {
            Statements.execute(statement, sql);
        } finally {
            running.set(null);
        }
    }

    /** Ends the transaction, where it is this session's own, and makes its changes durable. */
    @Override
    public void commit() throws SQLException {
        if (outer == null) {
            connection.commit();
        }
    }

    /**
     * Makes {@link #close} end the connection, because something still runs on it that cannot be ended in an orderly way, or its
     * settings cannot be put back.
     */
    @Override
    public void abandon() {
        abandoned = true;
        if (outer != null) {
            outer.abandon();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (outer != null) {
            return;
        }
        owner.holders().giveBack(this);
        try {
            letGo();
        } catch (SQLException e) {
            // The connection is broken, or the store has been closed: the server undoes the transaction by itself.
            LOG.debug(
                    "A transaction on {} could not be rolled back",
                    owner.errors().server(),
                    e);
        }
    }

    private void letGo() throws SQLException {
        try {
            if (abandoned || owner.isClosed()) {
                owner.pool().end(connection);
            } else {
                rollback();
            }
        } finally {
            owner.pool().giveBack(connection);
        }
    }

    /** A transaction that stays open would be committed by the driver when the pool puts the connection's settings back. */
    private void rollback() throws SQLException {
        try {
            owner.pool().rollback(connection);
        } catch (SQLException e) {
            owner.pool().end(connection);
            throw e;
        }
    }
}
