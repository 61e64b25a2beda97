package dev.naust.redis.connection;

import dev.naust.api.store.Refusals;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connections to one server, at most so many. It has no thread of its own: a connection that rested is asked whether it
 * still stands when it is taken again. Safe for use by several threads.
 */
final class Pool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);
    private static final long RESTED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Endpoint endpoint;
    private final Access access;
    private final RedisErrors errors;
    private final Semaphore permits;
    private final Refusals<StoreException> refusals = new Refusals<>();
    private final Deque<Resting> resting = new ArrayDeque<>();
    private final Map<Connection, String> holders = new HashMap<>();
    private boolean closed;

    Pool(Endpoint endpoint, Access access, RedisErrors errors) {
        this.endpoint = endpoint;
        this.access = access;
        this.errors = errors;
        this.permits = new Semaphore(access.maxConnections(), true);
    }

    private record Resting(Connection connection, long since) {}

    /** Takes a connection, for at most {@link Access#acquire()}. */
    Connection take() throws InterruptedException {
        return take(access.acquire(), access.connect());
    }

    Connection take(Duration patience, Duration connecting) throws InterruptedException {
        if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw exhausted(patience);
        }
        Connection taken = null;
        try {
            taken = standing();
            if (taken == null) {
                taken = open(connecting, access.command());
            }
            hold(taken);
            return taken;
        } catch (RuntimeException e) {
            if (taken != null) {
                drop(taken);
            }
            permits.release();
            throw e;
        }
    }

    /** A connection that counts to nobody's number: for a subscription, or to see whether a new one can be made. */
    Connection open(Duration connecting, Duration answering) {
        Optional<StoreException> standing = refusals.standing();
        if (standing.isPresent()) {
            StoreException told = standing.get();
            throw new StoreException(told.code(), String.valueOf(told.getMessage()), told);
        }
        try {
            Connection connection = new Connection(
                    new Sockets(endpoint, access, connecting, answering), access.client(connecting, answering));
            refusals.clear();
            return connection;
        } catch (JedisException e) {
            StoreException failure = errors.of(e);
            if (failure.code() == RedisErrorCode.PASSWORD) {
                refusals.note(failure);
            }
            throw e;
        }
    }

    /** Gives a connection back; one on which something went wrong is given up. */
    void giveBack(Connection connection, boolean sound) {
        boolean kept = false;
        synchronized (this) {
            holders.remove(connection);
            if (sound && !closed && !connection.isBroken()) {
                resting.push(new Resting(connection, System.nanoTime()));
                kept = true;
            }
        }
        if (!kept) {
            drop(connection);
        }
        permits.release();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Ends all connections, also those that are in use. */
    @Override
    public void close() {
        Deque<Connection> all = new ArrayDeque<>();
        synchronized (this) {
            closed = true;
            resting.forEach(each -> all.add(each.connection()));
            resting.clear();
            all.addAll(holders.keySet());
        }
        all.forEach(Pool::drop);
    }

    private synchronized void hold(Connection taken) {
        if (closed) {
            throw errors.closed();
        }
        holders.put(taken, Thread.currentThread().getName());
    }

    private @Nullable Connection standing() {
        Resting next = next();
        while (next != null) {
            if (System.nanoTime() - next.since() < RESTED_NANOS || answers(next.connection())) {
                return next.connection();
            }
            drop(next.connection());
            next = next();
        }
        return null;
    }

    private synchronized @Nullable Resting next() {
        if (closed) {
            throw errors.closed();
        }
        return resting.poll();
    }

    private static boolean answers(Connection connection) {
        try {
            return connection.ping();
        } catch (JedisException e) {
            LOG.debug("A resting connection had ended", e);
            return false;
        }
    }

    private static void drop(Connection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException | JedisException e) {
            LOG.debug("A connection ended with a failure", e);
        }
    }

    private StoreException exhausted(Duration patience) {
        Set<String> names;
        synchronized (this) {
            names = new TreeSet<>(holders.values());
        }
        return new StoreException(
                RedisErrorCode.POOL_EXHAUSTED,
                "All " + access.maxConnections() + " connections to Redis at " + endpoint + " were in use for "
                        + patience.toMillis() + " ms, by " + String.join(", ", names)
                        + ". Wait for that work to end, or raise \"pool.max\"");
    }
}
