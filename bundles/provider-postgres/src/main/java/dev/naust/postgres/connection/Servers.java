package dev.naust.postgres.connection;

import dev.naust.jdbc.Pool;
import dev.naust.jdbc.PooledServers;
import dev.naust.jdbc.Silence;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/** The servers that one store's calls wait for. */
final class Servers extends PooledServers<Endpoint> {
    /** Stands for all where there are several. */
    private static final Endpoint ANY = new Endpoint("any of the servers", 0);

    private final PinnedDataSource source;

    Servers(PinnedDataSource source, Pool pool) {
        super(pool);
        this.source = source;
    }

    @Override
    public Endpoint at(Connection connection) {
        try {
            HostSpec host =
                    connection.unwrap(PgConnection.class).getQueryExecutor().getHostSpec();
            return new Endpoint(host.getHost(), host.getPort());
        } catch (SQLException e) {
            // It has been closed: whoever waits on it hears so.
            return anywhere();
        }
    }

    @Override
    public Endpoint anywhere() {
        return source.endpoints().size() == 1 ? source.endpoints().get(0) : ANY;
    }

    @Override
    public boolean answers(Endpoint server, Duration limit) {
        int each = (int) Math.max(
                1, limit.toSeconds() / (server.equals(ANY) ? source.endpoints().size() : 1));
        Consumer<PGSimpleDataSource> quick = driver -> {
            driver.setConnectTimeout(each);
            driver.setSocketTimeout(each);
            driver.setLoginTimeout(0);
        };
        try {
            (server.equals(ANY) ? source.connect(quick) : source.connectAgain(server, quick)).close();
            return true;
        } catch (SQLException e) {
            return !Silence.is(e);
        }
    }
}
