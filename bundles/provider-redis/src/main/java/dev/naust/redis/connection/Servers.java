package dev.naust.redis.connection;

import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/** The connections to all servers of a store, and the exchange of requests and answers with one of them. Thread-safe. */
final class Servers implements AutoCloseable {
    private static final int AT_ONCE = 500;
    private static final long BYTES_AT_ONCE = 4 << 20;

    private final Access access;
    private final RedisErrors errors;
    private final Map<Endpoint, Pool> pools = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Servers(Access access, RedisErrors errors) {
        this.access = access;
        this.errors = errors;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Sends requests to a server and returns its answers in order, errors among them.
     *
     * @throws StoreException when the server does not answer
     */
    List<Object> exchange(Endpoint server, List<Request> requests) {
        Pool pool = pool(server);
        try {
            Connection connection = pool.take();
            boolean sound = false;
            try {
                List<Object> answers = exchange(connection, requests);
                sound = true;
                return answers;
            } finally {
                pool.giveBack(connection, sound);
            }
        } catch (JedisException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            throw errors.interrupted(e);
        }
    }

    /** Proves within a time that a server answers. */
    void ping(Endpoint server, Duration timeout) {
        within(server, timeout, Connection::ping);
    }

    /**
     * Asks a server what it answers within a time, or else fails.
     *
     * @return the answer, which may be an error
     */
    Object ask(Endpoint server, Request request, Duration timeout) {
        return within(server, timeout, connection -> exchange(connection, List.of(request)))
                .get(0);
    }

    private <T> T within(Endpoint server, Duration timeout, Function<Connection, T> work) {
        Pool pool = pool(server);
        try {
            Connection connection = pool.take(timeout, timeout);
            boolean sound = false;
            try {
                connection.setSoTimeout(Access.millis(timeout));
                T answer = work.apply(connection);
                connection.setSoTimeout(Access.millis(access.command()));
                sound = true;
                return answer;
            } finally {
                pool.giveBack(connection, sound);
            }
        } catch (JedisException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            throw errors.interrupted(e);
        }
    }

    /** A connection of its own, which the caller ends; answers on it may take this long. */
    Connection dedicated(Endpoint server, Duration answering) {
        try {
            return pool(server).open(access.connect(), answering);
        } catch (JedisException e) {
            throw failure(e);
        }
    }

    /** Gives up all connections to a server that failed; they would fail too. */
    void forget(Endpoint server) {
        Pool pool = pools.remove(server);
        if (pool != null) {
            pool.close();
        }
    }

    /** Ends all connections, also those in use. */
    @Override
    public void close() {
        closed = true;
        pools.values().forEach(Pool::close);
    }

    private Pool pool(Endpoint server) {
        if (closed) {
            throw errors.closed();
        }
        Pool pool = pools.computeIfAbsent(server, each -> new Pool(each, access, errors));
        if (closed) {
            pool.close();
        }
        return pool;
    }

    private StoreException failure(JedisException e) {
        return closed ? errors.closed() : errors.of(e);
    }

    private static List<Object> exchange(Connection connection, List<Request> requests) {
        List<Object> answers = new ArrayList<>(requests.size());
        int sent = 0;
        long bytes = 0;
        for (Request request : requests) {
            connection.sendCommand(request.command(), request.arguments());
            sent++;
            bytes += request.weight();
            if (sent == AT_ONCE || bytes >= BYTES_AT_ONCE) {
                answers.addAll(connection.getMany(sent));
                sent = 0;
                bytes = 0;
            }
        }
        answers.addAll(connection.getMany(sent));
        return answers;
    }
}
