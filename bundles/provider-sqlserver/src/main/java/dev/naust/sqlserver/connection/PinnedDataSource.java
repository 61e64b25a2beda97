package dev.naust.sqlserver.connection;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import dev.naust.api.store.Hosts;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.ConfiguredSource;
import dev.naust.jdbc.SignIns;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections with the driver, each to an address that the server's policy allows at that moment; the next address is
 * tried where nothing listens at one. A host to which a gateway sends its clients is judged in the same way. Safe for use by
 * several threads.
 */
public final class PinnedDataSource extends ConfiguredSource {
    private static final int MOST_ROUTES = 4;

    private final Supplier<SQLServerDataSource> sources;
    private final Hosts hosts;
    private final String host;
    private final int port;
    private final SignIns signIns = new SignIns();
    private volatile @Nullable String route;

    /** @param sources makes the driver's own data source for the host, a new one for each call */
    public PinnedDataSource(Supplier<SQLServerDataSource> sources, Hosts hosts, String host, int port) {
        this.sources = sources;
        this.hosts = hosts;
        this.host = host;
        this.port = port;
    }

    /** The addresses that may be connected to. */
    List<InetAddress> addresses() throws SQLException {
        return addresses(host);
    }

    private List<InetAddress> addresses(String name) throws SQLException {
        try {
            return hosts.lookUp(name, port);
        } catch (UnknownHostException e) {
            throw new SQLException("The host is not known", "08001", e);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connect(source -> {});
    }

    /** A connection of a data source that was changed for this once. */
    Connection connect(Consumer<SQLServerDataSource> change) throws SQLException {
        return signIns.connect(() -> connectSomewhere(change));
    }

    private Connection connectSomewhere(Consumer<SQLServerDataSource> change) throws SQLException {
        List<InetAddress> addresses = addresses();
        for (InetAddress address : addresses.subList(0, addresses.size() - 1)) {
            try {
                return routed(address, change);
            } catch (SQLException e) {
                if (!isRefused(e)) {
                    throw e;
                }
            }
        }
        return routed(addresses.get(addresses.size() - 1), change);
    }

    /** The driver keeps the message of what a socket said, but not always the exception itself. */
    private static boolean isRefused(SQLException failure) {
        return failure.getCause() instanceof ConnectException
                || String.valueOf(failure.getMessage()).contains("Connection refused");
    }

    private Connection routed(InetAddress address, Consumer<SQLServerDataSource> change) throws SQLException {
        Map<String, InetAddress> judged = new LinkedHashMap<>();
        judged.put(host, address);
        String known = route;
        if (known != null) {
            judged.put(known, addresses(known).get(0));
        }
        for (int routes = 0; ; routes++) {
            try {
                return connect(judged, change);
            } catch (SQLException e) {
                Optional<String> next = RouteException.host(e);
                if (next.isEmpty() || routes == MOST_ROUTES || judged.containsKey(next.get())) {
                    throw e;
                }
                judged.put(next.get(), addresses(next.get()).get(0));
                route = next.get();
            }
        }
    }

    private Connection connect(Map<String, InetAddress> judged, Consumer<SQLServerDataSource> change)
            throws SQLException {
        SQLServerDataSource source = sources.get();
        change.accept(source);
        source.setSocketFactoryClass(PinnedSocketFactory.class.getName());
        source.setSocketFactoryConstructorArg(PinnedSocketFactory.argument(judged));
        try {
            return source.getConnection();
        } catch (StoreException | SQLException e) {
            throw e;
        } catch (RuntimeException e) {
            // Such as what a token's callback threw; the pool expects nothing but an SQLException.
            throw new SQLException("Signing in failed: " + e.getMessage(), "08001", e);
        }
    }

    /** The configuration's time for signing in counts, not the pool's. */
    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The configuration's time for signing in counts, not the pool's.
    }
}
