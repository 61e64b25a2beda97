package dev.naust.postgres.connection;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.SqlErrors;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Says what a failure means, in words for people: what failed, why, and what to do next. Immutable.
 *
 * @param server the server and database, as messages name them, such as {@code db.example:5432/shop}
 * @param user who connects
 */
public record PostgresErrors(String server, String user) {
    private static final String CHECK_NETWORK =
            "Check that the server runs, its port, and that a firewall lets you through.";

    /**
     * The exception for a failed call.
     *
     * @param task what was being done, as the beginning of a sentence: {@code Reading public.album}
     */
    public StoreException during(String task, SQLException failure) {
        SQLException error = root(failure);
        String state = SqlErrors.state(error);
        String said = said(error);
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08" -> connection(failure, said);
            case "28" -> password(failure, state);
            case "3D" ->
                of(
                        PostgresErrorCode.NO_DATABASE,
                        "The server " + server + " has no such database. Create it, or correct \"database\".",
                        failure);
            case "53" -> resources(state, failure);
            case "57" -> ended(task, state, failure);
            case "40" ->
                of(
                        PostgresErrorCode.CONFLICT,
                        task + " gave way to another transaction on " + server + ": " + said + ". Try again.",
                        failure);
            case "55" ->
                of(
                        PostgresErrorCode.CONFLICT,
                        task + " waited too long for a lock on " + server + ": " + said
                                + ". Try again when the other work is done.",
                        failure);
            case "42", "3F", "2B" -> statement(task, state, said, failure);
            case "25" -> state.equals("25006") ? readOnly(false, failure) : other(task, said, failure);
            case "23" ->
                of(
                        PostgresErrorCode.BROKEN_RULE,
                        task + " failed, because records break a rule of the table: " + said
                                + ". Correct the records or the rule, or leave these records out.",
                        failure);
            case "22", "21" ->
                of(
                        PostgresErrorCode.BAD_DATA,
                        task + " failed, because the server refused a value: " + said + where(error) + ".",
                        failure);
            case "54" ->
                of(
                        PostgresErrorCode.TOO_LARGE,
                        task + " exceeds a limit of PostgreSQL: " + said
                                + ". Leave fields or indexes out, or divide what is too large.",
                        failure);
            default -> state.isEmpty() ? connection(failure, said) : other(task, said, failure);
        };
    }

    /** The exception for a connection whose server is no primary any more. */
    StoreException failedOver(String task, SQLException failure) {
        return of(
                PostgresErrorCode.FAILED_OVER,
                task + " met a server of " + server + " that takes no changes any more. Its connections are made anew;"
                        + " try again.",
                failure);
    }

    /** The exception for a change that a server does not take. */
    StoreException readOnly(boolean isStandby, SQLException failure) {
        return isStandby
                ? of(
                        PostgresErrorCode.STANDBY,
                        server + " accepts no changes: it is a standby, which follows another server. Use the primary"
                                + " server.",
                        failure)
                : of(
                        PostgresErrorCode.READ_ONLY,
                        server
                                + " accepts no changes: the database, the user or the transaction is set to read only. Use"
                                + " another server, or set \"default_transaction_read_only\" back.",
                        failure);
    }

    /** The exception for a commit that the server, asked again, did not carry out. */
    StoreException undone(SQLException failure) {
        return of(
                PostgresErrorCode.NOT_COMMITTED,
                "The connection to " + server + " broke while committing, and the server undid the transaction: nothing"
                        + " of it is there. Try again.",
                failure);
    }

    /** The exception for a commit of which nobody knows whether it was carried out. */
    StoreException commitUnknown(SQLException failure) {
        return of(
                PostgresErrorCode.COMMIT_UNKNOWN,
                "The connection to " + server + " broke while committing, and the server could not be asked whether the"
                        + " changes are there. Look whether they are before trying again.",
                failure);
    }

    /** The exception for a pool without a free connection. */
    StoreException exhausted(String holders, SQLException failure) {
        return of(
                PostgresErrorCode.POOL_EXHAUSTED,
                "All connections to " + server + " are in use, and none came free in time. They are held by: " + holders
                        + ". Wait, or raise \"pool.max\".",
                failure);
    }

    /** The exception for a store that has been closed. */
    public StoreException closed() {
        return new StoreException(
                PostgresErrorCode.CLOSED, "The store at " + server + " has been closed. Open it again to use it.");
    }

    /** What the server says of a failure, in one line; without its detail, which may quote a record. */
    public static String said(SQLException failure) {
        ServerErrorMessage message = failure instanceof PSQLException error ? error.getServerErrorMessage() : null;
        String text =
                message == null || message.getMessage() == null ? SqlErrors.message(failure) : message.getMessage();
        return text.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("[.]$", "");
    }

    /** The error that the server or the driver raised, beneath what the pool says of it. */
    private static SQLException root(SQLException failure) {
        SQLException found = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof PSQLException error) {
                return error;
            }
            if (t instanceof SQLException error) {
                found = error;
            }
        }
        return found;
    }

    private StoreException connection(SQLException failure, String said) {
        Optional<NoServerException> none = noServer(failure);
        if (none.isPresent()) {
            return of(
                    PostgresErrorCode.NO_SERVER,
                    "None of the servers of " + server
                            + " is there and of the kind that \"targetServerType\" asks for: "
                            + none.get().getMessage() + ". " + CHECK_NETWORK,
                    failure);
        } else if (caused(failure, UnknownHostException.class)) {
            return of(
                    PostgresErrorCode.UNKNOWN_HOST,
                    "The host of " + server + " is not known. Check its spelling, or the name server.",
                    failure);
        } else if (caused(failure, CertificateExpiredException.class)) {
            return of(
                    PostgresErrorCode.CERTIFICATE_EXPIRED,
                    "The certificate of " + server + " has expired. Give the server a new one.",
                    failure);
        } else if (caused(failure, SSLException.class) || said.contains("SSL") || said.contains("hostnameverifier")) {
            return of(
                    PostgresErrorCode.TLS,
                    "No encrypted connection to " + server + " could be made: " + said
                            + ". Check \"ssl\": its mode, the certificate authority's file, and the name in the server's certificate.",
                    failure);
        } else if (caused(failure, SocketTimeoutException.class)) {
            return of(
                    PostgresErrorCode.TIMEOUT,
                    "The server " + server + " did not answer in time. " + CHECK_NETWORK,
                    failure);
        } else if (caused(failure, ConnectException.class) || caused(failure, NoRouteToHostException.class)) {
            return of(PostgresErrorCode.REFUSED, "Nothing answers at " + server + ". " + CHECK_NETWORK, failure);
        } else if (failure instanceof java.sql.SQLTransientConnectionException
                && !caused(failure, PSQLException.class)) {
            return of(
                    PostgresErrorCode.POOL_EXHAUSTED,
                    "All connections to " + server
                            + " are in use, and none came free in time. Wait, or raise \"pool.max\".",
                    failure);
        }
        return of(
                PostgresErrorCode.CONNECTION_LOST,
                "The connection to " + server + " broke: " + said + ". " + CHECK_NETWORK,
                failure);
    }

    private StoreException password(SQLException failure, String state) {
        String reason = state.equals("28P01") ? "refuses the password of" : "does not let in";
        return of(
                PostgresErrorCode.PASSWORD,
                "The server " + server + " " + reason + " the user \"" + user
                        + "\". Correct \"username\" and \"password\", or the server's pg_hba.conf.",
                failure);
    }

    private StoreException resources(String state, SQLException failure) {
        return switch (state) {
            case "53300" ->
                of(
                        PostgresErrorCode.TOO_MANY_CONNECTIONS,
                        "The server " + server + " has no connection left. Lower \"pool.max\", or raise the server's"
                                + " max_connections.",
                        failure);
            case "53400" ->
                of(
                        PostgresErrorCode.LIMIT_REACHED,
                        "The server " + server + " allows no more: " + said(root(failure))
                                + ". Remove what is not needed, or raise its setting.",
                        failure);
            case "53100" ->
                of(
                        PostgresErrorCode.DISK_FULL,
                        "The disk of the server " + server + " is full. Free some space and try again.",
                        failure);
            default ->
                of(
                        PostgresErrorCode.OUT_OF_MEMORY,
                        "The server " + server + " has run out of memory. Lower the load on it and try again.",
                        failure);
        };
    }

    private StoreException ended(String task, String state, SQLException failure) {
        return switch (state) {
            case "57014" ->
                of(
                        PostgresErrorCode.TIMEOUT,
                        task + " was cancelled by the server " + server + ": " + said(root(failure))
                                + ". Try again, or let it have more time.",
                        failure);
            case "57P03" ->
                of(
                        PostgresErrorCode.STARTING,
                        "The server " + server + " is starting or stopping. Try again in a moment.",
                        failure);
            default ->
                of(
                        PostgresErrorCode.CONNECTION_LOST,
                        "The server " + server + " ended the connection. Try again when it is back.",
                        failure);
        };
    }

    private StoreException statement(String task, String state, String said, SQLException failure) {
        return switch (state) {
            case "42501" ->
                of(
                        PostgresErrorCode.NO_RIGHTS,
                        task + " is not allowed for the user \"" + user + "\" on " + server + ": " + said
                                + ". Grant the right, or use another user.",
                        failure);
            case "42P01", "3F000" ->
                of(PostgresErrorCode.NO_COLLECTION, task + " failed on " + server + ": " + said + ".", failure);
            case "42703" -> of(PostgresErrorCode.NO_FIELD, task + " failed on " + server + ": " + said + ".", failure);
            case "42P07", "42710", "42P06" ->
                of(
                        PostgresErrorCode.EXISTS,
                        task + " failed on " + server + ": " + said + ". Remove it or choose another name.",
                        failure);
            case "2BP01" ->
                of(
                        PostgresErrorCode.STILL_NEEDED,
                        task + " failed on " + server + ": " + said + ". Remove what depends on it first.",
                        failure);
            default -> other(task, said, failure);
        };
    }

    private StoreException other(String task, String said, SQLException failure) {
        return of(
                PostgresErrorCode.FAILED,
                task + " failed on " + server + ": " + said + ". If this cannot be explained, report it.",
                failure);
    }

    private static String where(SQLException error) {
        ServerErrorMessage message = error instanceof PSQLException e ? e.getServerErrorMessage() : null;
        if (message == null || message.getWhere() == null || !message.getWhere().startsWith("COPY ")) {
            return "";
        }
        // Behind the second comma the server quotes the value.
        return " (" + message.getWhere().split(":", 2)[0].strip() + ")";
    }

    private static Optional<NoServerException> noServer(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof NoServerException none) {
                return Optional.of(none);
            }
        }
        return Optional.empty();
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static StoreException of(PostgresErrorCode code, String message, Throwable cause) {
        return new StoreException(code, message, cause);
    }
}
