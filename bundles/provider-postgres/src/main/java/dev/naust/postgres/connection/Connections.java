package dev.naust.postgres.connection;

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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of one store. Safe for use by several threads. */
public final class Connections implements Sessions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Executor SAME_THREAD = Runnable::run;

    private static final int PATIENCE_SECONDS = 8;
    private static final Duration COMMIT = Duration.ofSeconds(10);

    private final PinnedDataSource source;
    private final WatchedPool pool;
    private final PostgresErrors errors;
    private final Set<Connection> dedicated = ConcurrentHashMap.newKeySet();
    private final Holders holders = new Holders();
    private final Commits commits;
    private volatile boolean reached;
    private volatile boolean commitsMarked;
    private volatile boolean closed;

    /** Connects nothing yet. */
    public Connections(PinnedDataSource source, Pool.Settings settings, PostgresErrors errors) {
        this.source = source;
        Pool connections = new Pool(source, settings);
        this.pool = new WatchedPool(settings.name(), connections, new Servers(source, connections));
        this.errors = errors;
        this.commits = new Commits(this, settings.acquire().compareTo(COMMIT) < 0 ? settings.acquire() : COMMIT);
    }

    /** What failures mean. */
    public PostgresErrors errors() {
        return errors;
    }

    WatchedPool pool() {
        return pool;
    }

    Holders holders() {
        return holders;
    }

    /** Whether the store has been closed. */
    public boolean isClosed() {
        return closed;
    }

    Commits commits() {
        return commits;
    }

    /** Whether the server can be asked later what became of a transaction. */
    boolean areCommitsMarked() {
        return commitsMarked;
    }

    /** Whether a server that takes no changes is the wrong one. */
    boolean wantsPrimary() {
        return source.wantsPrimary();
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

    /** A connection outside of the pool, not in a transaction; the caller ends it with {@link #cut}. */
    public Connection dedicated(Consumer<PGSimpleDataSource> change) throws SQLException {
        if (closed) {
            throw errors.closed();
        }
        Connection connection = source.connect(driver -> {
            driver.setLoginTimeout(0);
            change.accept(driver);
        });
        dedicated.add(connection);
        if (closed) {
            cut(connection);
            throw errors.closed();
        }
        return connection;
    }

    /** Ends a connection that {@link #dedicated} made, also while another thread waits on it. */
    public void cut(Connection connection) {
        dedicated.remove(connection);
        try {
            connection.unwrap(PgConnection.class).abort(SAME_THREAD);
        } catch (SQLException e) {
            LOG.debug("A connection to {} ended with a failure", errors.server(), e);
        }
    }

    /** A session in a transaction that somebody else ends. */
    public Session share(Session owner) {
        try {
            return new Session(owner.connection(), owner, this);
        } catch (SQLException e) {
            throw errors.during("Joining a transaction", e);
        }
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
        reach((int) Math.max(1, Math.min(timeout.toSeconds(), Integer.MAX_VALUE)));
    }

    /** The pool would try again and again until its time is over; whoever connects first wants to hear at once what is wrong. */
    private void reach(int seconds) {
        apart(seconds, "Connecting", statement -> {
            Statements.execute(statement, Sql.of("SELECT 1"));
            commitsMarked |= Commits.areMarked(statement);
            return true;
        });
        reached = true;
    }

    /** A question that is asked over a connection of its own. */
    @FunctionalInterface
    public interface Question<T> {
        T ask(Statement statement) throws SQLException;
    }

    /**
     * Asks over a new connection that ends afterwards, so that the answer is the server's and not of a pool.
     *
     * @param task what is being done, as the beginning of a sentence
     * @throws StoreException when there is no answer in time, or a refusal
     */
    public <T> T apart(Duration timeout, String task, Question<T> question) {
        if (closed) {
            throw errors.closed();
        }
        return apart((int) Math.max(1, Math.min(timeout.toSeconds(), Integer.MAX_VALUE)), task, question);
    }

    private <T> T apart(int seconds, String task, Question<T> question) {
        try (Connection connection = source.connect(driver -> {
                    driver.setConnectTimeout(Math.min(driver.getConnectTimeout(), seconds));
                    driver.setSocketTimeout(seconds);
                    // With a login timeout of its own the driver would leave a waiting thread behind.
                    driver.setLoginTimeout(0);
                });
                Statement statement = connection.createStatement()) {
            return question.ask(statement);
        } catch (SQLException e) {
            throw errors.during(task, e);
        }
    }

    private Connection connection() {
        if (closed) {
            throw errors.closed();
        }
        if (!reached) {
            reach(PATIENCE_SECONDS);
        }
        try {
            return pool.connection();
        } catch (SQLException e) {
            if (closed) {
                throw errors.closed();
            }
            boolean isLent = !holders.isNobody();
            if (e.getCause() == null && !isLent) {
                reach(PATIENCE_SECONDS);
            }
            throw e.getCause() == null && isLent
                    ? errors.exhausted(holders.describe(), e)
                    : errors.during("Connecting", e);
        }
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
        dedicated.forEach(this::cut);
        pool.close();
    }
}
