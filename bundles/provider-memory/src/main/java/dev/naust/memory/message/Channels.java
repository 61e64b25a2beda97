package dev.naust.memory.message;

import dev.naust.api.store.Messages.Message;
import dev.naust.api.store.Messages.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who listens to which channel of a store. Safe for several threads. */
public final class Channels {
    private final List<Listening> open = new CopyOnWriteArrayList<>();
    private boolean closed;

    /** Tells everybody who listens now; in the same order to all. */
    public synchronized void tell(Message message) {
        for (Listening each : open) {
            if (each.channel().equals(message.channel())) {
                each.add(message);
            }
        }
    }

    /** Listens until closed; what comes after {@link #close} is closed from the beginning. */
    public Subscription listen(String channel, Consumer<Message> listener) {
        Listening listening = new Listening(channel, listener, open::remove);
        synchronized (this) {
            if (!closed) {
                open.add(listening);
                listening.start();
                return listening;
            }
        }
        listening.close();
        return listening;
    }

    /** Ends all subscriptions. */
    public void close() {
        synchronized (this) {
            closed = true;
        }
        open.forEach(Listening::close);
    }
}
