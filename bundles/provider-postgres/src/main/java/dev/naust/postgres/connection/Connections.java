package dev.naust.postgres.connection;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.postgresql.jdbc.PgConnection;

/** The connections of one store. Safe for use by several threads. */
public final class Connections implements Sessions, AutoCloseable {
    private static final Executor SAME_THREAD = Runnable::run;

    private final Pool pool;
    private final Interrupts interrupts;
    private final PostgresErrors errors;
    private volatile boolean closed;

    /**
     * Connects nothing yet.
     *
     * @param source the driver's own data source
     */
    public Connections(DataSource source, Pool.Settings settings, PostgresErrors errors) {
        this.pool = new Pool(source, settings);
        this.interrupts = new Interrupts(settings.name() + "-interrupts");
        this.errors = errors;
    }

    /** What failures mean. */
    public PostgresErrors errors() {
        return errors;
    }

    Interrupts interrupts() {
        return interrupts;
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends a connection whatever it is doing; the server notices and undoes what was not committed. */
    void end(Connection connection) throws SQLException {
        pool.evict(connection);
        connection.unwrap(PgConnection.class).abort(SAME_THREAD);
    }

    @Override
    public Session open() {
        Connection connection = connection();
        try {
            connection.setAutoCommit(false);
            return new Session(connection, false, this);
        } catch (SQLException e) {
            throw abandon(connection, errors.during("Beginning a transaction", e));
        }
    }

    /** A session in a transaction that somebody else ends. */
    public Session share(Session owner) {
        try {
            return new Session(owner.connection(), true, this);
        } catch (SQLException e) {
            throw errors.during("Joining a transaction", e);
        }
    }

    /**
     * Asks the server for nothing but an answer.
     *
     * @throws StoreException when it does not answer in time
     */
    public void check(Duration timeout) {
        int millis = (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        Connection connection = connection();
        try (connection;
                Statement statement = connection.createStatement()) {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(SAME_THREAD, millis);
            statement.execute("SELECT 1");
            connection.setNetworkTimeout(SAME_THREAD, before);
        } catch (SQLException e) {
            throw errors.during("Checking", e);
        }
    }

    private Connection connection() {
        if (closed) {
            throw errors.closed();
        }
        try {
            return pool.connection();
        } catch (SQLException e) {
            throw closed ? errors.closed() : errors.during("Connecting", e);
        }
    }

    private static StoreException abandon(Connection connection, StoreException failure) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    @Override
    public void close() {
        closed = true;
        pool.close();
        interrupts.close();
    }
}
