package dev.naust.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A pool of connections whose borrowers are left waiting neither by an interrupt nor by a server that has gone without a word.
 * Safe for use by several threads.
 */
public final class WatchedPool implements AutoCloseable {
    private final Pool pool;
    private final PooledServers<?> servers;
    private final Interrupts interrupts;
    private final Vigil<Connection, ?> vigil;

    /**
     * Connects nothing yet.
     *
     * @param name for thread dumps, such as {@code naust-postgres-shop}
     * @param pool is closed with this
     * @param servers to which its connections lead
     */
    public WatchedPool(String name, Pool pool, PooledServers<?> servers) {
        this.pool = pool;
        this.servers = servers;
        this.interrupts = new Interrupts(name + "-interrupts");
        this.vigil = new Vigil<>(name, servers);
    }

    /**
     * A connection, which the caller gives back with {@link #giveBack}. Who came first is served first.
     *
     * @throws SQLException when none comes free in time, the server refuses the user, or says nothing any more; with the
     *     server's last refusal as its cause
     */
    public Connection connection() throws SQLException {
        return pool.connection(vigil);
    }

    /** Takes a connection back, and serves who waits longest; a second time without effect. */
    public void giveBack(Connection connection) throws SQLException {
        pool.giveBack(connection);
    }

    /** Runs work that waits for a connection's server; an interrupt of this thread, or a server gone silent, ends it. */
    public <T> T run(Connection connection, Interrupts.Cancellation cancellation, Interrupts.Call<T> work)
            throws SQLException, InterruptedException {
        Interrupts.Cancellation both = new Interrupts.Cancellation() {
            @Override
            public void cancel() throws SQLException {
                cancellation.cancel();
            }

            @Override
            public void end() {
                vigil.end(connection);
            }
        };
        return interrupts.run(both, () -> Silence.run(vigil, connection, work));
    }

    /** Gives up what was not committed; a server gone silent ends that too. */
    public void rollback(Connection connection) throws SQLException {
        Vigil<Connection, ?>.Wait wait = vigil.begin(connection);
        try {
            connection.rollback();
        } finally {
            wait.close();
        }
    }

    /** Ends a connection whatever it is doing; the server notices and undoes what was not committed. */
    public void end(Connection connection) throws SQLException {
        servers.cut(connection);
    }

    /** Has all connections made anew: the idle ones now, those in use when they are given back. */
    public void renew() {
        pool.renew();
    }

    /** Closes all connections, those in use as well; who waits for one hears so at once. */
    @Override
    public void close() {
        pool.close();
        interrupts.close();
        vigil.close();
    }
}
