package dev.naust.sqlserver.connection;

import com.microsoft.sqlserver.jdbc.SQLServerConnection;
import dev.naust.jdbc.Pool;
import dev.naust.jdbc.Silence;
import dev.naust.jdbc.Vigil;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The server that one store's calls wait for; there is one only, whatever address it has.
 *
 * @param pool whose connections they are
 * @param name for people
 */
record Servers(PinnedDataSource source, Pool pool, String name) implements Vigil.Servers<Connection, String> {
    private static final Executor SAME_THREAD = Runnable::run;

    @Override
    public String at(Connection connection) {
        return name;
    }

    @Override
    public String anywhere() {
        return name;
    }

    @Override
    public boolean answers(String server, Duration limit) {
        try {
            source.connect(driver -> {
                        driver.setLoginTimeout((int) Math.max(1, limit.toSeconds()));
                        driver.setSocketTimeout((int) limit.toMillis());
                    })
                    .close();
            return true;
        } catch (SQLException e) {
            return !Silence.is(e);
        }
    }

    @Override
    public void cut(Connection connection) throws SQLException {
        pool.evict(connection);
        connection.unwrap(SQLServerConnection.class).abort(SAME_THREAD);
    }

    @Override
    public void silent(String server) {
        pool.renew();
    }
}
