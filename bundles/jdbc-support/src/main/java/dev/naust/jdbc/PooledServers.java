package dev.naust.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;

/**
 * The servers that a pool's connections lead to. Safe for use by several threads.
 *
 * @param <S> what tells servers apart
 */
public abstract class PooledServers<S> implements Vigil.Servers<Connection, S> {
    private static final Executor SAME_THREAD = Runnable::run;

    private final Pool pool;

    /** @param pool whose connections they are */
    protected PooledServers(Pool pool) {
        this.pool = pool;
    }

    @Override
    public final void cut(Connection connection) throws SQLException {
        pool.evict(connection);
        connection.unwrap(Connection.class).abort(SAME_THREAD);
    }

    @Override
    public final void silent(S server) {
        pool.renew();
    }
}
