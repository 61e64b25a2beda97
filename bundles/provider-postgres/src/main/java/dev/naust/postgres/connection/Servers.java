package dev.naust.postgres.connection;

import dev.naust.jdbc.Pool;
import dev.naust.jdbc.PooledServers;
import dev.naust.jdbc.Silence;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    /** Behind a pooler that gives out numbers of its own there is no such process, and nothing can be told. */
    @Override
    public String waitsForClient(Connection connection, Duration limit) {
        int seconds = (int) Math.max(1, limit.toSeconds());
        Consumer<PGSimpleDataSource> quick = driver -> {
            driver.setConnectTimeout(seconds);
            driver.setSocketTimeout(seconds);
            driver.setLoginTimeout(0);
        };
        try {
            int process = connection.unwrap(PgConnection.class).getBackendPID();
            try (Connection other = source.connectAgain(at(connection), quick);
                    Statement statement = other.createStatement();
                    ResultSet row = Statements.query(statement, waiting(process))) {
                return row.next() ? row.getString(1) : "";
            }
        } catch (SQLException e) {
            return "";
        }
    }

    /** A process that sends rows waits for its client whenever the network is slower than itself: only its copying can be watched. */
    private static Sql waiting(int process) {
        return Sql.of(
                "SELECT pg_catalog.concat_ws(' ', a.backend_start, a.state, a.state_change, a.wait_event, c.tuples_processed)"
                        + " FROM pg_catalog.pg_stat_activity a LEFT JOIN pg_catalog.pg_stat_progress_copy c ON c.pid = a.pid"
                        + " WHERE a.pid = " + process + " AND a.wait_event_type = 'Client'"
                        + " AND (a.state <> 'active' OR c.pid IS NOT NULL)");
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
