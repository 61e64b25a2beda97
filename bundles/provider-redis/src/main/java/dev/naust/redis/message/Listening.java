package dev.naust.redis.message;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Delivery;
import dev.naust.api.store.Messages.Message;
import dev.naust.api.store.Messages.Subscription;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One subscription: a connection of its own with a thread that hears, and a thread that tells the listener. A connection on which
 * nothing comes, not even the answer to a ping, is made anew.
 */
final class Listening implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration PING_EVERY = Duration.ofSeconds(10);
    private static final long FIRST_SECONDS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Redis redis;
    private final String channel;
    private final Clock clock;
    private final Consumer<Listening> onClose;
    private final Delivery delivery;
    private final CompletableFuture<Boolean> first = new CompletableFuture<>();
    private final Thread hearer;
    private volatile @Nullable Connection connection;
    private volatile boolean connected;
    private volatile boolean closed;

    Listening(Redis redis, String channel, Consumer<Message> listener, Clock clock, Consumer<Listening> onClose) {
        this.redis = redis;
        this.channel = channel;
        this.clock = clock;
        this.onClose = onClose;
        this.hearer = new Thread(this::hear, "naust-redis-" + redis.store() + "-hear");
        hearer.setDaemon(true);
        this.delivery = new Delivery(
                "naust-redis-" + redis.store() + "-tell",
                listener,
                e -> LOG.warn("A listener on channel {} failed; it will hear the next message", channel, e),
                PING_EVERY,
                this::ping);
    }

    /** Returns when the server has confirmed the subscription. */
    void start() {
        hearer.start();
        delivery.begin();
        try {
            first.get(FIRST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            close();
            throw e.getCause() instanceof StoreException failure
                    ? failure
                    : new StoreException(RedisErrorCode.FAILED, "Listening on the channel failed", e.getCause());
        } catch (TimeoutException e) {
            close();
            throw new StoreException(RedisErrorCode.TIMEOUT, "Redis did not confirm the subscription in time", e);
        } catch (InterruptedException e) {
            close();
            throw redis.errors().interrupted(e);
        }
    }

    @Override
    public long dropped() {
        return delivery.dropped();
    }

    @Override
    public boolean isConnected() {
        return connected && !closed;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        onClose.accept(this);
        disconnect();
        hearer.interrupt();
        if (!delivery.end()) {
            LOG.warn("A listener on channel {} is still at work after it was closed", channel);
        }
    }

    private void hear() {
        long pause = 100;
        while (!closed) {
            try {
                hearUntilBroken();
            } catch (JedisException e) {
                first.completeExceptionally(redis.errors().of(e));
                LOG.debug("Listening on a channel broke off", e);
            } catch (StoreException e) {
                first.completeExceptionally(e);
                LOG.debug("Listening on a channel could not begin", e);
            } finally {
                pause = connected ? 100 : Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
                connected = false;
                disconnect();
            }
            if (!closed && !paused(pause)) {
                return;
            }
        }
    }

    private boolean paused(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            return !closed;
        }
    }

    private void hearUntilBroken() {
        Connection mine = redis.dedicated(SILENCE);
        connection = mine;
        mine.sendCommand(Command.SUBSCRIBE, channel.getBytes(StandardCharsets.UTF_8));
        while (!closed) {
            Object heard = mine.getOne();
            if (!(heard instanceof List<?> parts) || parts.isEmpty() || !(parts.get(0) instanceof byte[] kind)) {
                continue;
            }
            switch (new String(kind, StandardCharsets.US_ASCII)) {
                case "subscribe" -> {
                    connected = true;
                    first.complete(true);
                }
                case "message" -> delivery.add(new Message(channel, payload(parts), clock.instant()));
                default -> LOG.trace("An answer to a ping");
            }
        }
    }

    private static Value payload(List<?> parts) {
        Text text = Text.ofUtf8((byte[]) parts.get(2));
        return text.isWellFormed() ? text : Bytes.of(text.utf8());
    }

    /** Only the answer matters, which the hearing thread gets. */
    private void ping() {
        Connection now = connection;
        if (now == null || !connected) {
            return;
        }
        try {
            now.sendCommand(Command.PING, Request.ascii(""));
            now.getMany(0);
        } catch (JedisException e) {
            LOG.debug("A ping could not be sent; the hearing thread will notice", e);
        }
    }

    private void disconnect() {
        Connection last = connection;
        connection = null;
        if (last == null) {
            return;
        }
        try {
            last.forceDisconnect();
        } catch (IOException | JedisException e) {
            LOG.debug("A connection ended with a failure", e);
        }
    }
}
