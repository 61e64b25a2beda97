package dev.naust.sqlserver.connection;

import dev.naust.jdbc.Pool;
import dev.naust.jdbc.PooledServers;
import dev.naust.jdbc.Silence;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The server that one store's calls wait for; there is one only, whatever address it has. */
final class Servers extends PooledServers<String> {
    private final PinnedDataSource source;
    private final String name;

    /** @param name for people */
    Servers(PinnedDataSource source, Pool pool, String name) {
        super(pool);
        this.source = source;
        this.name = name;
    }

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
}
