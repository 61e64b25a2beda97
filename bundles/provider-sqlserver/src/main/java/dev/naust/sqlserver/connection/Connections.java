package dev.naust.sqlserver.connection;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Holders;
import dev.naust.jdbc.Pool;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.jdbc.WatchedPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of one store. Safe for use by several threads. */
public final class Connections implements Sessions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final long FIRST_PAUSE = 250;
    private static final long LONGEST_PAUSE = 5_000;

    private final PinnedDataSource source;
    private final WatchedPool pool;
    private final Duration patience;
    private final SqlServerErrors errors;
    private final Holders holders = new Holders();
    private volatile boolean reached;
    private volatile boolean closed;

    /** Connects nothing yet. */
    public Connections(PinnedDataSource source, Pool.Settings settings, SqlServerErrors errors) {
        this.source = source;
        Pool connections = new Pool(source, settings);
        this.pool = new WatchedPool(settings.name(), connections, new Servers(source, connections, errors.server()));
        this.patience = settings.acquire();
        this.errors = errors;
    }

    /** What failures mean. */
    public SqlServerErrors errors() {
        return errors;
    }

    WatchedPool pool() {
        return pool;
    }

    Holders holders() {
        return holders;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public Session open() {
        Connection connection = connection();
        try {
            connection.setAutoCommit(false);
            return new Session(connection, null, this);
        } catch (SQLException e) {
            throw abandon(connection, errors.during("Beginning a transaction", e));
        }
    }

    /** A session in a transaction that somebody else ends. */
    public Session share(Session owner) {
        return new Session(owner.connection(), owner, this);
    }

    /**
     * Proves that the server takes a new connection and answers.
     *
     * @throws StoreException when it does not do so in time
     */
    public void check(Duration timeout) {
        if (closed) {
            throw errors.closed();
        }
        reach(Math.max(1_000, timeout.toMillis()));
    }

    /**
     * Connects once by hand: the pool would try again and again until its time is over, and whoever connects first wants to hear
     * at once what is wrong. What Azure says will pass by itself is tried again, with growing pauses.
     */
    private void reach(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            try {
                reachOnce((int) Math.max(1, TimeUnit.MILLISECONDS.toSeconds(left)));
                return;
            } catch (SQLException e) {
                StoreException failure = errors.during("Connecting", e);
                boolean passes =
                        failure.code() == SqlServerErrorCode.UNAVAILABLE || failure.code() == SqlServerErrorCode.BUSY;
                if (!passes || left < 2 * pause || closed) {
                    throw failure;
                }
                LOG.info("{} Trying again in {} ms.", failure.getMessage(), pause);
                await(pause + ThreadLocalRandom.current().nextLong(pause / 4), failure);
            }
        }
    }

    private static void await(long millis, StoreException failure) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private void reachOnce(int seconds) throws SQLException {
        try (Connection connection = source.connect(driver -> {
                    driver.setLoginTimeout(Math.min(driver.getLoginTimeout(), seconds));
                    driver.setSocketTimeout(seconds * 1_000);
                });
                Statement statement = connection.createStatement()) {
            Statements.execute(statement, Sql.of("SELECT 1"));
            reached = true;
        }
    }

    private Connection connection() {
        if (closed) {
            throw errors.closed();
        }
        if (!reached) {
            reach(patience.toMillis());
        }
        try {
            return pool.connection();
        } catch (SQLException e) {
            if (closed) {
                throw errors.closed();
            }
            throw unavailable(e);
        }
    }

    /** Hikari throws the same whether all connections are lent or none can be made; the second has the server's refusal as its cause. */
    private StoreException unavailable(SQLException failure) {
        return failure.getCause() == null
                ? errors.exhausted(holders.describe(), failure)
                : errors.during("Connecting", failure);
    }

    private StoreException abandon(Connection connection, StoreException failure) {
        try {
            pool.giveBack(connection);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    @Override
    public void close() {
        closed = true;
        pool.close();
    }
}
