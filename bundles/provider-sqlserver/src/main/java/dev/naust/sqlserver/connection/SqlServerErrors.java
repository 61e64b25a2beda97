package dev.naust.sqlserver.connection;

import com.microsoft.sqlserver.jdbc.SQLServerException;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.SqlErrors;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * Says what a failure means, in words for people: what failed, why, and what to do next. Immutable.
 *
 * @param server the server and database, as messages name them, such as {@code shop.database.windows.net:1433/shop}
 * @param user who connects
 */
public record SqlServerErrors(String server, String user) {
    private static final String CHECK_NETWORK =
            "Check that the server runs, its port, and that a firewall lets you through.";

    /** Errors of the server in which it quotes a record's values. */
    private static final Set<Integer> QUOTING = Set.of(2627, 2601, 1505, 2628, 245, 241, 248, 295, 8169);

    /**
     * The exception for a failed call.
     *
     * @param task what was being done, as the beginning of a sentence: {@code Reading dbo.album}
     */
    public StoreException during(String task, SQLException failure) {
        int number = ServerErrors.number(failure);
        Optional<SqlServerErrorCode> code = ServerErrors.code(number);
        if (code.isPresent()) {
            return of(code.get(), sentence(code.get(), task, failure), failure);
        }
        if (number != 0 && !ServerErrors.isFatal(failure)) {
            return of(
                    SqlServerErrorCode.FAILED,
                    task + " failed on " + server + ": " + said(failure) + ". If this cannot be explained, report it.",
                    failure);
        }
        return connection(task, failure);
    }

    /** The exception for a store that has been closed. */
    public StoreException closed() {
        return new StoreException(
                SqlServerErrorCode.CLOSED, "The store at " + server + " has been closed. Open it again to use it.");
    }

    /** The exception for a pool without a free connection. */
    StoreException exhausted(String holders, SQLException failure) {
        return of(
                SqlServerErrorCode.POOL_EXHAUSTED,
                "All connections to " + server + " are in use, and none came free in time: " + holders
                        + ". Wait, or raise \"pool.max\".",
                failure);
    }

    private String sentence(SqlServerErrorCode code, String task, SQLException failure) {
        String said = said(failure);
        return switch (code) {
            case PASSWORD ->
                "The server " + server + " does not let in \"" + user
                        + "\". Correct the user and the password, or the identity's user in the database.";
            case FIREWALL ->
                "The firewall of " + server + " does not let this machine through. Add its address to the server's"
                        + " firewall rules, or use a private endpoint.";
            case NO_DATABASE ->
                "The server " + server + " has no such database, or \"" + user
                        + "\" may not open it. Create it, correct \"database\", or grant access.";
            case NO_RIGHTS ->
                task + " is not allowed for \"" + user + "\" on " + server + ": " + said
                        + ". Grant the right, or use another user.";
            case READ_ONLY ->
                server + " accepts no changes: it is a secondary or set to read only. Use the primary, and"
                        + " \"applicationIntent\" \"ReadWrite\".";
            case UNAVAILABLE ->
                "The database at " + server + " is not available at the moment: " + said
                        + ". It comes back by itself; try again in a minute.";
            case BUSY ->
                "The service behind " + server + " is too busy for this: " + said
                        + ". Try again in a minute, lower \"pool.max\", or raise the service's tier.";
            case TOO_MANY_CONNECTIONS ->
                "The server " + server + " has no connection left. Lower \"pool.max\", or raise the server's limit.";
            case DISK_FULL ->
                "The database at " + server + " is full. Free some space or raise its size, and try again.";
            case OUT_OF_MEMORY ->
                "The server " + server + " has run out of memory. Lower the load on it and try again.";
            case CONNECTION_LOST -> "The server " + server + " ended the connection. Try again when it is back.";
            case CONFLICT -> task + " gave way to other work on " + server + ": " + said + ". Try again.";
            case BROKEN_RULE -> task + " failed, because records break a rule of the table: " + said + ".";
            case BAD_DATA -> task + " failed, because the server refused a value: " + said + ".";
            case EXISTS -> task + " failed on " + server + ": " + said + ". Remove it or choose another name.";
            case STILL_NEEDED -> task + " failed on " + server + ": " + said + ". Remove what depends on it first.";
            case TOO_LARGE -> task + " exceeds a limit of SQL Server: " + said + ".";
            default -> task + " failed on " + server + ": " + said + ".";
        };
    }

    /** What the server says of a failure, in one line; without the values that some of its messages quote. */
    public static String said(SQLException failure) {
        int number = ServerErrors.number(failure);
        String text = SqlErrors.message(root(failure));
        if (QUOTING.contains(number)) {
            text = text.replaceAll("The duplicate key value is .*", "")
                    .replaceAll("Truncated value: .*", "")
                    .replaceAll("when converting the (\\w+) value '.*' to", "when converting a $1 value to");
        }
        return text.strip().replaceAll("\\s*ClientConnectionId:[0-9a-f-]*", "").replaceAll("[.\\s]+$", "");
    }

    private static SQLException root(SQLException failure) {
        SQLException found = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLServerException error) {
                return error;
            }
            if (t instanceof SQLException error) {
                found = error;
            }
        }
        return found;
    }

    private StoreException connection(String task, SQLException failure) {
        String said = said(failure);
        if (caused(failure, IdentityException.class)) {
            return of(
                    SqlServerErrorCode.NO_IDENTITY,
                    "No token of a managed identity for " + server + " could be had: " + said(failure)
                            + ". Give this machine an identity in Azure, or correct \"clientId\".",
                    failure);
        } else if (caused(failure, UnknownHostException.class) || said.contains("UnknownHostException")) {
            return of(
                    SqlServerErrorCode.UNKNOWN_HOST,
                    "The host of " + server + " is not known. Check its spelling, or the name server.",
                    failure);
        } else if (caused(failure, SSLException.class)
                || caused(failure, java.security.cert.CertificateException.class)
                || said.contains("SSL")) {
            return of(
                    SqlServerErrorCode.TLS,
                    "No encrypted connection to " + server + " could be made: " + said
                            + ". Check \"ssl\": its mode, and the certificate authority's file.",
                    failure);
        } else if (caused(failure, SQLTimeoutException.class) && said.contains("query")) {
            return of(
                    SqlServerErrorCode.STATEMENT_TIME,
                    task + " took longer than its time on " + server + ". Ask for less, or give it more time.",
                    failure);
        } else if (caused(failure, SocketTimeoutException.class) || said.contains("timed out")) {
            return of(
                    SqlServerErrorCode.TIMEOUT,
                    "The server " + server + " did not answer in time. " + CHECK_NETWORK,
                    failure);
        } else if (said.contains("not a SQL Server")
                || said.contains("instance of SQL Server")
                || said.contains("unexpected login response")
                || said.contains("unexpected pre-login response")) {
            return of(
                    SqlServerErrorCode.NOT_SQL_SERVER,
                    "What answers at " + server
                            + " is no SQL Server, or it is not ready. Correct the host or the port.",
                    failure);
        } else if (caused(failure, ConnectException.class)
                || caused(failure, NoRouteToHostException.class)
                || said.contains("Connection refused")) {
            return of(SqlServerErrorCode.REFUSED, "Nothing answers at " + server + ". " + CHECK_NETWORK, failure);
        }
        return SqlErrors.state(failure).startsWith("08") || ServerErrors.isFatal(failure)
                ? of(
                        SqlServerErrorCode.CONNECTION_LOST,
                        "The connection to " + server + " broke: " + said + ". " + CHECK_NETWORK,
                        failure)
                : of(
                        SqlServerErrorCode.FAILED,
                        task + " failed on " + server + ": " + said + ". If this cannot be explained, report it.",
                        failure);
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static StoreException of(SqlServerErrorCode code, String message, Throwable cause) {
        return new StoreException(code, message, cause);
    }
}
