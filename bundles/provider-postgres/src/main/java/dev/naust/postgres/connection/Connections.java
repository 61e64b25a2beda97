package dev.naust.postgres.connection;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Pool;
import dev.naust.jdbc.Silence;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.jdbc.Vigil;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of one store. Safe for use by several threads. */
public final class Connections implements Sessions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Executor SAME_THREAD = Runnable::run;

    private static final int MOST_NAMED = 5;
    private static final int PATIENCE_SECONDS = 8;
    private static final Duration COMMIT = Duration.ofSeconds(10);

    private final PinnedDataSource source;
    private final Pool pool;
    private final Interrupts interrupts;
    private final Servers servers;
    private final Vigil<Connection, Endpoint> vigil;
    private final PostgresErrors errors;
    private final Set<Connection> dedicated = ConcurrentHashMap.newKeySet();
    private final Set<Session> lent = ConcurrentHashMap.newKeySet();
    private final Commits commits;
    private volatile boolean reached;
    private volatile boolean commitsMarked;
    private volatile boolean closed;

    /** Connects nothing yet. */
    public Connections(PinnedDataSource source, Pool.Settings settings, PostgresErrors errors) {
        this.source = source;
        this.pool = new Pool(source, settings);
        this.interrupts = new Interrupts(settings.name() + "-interrupts");
        this.servers = new Servers(source, pool);
        this.vigil = new Vigil<>(settings.name(), servers);
        this.errors = errors;
        this.commits = new Commits(this, settings.acquire().compareTo(COMMIT) < 0 ? settings.acquire() : COMMIT);
    }

    /** What failures mean. */
    public PostgresErrors errors() {
        return errors;
    }

    /** Runs work that waits for a connection's server; an interrupt of this thread, or a server gone silent, ends it. */
    <T> T watched(Connection connection, Interrupts.Cancellation cancellation, Interrupts.Call<T> work)
            throws SQLException, InterruptedException {
        return interrupts.run(cancellation, () -> Silence.run(vigil, connection, work));
    }

    /** Gives up what was not committed; a server gone silent ends that too. */
    void rollback(Connection connection) throws SQLException {
        Vigil<Connection, Endpoint>.Wait wait = vigil.begin(connection);
        try {
            connection.rollback();
        } finally {
            wait.close();
        }
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

    /** Takes note that a session has given its connection back. */
    void returned(Session session) {
        lent.remove(session);
    }

    /** Whether a server that takes no changes is the wrong one. */
    boolean wantsPrimary() {
        return source.wantsPrimary();
    }

    /** Has all connections made anew, those in use when they are given back. */
    void renew() {
        pool.renew();
    }

    /** Ends a connection whatever it is doing; the server notices and undoes what was not committed. */
    void end(Connection connection) throws SQLException {
        servers.cut(connection);
    }

    @Override
    public Session open() {
        Connection connection = connection();
        try {
            connection.setAutoCommit(false);
            Session session = new Session(connection, false, this);
            lent.add(session);
            return session;
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
            return new Session(owner.connection(), true, this);
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
            return pool.connection(vigil);
        } catch (SQLException e) {
            if (closed) {
                throw errors.closed();
            }
            String holders = holders();
            if (e.getCause() == null && holders.isEmpty()) {
                reach(PATIENCE_SECONDS);
            }
            throw e.getCause() == null && !holders.isEmpty()
                    ? errors.exhausted(holders, e)
                    : errors.during("Connecting", e);
        }
    }

    /** Those who hold connections, who has held one longest first. */
    private String holders() {
        List<Session> longest = lent.stream()
                .sorted(Comparator.comparing(Session::held).reversed())
                .toList();
        String named = longest.stream().limit(MOST_NAMED).map(Session::toString).collect(Collectors.joining("; "));
        int more = longest.size() - MOST_NAMED;
        return more > 0 ? named + "; and " + more + " more" : named;
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
        dedicated.forEach(this::cut);
        pool.close();
        interrupts.close();
        vigil.close();
    }
}
