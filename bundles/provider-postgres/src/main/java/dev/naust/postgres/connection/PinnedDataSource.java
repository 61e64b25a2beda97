package dev.naust.postgres.connection;

import dev.naust.api.store.Hosts;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes connections with the driver, each to an address that the server's policy allows at that moment; the next address is
 * tried where nothing listens at one. Safe for use by several threads.
 */
public final class PinnedDataSource implements DataSource {
    private final Supplier<PGSimpleDataSource> sources;
    private final Hosts hosts;
    private final String host;
    private final int port;
    private volatile int loginTimeout;

    /** @param sources makes the driver's own data source for the host, a new one for each call */
    public PinnedDataSource(Supplier<PGSimpleDataSource> sources, Hosts hosts, String host, int port) {
        this.sources = sources;
        this.hosts = hosts;
        this.host = host;
        this.port = port;
    }

    /** The addresses that may be connected to. */
    public List<InetAddress> addresses() throws SQLException {
        try {
            return hosts.lookUp(host, port);
        } catch (UnknownHostException e) {
            throw new SQLException("The host is not known", "08001", e);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connect(source -> source.setLoginTimeout(loginTimeout));
    }

    /** A connection of a data source that was changed for this once. */
    Connection connect(Consumer<PGSimpleDataSource> change) throws SQLException {
        List<InetAddress> addresses = addresses();
        for (InetAddress address : addresses.subList(0, addresses.size() - 1)) {
            try {
                return connect(address, change);
            } catch (SQLException e) {
                if (!(e.getCause() instanceof ConnectException)) {
                    throw e;
                }
            }
        }
        return connect(addresses.get(addresses.size() - 1), change);
    }

    private Connection connect(InetAddress address, Consumer<PGSimpleDataSource> change) throws SQLException {
        PGSimpleDataSource source = sources.get();
        change.accept(source);
        source.setSocketFactory(PinnedSocketFactory.class.getName());
        source.setSocketFactoryArg(address.getHostAddress());
        return source.getConnection();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("The user is the configuration's");
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeout;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeout = seconds;
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException("There is no log writer");
    }

    @Override
    public void setLogWriter(PrintWriter writer) throws SQLException {
        throw new SQLFeatureNotSupportedException("There is no log writer");
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("There is no logger");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("It wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
