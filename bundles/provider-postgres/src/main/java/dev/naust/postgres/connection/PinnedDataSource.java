package dev.naust.postgres.connection;

import dev.naust.api.store.Hosts;
import dev.naust.jdbc.ConfiguredSource;
import dev.naust.jdbc.SignIns;
import dev.naust.jdbc.SqlErrors;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes connections with the driver, each to an address that the server's policy allows at that moment; the next address, and the
 * next server, is tried where nothing listens at one. Safe for use by several threads.
 */
public final class PinnedDataSource extends ConfiguredSource {
    private static final String WRONG_KIND = "targetServerType";
    private static final String ANY_KIND = "any";

    private final Function<Endpoint, PGSimpleDataSource> sources;
    private final Hosts hosts;
    private final List<Endpoint> endpoints;
    private final Target target;
    private final SignIns signIns = new SignIns();
    private final Map<Endpoint, InetAddress> reached = new ConcurrentHashMap<>();
    private volatile int loginTimeout;

    /**
     * Connections to one of some servers.
     *
     * @param sources makes the driver's own data source for a server, a new one for each call
     * @param endpoints at least one, in the order in which they are tried
     */
    public PinnedDataSource(
            Function<Endpoint, PGSimpleDataSource> sources, Hosts hosts, List<Endpoint> endpoints, Target target) {
        this.sources = sources;
        this.hosts = hosts;
        this.endpoints = List.copyOf(endpoints);
        this.target = target;
    }

    /** The addresses that may be connected to, of those servers whose names are known. */
    List<InetSocketAddress> addresses() throws SQLException {
        List<InetSocketAddress> found = new ArrayList<>();
        SQLException unknown = null;
        for (Endpoint endpoint : endpoints) {
            try {
                addresses(endpoint).forEach(address -> found.add(new InetSocketAddress(address, endpoint.port())));
            } catch (SQLException e) {
                unknown = e;
            }
        }
        if (found.isEmpty() && unknown != null) {
            throw unknown;
        }
        return found;
    }

    private List<InetAddress> addresses(Endpoint endpoint) throws SQLException {
        try {
            return hosts.lookUp(endpoint.host(), endpoint.port());
        } catch (UnknownHostException e) {
            throw new SQLException("The host is not known", "08001", e);
        }
    }

    /** Whether a server that takes no changes is the wrong one. */
    boolean wantsPrimary() {
        return target.wantsPrimary();
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connect(source -> source.setLoginTimeout(loginTimeout));
    }

    /** A connection of a data source that was changed for this once. */
    Connection connect(Consumer<PGSimpleDataSource> change) throws SQLException {
        return signIns.connect(() -> connectSomewhere(change));
    }

    /** All servers, in the order in which they are tried. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    /**
     * A connection to one server, whatever its kind, at the address where it was reached last: a network that has gone silent
     * may be the name server's as well.
     */
    Connection connectAgain(Endpoint endpoint, Consumer<PGSimpleDataSource> change) throws SQLException {
        InetAddress known = reached.get(endpoint);
        return known == null
                ? connect(endpoint, ANY_KIND, change)
                : signIns.connect(() -> connect(endpoint, known, ANY_KIND, change));
    }

    private Connection connectSomewhere(Consumer<PGSimpleDataSource> change) throws SQLException {
        Map<Endpoint, SQLException> failures = new LinkedHashMap<>();
        SQLException last = null;
        for (String kind : target.passes()) {
            for (Endpoint endpoint : endpoints) {
                try {
                    return connect(endpoint, kind, change);
                } catch (SQLException e) {
                    if (!isElsewherePossible(e)) {
                        throw e;
                    }
                    failures.put(endpoint, e);
                    last = e;
                }
            }
        }
        if (last == null) {
            throw new IllegalStateException("A store has at least one server");
        }
        boolean told = failures.size() == 1 && !isOfWrongKind(last);
        throw told ? last : new NoServerException(summary(failures), last);
    }

    /** Whether another server may answer where this one did not. */
    private static boolean isElsewherePossible(SQLException failure) {
        String state = SqlErrors.state(failure);
        return state.isEmpty() || state.startsWith("08") || state.startsWith("57P");
    }

    private static boolean isOfWrongKind(SQLException failure) {
        return failure.getMessage() != null && failure.getMessage().contains(WRONG_KIND);
    }

    private static String summary(Map<Endpoint, SQLException> failures) {
        return failures.entrySet().stream()
                .map(one ->
                        one.getKey() + " " + (isOfWrongKind(one.getValue()) ? "is of another kind" : "does not answer"))
                .collect(Collectors.joining(", "));
    }

    private Connection connect(Endpoint endpoint, String kind, Consumer<PGSimpleDataSource> change)
            throws SQLException {
        List<InetAddress> addresses = addresses(endpoint);
        for (InetAddress address : addresses.subList(0, addresses.size() - 1)) {
            try {
                return connect(endpoint, address, kind, change);
            } catch (SQLException e) {
                if (!(e.getCause() instanceof ConnectException)) {
                    throw e;
                }
            }
        }
        return connect(endpoint, addresses.get(addresses.size() - 1), kind, change);
    }

    private Connection connect(Endpoint endpoint, InetAddress address, String kind, Consumer<PGSimpleDataSource> change)
            throws SQLException {
        PGSimpleDataSource source = sources.apply(endpoint);
        change.accept(source);
        source.setTargetServerType(kind);
        // What the server was ten seconds ago says nothing after a failover.
        source.setHostRecheckSeconds(0);
        source.setSocketFactory(PinnedSocketFactory.class.getName());
        source.setSocketFactoryArg(address.getHostAddress());
        Connection connection = source.getConnection();
        reached.put(endpoint, address);
        return connection;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeout;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeout = seconds;
    }
}
