package dev.naust.redis.connection;

import dev.naust.api.store.StoreException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Says in plain words what went wrong. The server's own words are never passed on: they may repeat keys and values.
 */
public final class RedisErrors {
    private final String where;

    /** @param where the server, for people */
    public RedisErrors(String where) {
        this.where = "Redis at " + where;
    }

    /** What a failure of the client means. */
    public StoreException of(JedisException failure) {
        if (failure instanceof JedisDataException reply) {
            return ofReply(reply);
        }
        if (cause(failure, SSLException.class).isPresent()
                || cause(failure, java.security.cert.CertificateException.class).isPresent()) {
            return new StoreException(
                    RedisErrorCode.TLS,
                    where
                            + " and Naust could not agree on encryption. Check \"tls\": whether the server speaks TLS on this"
                            + " port, whether its certificate is signed by the configured authority and names this host",
                    failure);
        }
        if (cause(failure, UnknownHostException.class).isPresent()) {
            return new StoreException(
                    RedisErrorCode.UNKNOWN_HOST,
                    where + " cannot be found: no address is known for this host name. Check \"host\"",
                    failure);
        }
        if (cause(failure, SocketTimeoutException.class).isPresent()) {
            return new StoreException(
                    RedisErrorCode.TIMEOUT,
                    where + " did not answer in time. Check that it is not overloaded, or raise \"timeouts\"",
                    failure);
        }
        if (cause(failure, ConnectException.class).isPresent()
                || cause(failure, NoRouteToHostException.class).isPresent()) {
            return new StoreException(
                    RedisErrorCode.REFUSED,
                    where
                            + " cannot be reached: nothing takes connections there. Check that it runs, and host and port",
                    failure);
        }
        return new StoreException(
                RedisErrorCode.CONNECTION_LOST,
                "The connection to " + where + " was lost. Check the server and the network, and try again",
                failure);
    }

    /** What an answer that is an error means. */
    public StoreException ofReply(JedisDataException reply) {
        String text = String.valueOf(reply.getMessage());
        RedisErrorCode code = code(text);
        return new StoreException(code, words(code, text), code == RedisErrorCode.FAILED ? null : reply);
    }

    /** What every call after the end of a store says. */
    public StoreException closed() {
        return new StoreException(RedisErrorCode.CLOSED, "This store of " + where + " is closed; open a new one");
    }

    /** What becomes of an interrupt where the contract has no place for one; the thread stays interrupted. */
    public StoreException interrupted(@Nullable InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new StoreException(
                RedisErrorCode.INTERRUPTED, "The call was interrupted before " + where + " answered. Try again", cause);
    }

    private static RedisErrorCode code(String text) {
        // A script's failure has the command's own error inside of it.
        if (text.contains("OOM ")) {
            return RedisErrorCode.OUT_OF_MEMORY;
        }
        if (text.contains("WRONGTYPE ")) {
            return RedisErrorCode.WRONG_TYPE;
        }
        if (text.contains("READONLY ")) {
            return RedisErrorCode.READ_ONLY;
        }
        if (text.contains("MISCONF ") || text.contains("NOREPLICAS ")) {
            return RedisErrorCode.NOT_SAVED;
        }
        return switch (text.split(" ", 2)[0]) {
            case "NOAUTH", "WRONGPASS" -> RedisErrorCode.PASSWORD;
            case "NOPERM" -> RedisErrorCode.NO_RIGHTS;
            case "LOADING", "MASTERDOWN" -> RedisErrorCode.LOADING;
            case "CLUSTERDOWN" -> RedisErrorCode.CLUSTER_DOWN;
            case "MOVED", "ASK", "CROSSSLOT" -> RedisErrorCode.BAD_CONFIGURATION;
            case "TRYAGAIN" -> RedisErrorCode.MOVING;
            case "BUSY" -> RedisErrorCode.BUSY;
            default -> ofPlainError(text);
        };
    }

    private static RedisErrorCode ofPlainError(String text) {
        if (text.contains("DB index is out of range") || text.contains("SELECT is not allowed in cluster mode")) {
            return RedisErrorCode.NO_DATABASE;
        }
        if (text.contains("max number of clients")) {
            return RedisErrorCode.TOO_MANY_CONNECTIONS;
        }
        if (text.contains("AUTH") || text.contains("invalid password")) {
            return RedisErrorCode.PASSWORD;
        }
        if (text.contains("NOPERM") || text.contains("can't run this command") || text.contains("no permissions")) {
            return RedisErrorCode.NO_RIGHTS;
        }
        return text.contains("cluster support disabled") ? RedisErrorCode.BAD_CONFIGURATION : RedisErrorCode.FAILED;
    }

    private String words(RedisErrorCode code, String text) {
        return switch (code) {
            case OUT_OF_MEMORY ->
                where
                        + " is full: it has reached its \"maxmemory\" and takes nothing more. Give it more memory, or remove"
                        + " records";
            case WRONG_TYPE ->
                "A key in " + where
                        + " holds another type of value than this collection's. Find out who else writes keys"
                        + " with this prefix";
            case READ_ONLY -> where + " is a replica that takes no writes. Name the primary in \"host\"";
            case NOT_SAVED ->
                where + " refuses writes because it cannot keep them safe: it could not save to disk, or has too few"
                        + " replicas. Look into the server's log";
            case PASSWORD -> where + " did not accept the user or the password. Check \"username\" and \"password\"";
            case NO_RIGHTS ->
                where
                        + " does not let this user do that. Give the user rights to the command and the keys (ACL SETUSER)";
            case LOADING -> where + " is still loading its data. Wait until it is ready";
            case CLUSTER_DOWN -> where + ": the cluster cannot serve this key now. Check its state with CLUSTER INFO";
            case MOVING -> where + " is moving these keys to another server of the cluster. Try again";
            case BUSY -> where + " is busy with a script that does not end. Wait, or end it on the server";
            case NO_DATABASE ->
                where + " has no such database. Check \"database\": its number, and that a cluster has only 0";
            case TOO_MANY_CONNECTIONS ->
                where + " takes no more connections (its \"maxclients\"). Close others, or lower \"pool.max\"";
            case BAD_CONFIGURATION ->
                text.contains("cluster support disabled")
                        ? where + " is no cluster. Remove \"cluster\" from the connection"
                        : where + " is part of a cluster. Add \"cluster\": {\"enabled\": true} to the connection";
            default ->
                where + " refused a command (" + kind(text)
                        + "). This should not happen: check the server's version, 6.2" + " or newer, and report it";
        };
    }

    /** The error's own first word, which the server chooses; the rest may repeat arguments. */
    private static String kind(String text) {
        String word = text.split(" ", 2)[0];
        return word.matches("[A-Z]{2,20}") ? word : "error";
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(failure);
        while (!open.isEmpty()) {
            Throwable each = open.poll();
            if (!seen.add(each)) {
                continue;
            }
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
            if (each.getCause() != null) {
                open.add(each.getCause());
            }
            Collections.addAll(open, each.getSuppressed());
        }
        return Optional.empty();
    }
}
