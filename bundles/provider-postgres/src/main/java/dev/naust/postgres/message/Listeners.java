package dev.naust.postgres.message;

import dev.naust.api.store.Messages.Message;
import dev.naust.api.store.Messages.Subscription;
import dev.naust.postgres.connection.Connections;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** All subscriptions of one store, so that they end with it. Safe for use by several threads. */
public final class Listeners implements AutoCloseable {
    private final Connections connections;
    private final String threads;
    private final Clock clock;
    private final Set<Listening> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param threads how the names of threads begin */
    public Listeners(Connections connections, String threads, Clock clock) {
        this.connections = connections;
        this.threads = threads;
        this.clock = clock;
    }

    Subscription listen(String channel, Consumer<Message> listener) {
        if (closed) {
            throw connections.errors().closed();
        }
        Listening listening = new Listening(connections, threads, channel, listener, clock, open::remove);
        open.add(listening);
        listening.start();
        if (closed) {
            listening.close();
            throw connections.errors().closed();
        }
        return listening;
    }

    /** Ends all subscriptions. */
    @Override
    public void close() {
        closed = true;
        open.forEach(Listening::close);
    }
}
