package dev.naust.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of connections over a driver's own data source. It connects only when asked, so that a store whose server is
 * down can still be opened and says why when it is used. Safe for use by several threads.
 */
public final class Pool implements AutoCloseable {
    /**
     * How a pool behaves.
     *
     * @param name for threads and logs
     * @param min connections kept while idle
     * @param max connections at most
     * @param idle how long an unused connection above {@code min} is kept; at least ten seconds
     * @param acquire how long to wait for a connection; at least a quarter of a second
     * @param validation how long an idle connection may take to prove that it still works
     * @param leak after what time on loan a connection is logged as lost, with who took it; zero never
     */
    public record Settings(
            String name, int min, int max, Duration idle, Duration acquire, Duration validation, Duration leak) {
        private static final Duration VALIDATION = Duration.ofSeconds(2);

        /** Settings with the usual validation, that look for no lost connections. */
        public Settings(String name, int min, int max, Duration idle, Duration acquire) {
            this(name, min, max, idle, acquire, VALIDATION, Duration.ZERO);
        }
    }

    private static final Duration TURN = Duration.ofMillis(500);
    private static final Duration MOST_SIGNING_IN = Duration.ofSeconds(8);
    private static final Duration SHORTEST_TURN = Duration.ofMillis(250);

    private final HikariDataSource pool;
    private final Duration acquire;
    private final Line line;
    private final Map<Connection, Line.Place> lent = new ConcurrentHashMap<>();

    /** Why the server let nobody in of late. */
    private volatile @Nullable SQLTransientConnectionException refusal;

    public Pool(DataSource source, Settings settings) {
        this.acquire = settings.acquire();
        this.line = new Line(settings.max());
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName(settings.name());
        config.setMinimumIdle(settings.min());
        config.setMaximumPoolSize(settings.max());
        config.setIdleTimeout(settings.idle().toMillis());
        config.setConnectionTimeout(Math.min(acquire.toMillis(), TURN.toMillis()));
        config.setValidationTimeout(
                Math.min(settings.validation().toMillis(), settings.acquire().toMillis()));
        config.setLeakDetectionThreshold(settings.leak().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setRegisterMbeans(false);
        config.setThreadFactory(task -> {
            Thread thread = new Thread(task, settings.name() + "-pool");
            thread.setDaemon(true);
            return thread;
        });
        this.pool = new HikariDataSource(config);
        allowSigningIn(source);
    }

    /**
     * A turn is how long a caller waits before it looks again; the pool would cut signing in short by it. One connection is made
     * at a time, so that one whose server has gone silent meanwhile must not hold up the next for long.
     */
    private void allowSigningIn(DataSource source) {
        try {
            source.setLoginTimeout((int) Math.max(1, Math.min(acquire.toSeconds(), MOST_SIGNING_IN.toSeconds())));
        } catch (SQLException e) {
            throw new IllegalStateException("A data source takes a limit for signing in", e);
        }
    }

    /**
     * A connection, which the caller gives back with {@link #giveBack}. Who came first is served first.
     *
     * @param vigil who sees whether the server is still there
     * @throws SQLException when none comes free in time, the server refuses the user, or says nothing any more; with the
     *     server's last refusal as its cause
     */
    public Connection connection(Vigil<Connection, ?> vigil) throws SQLException {
        long end = System.nanoTime() + acquire.toNanos();
        Line.Place place = line.join();
        boolean served = false;
        try (Vigil<Connection, ?>.Wait wait = vigil.beginWithout()) {
            queue(place, end, wait);
            Connection connection = take(end, wait);
            lent.put(connection, place);
            served = true;
            return connection;
        } finally {
            if (!served) {
                place.close();
            }
        }
    }

    /** The pool's own line would send whoever looks up in between back to its end. */
    private void queue(Line.Place place, long end, Vigil<Connection, ?>.Wait wait) throws SQLException {
        try {
            while (!place.await(shorter(TURN, Duration.ofNanos(end - System.nanoTime())))) {
                if (wait.isHopeless()) {
                    throw Silence.failure(tooLate());
                }
                if (end - System.nanoTime() <= 0) {
                    throw tooLate();
                }
            }
        } catch (ExecutionException e) {
            throw new SQLTransientConnectionException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException(pool.getPoolName() + ": interrupted while waiting for a connection", e);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private SQLTransientConnectionException tooLate() {
        return new SQLTransientConnectionException(
                pool.getPoolName() + ": no connection came free in " + acquire.toMillis() + " ms, and " + line.length()
                        + " wait",
                refusal);
    }

    private Connection take(long end, Vigil<Connection, ?>.Wait wait) throws SQLException {
        SQLTransientConnectionException refused = null;
        while (true) {
            try {
                Connection connection = pool.getConnection();
                refusal = null;
                return connection;
            } catch (SQLTransientConnectionException e) {
                if (wait.isHopeless()) {
                    throw Silence.failure(e);
                }
                // The pool names a server's refusal once; whoever waits on shall still hear it.
                refused = e.getCause() == null && refused != null ? refused : e;
                note(e);
                // Whom the server does not let in gains nothing by waiting, and shall hear why.
                if (SqlErrors.isRefusal(e) || end - System.nanoTime() < SHORTEST_TURN.toNanos()) {
                    throw refused;
                }
            }
        }
    }

    /** Who waits in the line would not hear it from the pool, and gains nothing either by waiting where nobody is let in. */
    private void note(SQLTransientConnectionException failure) {
        if (failure.getCause() != null) {
            refusal = failure;
        }
        if (SqlErrors.isRefusal(failure)) {
            line.dismiss(failure);
        }
    }

    /** Takes a connection back, and serves who waits longest; a second time without effect. */
    public void giveBack(Connection connection) throws SQLException {
        Line.Place place = lent.remove(connection);
        if (place != null) {
            try (place) {
                connection.close();
            }
        }
    }

    /** How many wait for a connection to come free. */
    int waiting() {
        return line.length();
    }

    /** Takes a connection out of the pool for good: when it is given back, it is closed. */
    public void evict(Connection connection) {
        pool.evictConnection(connection);
    }

    /** Has all connections made anew: the idle ones now, those in use when they are given back. */
    public void renew() {
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    /** Closes all connections, those in use as well; who waits for one hears so at once. */
    @Override
    public void close() {
        line.close(new SQLException(pool.getPoolName() + " has been closed"));
        pool.close();
    }
}
