package dev.naust.mongodb.connection;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import dev.naust.api.store.StoreException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.bson.BsonMaximumSizeExceededException;

/**
 * Says what a failure means, in words for people: what failed, why, and what to do next. Immutable.
 *
 * @param server the servers and the database, as messages name them, such as {@code db.example:27017/shop}
 */
public record MongoErrors(String server) {
    private static final String CHECK_NETWORK =
            "Check that the server runs, its port, and that a firewall lets you through.";
    private static final Pattern QUOTED = Pattern.compile("dup key: \\{.*}|\"[^\"]*\"|'[^']*'");

    /**
     * The exception for a failed call.
     *
     * @param task what was being done, as the beginning of a sentence: {@code Reading shop.orders}
     */
    public StoreException during(String task, RuntimeException failure) {
        if (failure instanceof MongoSecurityException) {
            return password(failure);
        }
        if (failure instanceof MongoNotPrimaryException || failure instanceof MongoNodeIsRecoveringException) {
            return of(
                    MongoErrorCode.NO_PRIMARY,
                    task + " stopped, because the server changes its role in the replica set at " + server
                            + ". Try again when a primary is elected.",
                    failure);
        }
        if (failure instanceof SilentServerException) {
            return silent(failure);
        }
        if (isOfTheSearch(failure)) {
            return unreachable(failure);
        }
        if (failure instanceof MongoExecutionTimeoutException
                || failure instanceof MongoSocketReadTimeoutException
                || failure instanceof MongoOperationTimeoutException) {
            return of(
                    MongoErrorCode.TIMEOUT,
                    task + " took longer than allowed at " + server + ". Try again, or allow more time.",
                    failure);
        }
        if (failure instanceof MongoTimeoutException) {
            return unreachable(failure);
        }
        if (failure instanceof MongoCommandException error) {
            return command(task, error.getErrorCode(), error.getErrorMessage(), error);
        }
        if (failure instanceof MongoQueryException error) {
            return command(task, error.getErrorCode(), error.getErrorMessage(), error);
        }
        if (failure instanceof BsonMaximumSizeExceededException) {
            return of(MongoErrorCode.TOO_LARGE, task + " failed: a document is larger than MongoDB's 16 MiB.", failure);
        }
        if (failure instanceof IllegalStateException) {
            return closed();
        }
        if (isOfTheNetwork(failure)) {
            return failure instanceof MongoSocketOpenException
                    ? unreachable(failure)
                    : of(
                            MongoErrorCode.LOST,
                            task + " stopped, because the connection to " + server + " was lost. " + CHECK_NETWORK,
                            failure);
        }
        int code = failure instanceof MongoException error ? error.getCode() : 0;
        return of(MongoErrorCode.FAILED, task + " failed at " + server + " with error " + code + ".", failure);
    }

    /** Whether all connections of the pool were in use for too long. */
    static boolean isOfThePool(RuntimeException failure) {
        return failure instanceof MongoTimeoutException
                && String.valueOf(failure.getMessage()).contains("while waiting for a connection");
    }

    /**
     * The exception when all connections of the pool were in use for too long.
     *
     * @param holders by whom, for people
     */
    StoreException exhausted(String holders, RuntimeException failure) {
        return of(
                MongoErrorCode.POOL_EXHAUSTED,
                "All connections to " + server + " are in use, and none came free in time. They are held by: " + holders
                        + ". Wait, or raise \"pool.max\".",
                failure);
    }

    /** The exception for a store that has been closed. */
    public StoreException closed() {
        return new StoreException(
                MongoErrorCode.CLOSED, "The store at " + server + " has been closed. Open it again to use it.");
    }

    /** What the server says, without what it quotes of records. */
    public static String said(String message) {
        String text = QUOTED.matcher(message).replaceAll("…").strip().replaceAll("\\s*\\R\\s*", "; ");
        return (text.length() > 300 ? text.substring(0, 300) + "…" : text).replaceAll("[.]$", "");
    }

    private StoreException command(String task, int code, String message, MongoException failure) {
        if (failure.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
            return of(
                    MongoErrorCode.CONFLICT,
                    task + " gave way to another transaction at " + server + ". Try again.",
                    failure);
        }
        return switch (code) {
            case 13 ->
                of(
                        MongoErrorCode.NOT_ALLOWED,
                        task + " is not allowed to this user at " + server + ". Grant a role that allows it, such as"
                                + " readWrite on the database.",
                        failure);
            case 18 -> password(failure);
            case 24, 112, 246, 251 ->
                of(MongoErrorCode.CONFLICT, task + " gave way to other work at " + server + ". Try again.", failure);
            case 26 ->
                of(MongoErrorCode.NO_COLLECTION, task + ": there is no such collection at " + server + ".", failure);
            case 43 ->
                of(
                        MongoErrorCode.LOST,
                        task + " stopped, because the server gave up its cursor at " + server
                                + ". Try again; it happens when records are fetched too slowly.",
                        failure);
            case 50 ->
                of(
                        MongoErrorCode.TIMEOUT,
                        task + " took longer than allowed at " + server + ". Try again, or allow more time.",
                        failure);
            // A key that comes twice; two lists in one record, of which an index takes one.
            case 11000, 171 ->
                of(
                        MongoErrorCode.BROKEN_RULE,
                        task + " failed, because documents break a rule of the index: " + said(message) + ".",
                        failure);
            case 67, 85, 86, 27 -> of(MongoErrorCode.BAD_INDEX, task + " failed: " + said(message) + ".", failure);
            case 20, 40573, 263 ->
                of(
                        MongoErrorCode.UNSUPPORTED,
                        task + " is not possible on this deployment of MongoDB: " + said(message) + ".",
                        failure);
            case 10334, 17280, 17419, 17420 ->
                of(MongoErrorCode.TOO_LARGE, task + " failed: " + said(message) + ".", failure);
            case 292 -> of(MongoErrorCode.FULL, task + " needs more memory than the server allows.", failure);
            case 14031 -> of(MongoErrorCode.FULL, task + " failed, because the server's disk is full.", failure);
            case 91, 189, 10107, 11600, 11602, 13435, 13436 ->
                of(
                        MongoErrorCode.NO_PRIMARY,
                        task + " stopped, because the server stops or changes its role at " + server + ". Try again.",
                        failure);
            case 2, 9, 14, 17287, 40324 ->
                of(MongoErrorCode.REFUSED_QUERY, task + " was refused: " + said(message) + ".", failure);
            default ->
                of(
                        MongoErrorCode.FAILED,
                        task + " failed at " + server + " with error " + code + ": " + said(message) + ".",
                        failure);
        };
    }

    private StoreException password(RuntimeException failure) {
        return of(
                MongoErrorCode.PASSWORD,
                "The server " + server
                        + " does not accept the user name, the password or the certificate. Correct them,"
                        + " and check \"authSource\": the database where the user was made.",
                failure);
    }

    private StoreException unreachable(RuntimeException failure) {
        String text = String.valueOf(failure.getMessage());
        if (text.contains("MongoSecurityException") || text.contains("Authentication failed")) {
            return password(failure);
        }
        if (caused(failure, UnknownHostException.class).isPresent() || text.contains("UnknownHostException")) {
            return of(
                    MongoErrorCode.UNKNOWN_HOST,
                    "A host of " + server + " is not known or not allowed. Check its spelling, or the name server.",
                    failure);
        }
        if (caused(failure, SSLException.class).isPresent() || text.contains("SSL") || text.contains("certificate")) {
            return of(
                    MongoErrorCode.TLS,
                    "No encrypted connection to " + server + " could be made. Check \"tls\": its mode, the certificate"
                            + " authority's file, and the name in the server's certificate.",
                    failure);
        }
        if (caused(failure, ConnectException.class).isPresent() || text.contains("ConnectException")) {
            return of(MongoErrorCode.REFUSED, "Nothing answers at " + server + ". " + CHECK_NETWORK, failure);
        }
        if (text.contains("type=UNKNOWN")) {
            return silent(failure);
        }
        return of(
                MongoErrorCode.NO_PRIMARY,
                "No server at " + server + " can take this work now" + role(text) + ". Check the replica set's name and"
                        + " state, and \"readPreference\".",
                failure);
    }

    private StoreException silent(RuntimeException failure) {
        return of(
                MongoErrorCode.TIMEOUT, "The server " + server + " did not answer in time. " + CHECK_NETWORK, failure);
    }

    private static String role(String text) {
        Matcher wanted = Pattern.compile("selector=?\\s*(\\w+Selector)").matcher(text);
        return wanted.find() && wanted.group(1).startsWith("Writable") ? ", because there is no primary" : "";
    }

    /** Whether no server was found in time; the driver's text then says why. */
    private static boolean isOfTheSearch(RuntimeException failure) {
        return failure instanceof MongoTimeoutException
                && String.valueOf(failure.getMessage()).contains("cluster state");
    }

    private static boolean isOfTheNetwork(Throwable failure) {
        return failure instanceof com.mongodb.MongoSocketException
                || failure instanceof com.mongodb.MongoClientException
                || caused(failure, java.io.IOException.class).isPresent();
    }

    private static <T extends Throwable> Optional<T> caused(Throwable failure, Class<T> type) {
        Throwable each = failure;
        for (int depth = 0; each != null && depth < 20; depth++) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
            each = each.getCause();
        }
        return Optional.empty();
    }

    private static StoreException of(MongoErrorCode code, String message, Throwable cause) {
        return new StoreException(code, message, cause);
    }
}
