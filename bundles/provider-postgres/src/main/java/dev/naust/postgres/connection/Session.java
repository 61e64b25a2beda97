package dev.naust.postgres.connection;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Loan;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlErrors;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection on loan, in a transaction: one of its own, or one that somebody else began and will end. For one thread at a
 * time; a second {@link #close()} does nothing.
 */
public final class Session implements Loan {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final String READ_ONLY = "25006";

    private final Connection connection;
    private final PGConnection driver;
    private final @Nullable Session outer;
    private final Connections owner;
    private boolean neutral;
    private boolean abandoned;
    private boolean closed;

    /**
     * A session.
     *
     * @param connection in a transaction
     * @param outer the session whose transaction it is; null for one of its own
     */
    Session(Connection connection, @Nullable Session outer, Connections owner) throws SQLException {
        this.connection = connection;
        this.driver = connection.unwrap(PGConnection.class);
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
    public PGConnection driver() {
        return driver;
    }

    /** Whether others use the connection in between, so that nothing may be left running on it. */
    public boolean isShared() {
        return outer != null;
    }

    /** The transaction has been told to give values in the same text form whatever the server's settings are. */
    public void noteNeutral() {
        outermost().neutral = true;
    }

    /** Whether it has been told so, and the server says that this still counts: going back to a savepoint may end it. */
    public boolean isNeutral() {
        return outermost().neutral
                && "UTC".equals(driver.getParameterStatus("TimeZone"))
                && "postgres".equals(driver.getParameterStatus("IntervalStyle"));
    }

    @Override
    public <T> T run(String task, Work<T> work) throws InterruptedException {
        if (closed) {
            throw new StoreException(PostgresErrorCode.CLOSED, task + " is not possible any more: it has been closed.");
        }
        owner.holders().note(outermost(), task);
        try {
            return owner.pool().run(connection, driver::cancelQuery, work::run);
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
            owner.pool().renew();
        }
        return (setting || standby) && owner.wantsPrimary()
                ? owner.errors().failedOver(task, failure)
                : owner.errors().readOnly(standby, failure);
    }

    /** What the server says of itself, from PostgreSQL 14 on. */
    private boolean isOn(String setting) {
        return "on".equals(driver.getParameterStatus(setting));
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
    @Override
    public void commit() throws SQLException, InterruptedException {
        if (outer == null) {
            owner.commits().commit(connection);
        }
    }

    /**
     * Makes {@link #close} end the connection, because something still runs on it that cannot be ended in an orderly way: a
     * cancel that the server gets too late would hit the next one who uses the connection.
     */
    @Override
    public void abandon() {
        abandoned = true;
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
                owner.pool().rollback(connection);
            }
        } finally {
            owner.pool().giveBack(connection);
        }
    }
}
