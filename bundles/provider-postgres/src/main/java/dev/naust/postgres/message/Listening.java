package dev.naust.postgres.message;

import dev.naust.api.model.Value;
import dev.naust.api.store.Delivery;
import dev.naust.api.store.Messages.Message;
import dev.naust.api.store.Messages.Subscription;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.connection.Connections;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.type.PostgresDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription: a connection of its own with a thread that hears, and a thread that tells the listener. A connection that does
 * not even answer a question is made anew.
 */
final class Listening implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    private static final int HEAR_MILLIS = 10_000;
    private static final int ANSWER_SECONDS = 20;
    private static final long FIRST_SECONDS = 30;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final Sql PING = Sql.of("SELECT 1");

    private final Connections connections;
    private final String channel;
    private final Clock clock;
    private final Consumer<Listening> onClose;
    private final Delivery delivery;
    private final CompletableFuture<Boolean> first = new CompletableFuture<>();
    private final Thread hearer;
    private volatile @Nullable Connection connection;
    private volatile boolean connected;
    private volatile boolean closed;

    Listening(
            Connections connections,
            String threads,
            String channel,
            Consumer<Message> listener,
            Clock clock,
            Consumer<Listening> onClose) {
        this.connections = connections;
        this.channel = channel;
        this.clock = clock;
        this.onClose = onClose;
        this.hearer = new Thread(this::hear, threads + "-hear");
        hearer.setDaemon(true);
        this.delivery = new Delivery(
                threads + "-tell",
                listener,
                e -> LOG.warn("A listener on channel {} failed; it will hear the next message", channel, e));
    }

    /** Returns when the server listens. */
    void start() {
        hearer.start();
        delivery.begin();
        try {
            first.get(FIRST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            close();
            throw e.getCause() instanceof StoreException failure
                    ? failure
                    : new StoreException(PostgresErrorCode.FAILED, "Listening on a channel failed", e.getCause());
        } catch (TimeoutException e) {
            close();
            throw new StoreException(
                    PostgresErrorCode.TIMEOUT,
                    connections.errors().server() + " did not begin to listen in time. Try again.",
                    e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new StoreException(
                    PostgresErrorCode.TIMEOUT, "The call was interrupted before the server listened. Try again.", e);
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
            } catch (SQLException e) {
                first.completeExceptionally(connections.errors().during("Listening on a channel", e));
                LOG.debug("Listening on channel {} broke off", channel, e);
            } catch (StoreException e) {
                first.completeExceptionally(e);
                LOG.debug("Listening on channel {} could not begin", channel, e);
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

    private void hearUntilBroken() throws SQLException {
        Connection mine = connections.dedicated(driver -> driver.setSocketTimeout(ANSWER_SECONDS));
        connection = mine;
        Statements.execute(mine, Sql.of("LISTEN " + PostgresDialect.INSTANCE.escapeIdentifier(channel)));
        connected = true;
        first.complete(true);
        PGConnection driver = mine.unwrap(PGConnection.class);
        while (!closed) {
            PGNotification[] heard = driver.getNotifications(HEAR_MILLIS);
            if (heard == null || heard.length == 0) {
                Statements.execute(mine, PING);
                continue;
            }
            for (PGNotification one : heard) {
                delivery.add(new Message(channel, Value.text(one.getParameter()), clock.instant()));
            }
        }
    }

    /** The hearing thread may wait on the connection, which is therefore cut and not closed. */
    private void disconnect() {
        Connection last = connection;
        connection = null;
        if (last != null) {
            connections.cut(last);
        }
    }
}
