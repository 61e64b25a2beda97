package dev.naust.api.store;

import dev.naust.api.model.Value;
import java.time.Instant;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Telling others, now: whoever listens gets a message at most once, and nobody keeps it. What must not be lost belongs in a
 * {@link Queue}.
 */
@ConsumerType
public interface Messages {

    /**
     * Tells everybody who listens on a channel.
     *
     * @param payload text or bytes
     * @throws StoreException of category LIMIT when it is too long for the technology, of category USER when a payload of this
     *     kind cannot be sent
     */
    void publish(String channel, Value payload) throws InterruptedException;

    /**
     * Listens on a channel until the subscription is closed. Everything published after this returns is heard.
     *
     * @param listener is called by one thread at a time, in the order of publishing. Messages wait for a slow one, up to 1000
     *     of them and 64 MiB; then the oldest are dropped and counted.
     */
    Subscription subscribe(String channel, Consumer<Message> listener);

    /** Something that was told. */
    record Message(String channel, Value payload, Instant receivedAt) {}

    /** Somebody listening. */
    @ConsumerType
    interface Subscription extends AutoCloseable {

        /** How many messages were dropped because the listener was too slow. */
        long dropped();

        /** Whether the connection that it listens on stands; it is made again by itself, and what was told meanwhile is lost. */
        boolean isConnected();

        /** Stops listening; the listener is not called again after this returns. A second call does nothing. */
        @Override
        void close();
    }
}
