package dev.naust.memory.message;

import dev.naust.api.store.Delivery;
import dev.naust.api.store.Messages.Message;
import dev.naust.api.store.Messages.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription to a channel. */
final class Listening implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    private final String channel;
    private final Consumer<Listening> onClose;
    private final Delivery delivery;
    private final AtomicBoolean closed = new AtomicBoolean();

    Listening(String channel, Consumer<Message> listener, Consumer<Listening> onClose) {
        this.channel = channel;
        this.onClose = onClose;
        this.delivery = new Delivery(
                "naust-memory-listener",
                listener,
                e -> LOG.warn("A listener on channel {} failed; it will hear the next message", channel, e));
    }

    void start() {
        delivery.begin();
    }

    String channel() {
        return channel;
    }

    void add(Message message) {
        delivery.add(message);
    }

    @Override
    public long dropped() {
        return delivery.dropped();
    }

    @Override
    public boolean isConnected() {
        return !closed.get();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        onClose.accept(this);
        if (!delivery.end()) {
            LOG.warn("A listener on channel {} is still at work after it was closed", channel);
        }
    }
}
