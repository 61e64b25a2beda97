package dev.naust.postgres.connection;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlErrors;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection on loan, in a transaction: one of its own, or one that somebody else began and will end. For one thread at a
 * time; a second {@link #close()} does nothing.
 */
public final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final String READ_ONLY = "25006";

    private final Connection connection;
    private final PGConnection driver;
    private final boolean shared;
    private final Connections owner;
    private final long since = System.nanoTime();
    private final String thread = Thread.currentThread().getName();
    private volatile String doing = "Beginning";
    private boolean abandoned;
    private boolean closed;

    /**
     * A session.
     *
     * @param connection in a transaction
     * @param shared whether the transaction is somebody else's
     */
    Session(Connection connection, boolean shared, Connections owner) throws SQLException {
        this.connection = connection;
        this.driver = connection.unwrap(PGConnection.class);
        this.shared = shared;
        this.owner = owner;
    }

    /** The connection, which this session closes. */
    public Connection connection() {
        return connection;
    }

    /** The driver's own face of the connection. */
    public PGConnection driver() {
        return driver;
    }

    /** Whether others use the connection in between, so that nothing may be left running on it. */
    public boolean isShared() {
        return shared;
    }

    /** What happens in a session. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException, InterruptedException;
    }

    /**
     * Runs work that an interrupt of this thread ends.
     *
     * @param task what is being done, as the beginning of a sentence
     * @throws StoreException when the server refuses or is gone
     */
    public <T> T run(String task, Work<T> work) throws InterruptedException {
        if (closed) {
            throw new StoreException(PostgresErrorCode.CLOSED, task + " is not possible any more: it has been closed.");
        }
        doing = task;
        try {
            return owner.watched(connection, driver::cancelQuery, work::run);
        } catch (SQLException e) {
            throw failed(task, e);
        } catch (RejectedExecutionException e) {
            throw owner.errors().closed();
        } catch (InterruptedException e) {
            abandon();
            throw e;
        }
    }

    /** A call that comes after the store's closing finds its connection or its watcher gone. */
    private StoreException failed(String task, SQLException failure) {
        if (owner.isClosed()) {
            return owner.errors().closed();
        }
        return SqlErrors.state(failure).equals(READ_ONLY)
                ? readOnly(task, failure)
                : owner.errors().during(task, failure);
    }

    /** A setting counts for new connections only, also when it is set back. */
    private StoreException readOnly(String task, SQLException failure) {
        boolean standby = isOn("in_hot_standby");
        boolean setting = isOn("default_transaction_read_only");
        if (setting || standby && owner.wantsPrimary()) {
            abandon();
            owner.renew();
        }
        return (setting || standby) && owner.wantsPrimary()
                ? owner.errors().failedOver(task, failure)
                : owner.errors().readOnly(standby, failure);
    }

    /** What the server says of itself, from PostgreSQL 14 on. */
    private boolean isOn(String setting) {
        return "on".equals(driver.getParameterStatus(setting));
    }

    /** How long the connection has been on loan. */
    Duration held() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** Who holds the connection, for people. */
    @Override
    public String toString() {
        return doing + " (for " + held().toSeconds() + " s, thread " + thread + ")";
    }

    /** Executes a statement without a result. */
    public void execute(Sql sql) throws SQLException {
        Statements.execute(connection, sql);
    }

    /** Begins to send rows. */
    public CopyIn copyIn(Sql sql) throws SQLException {
        return driver.getCopyAPI().copyIn(sql.toString());
    }

    /** Begins to get rows. */
    public CopyOut copyOut(Sql sql) throws SQLException {
        return driver.getCopyAPI().copyOut(sql.toString());
    }

    /**
     * Ends the transaction, where it is this session's own, and makes its changes durable.
     *
     * @throws StoreException when the answer was lost and the server, asked again, undid the transaction or cannot tell
     */
    public void commit() throws SQLException, InterruptedException {
        if (!shared) {
            owner.commits().commit(connection);
        }
    }

    /**
     * Makes {@link #close} end the connection, because something still runs on it that cannot be ended in an orderly way: a
     * cancel that the server gets too late would hit the next one who uses the connection.
     */
    public void abandon() {
        abandoned = true;
    }

    /** Gives the connection back; what was not committed is undone. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (shared) {
            return;
        }
        owner.returned(this);
        try (connection) {
            if (abandoned || owner.isClosed()) {
                owner.end(connection);
            } else {
                owner.rollback(connection);
            }
        } catch (SQLException e) {
            // The connection is broken, or the store has been closed: the server undoes the transaction by itself.
            LOG.debug(
                    "A transaction on {} could not be rolled back",
                    owner.errors().server(),
                    e);
        }
    }
}
