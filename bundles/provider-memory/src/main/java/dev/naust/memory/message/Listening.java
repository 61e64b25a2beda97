package dev.naust.memory.message;

import dev.naust.api.store.Messages.Message;
import dev.naust.api.store.Messages.Subscription;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription: a bounded backlog and the thread that tells its listener. */
final class Listening implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    private static final int MOST = 1000;
    private static final long MOST_BYTES = 64L << 20;
    private static final long PATIENCE_SECONDS = 10;

    private final String channel;
    private final Consumer<Message> listener;
    private final Consumer<Listening> onClose;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final Thread teller;
    private long bytes;
    private long dropped;
    private boolean closed;

    Listening(String channel, Consumer<Message> listener, Consumer<Listening> onClose) {
        this.channel = channel;
        this.listener = listener;
        this.onClose = onClose;
        this.teller = new Thread(this::tell, "naust-memory-listener");
        teller.setDaemon(true);
    }

    void start() {
        teller.start();
    }

    String channel() {
        return channel;
    }

    synchronized void add(Message message) {
        if (closed) {
            return;
        }
        waiting.addLast(message);
        bytes += message.payload().weight();
        while (waiting.size() > MOST || bytes > MOST_BYTES && waiting.size() > 1) {
            bytes -= waiting.removeFirst().payload().weight();
            dropped++;
        }
        notifyAll();
    }

    @Override
    public synchronized long dropped() {
        return dropped;
    }

    @Override
    public synchronized boolean isConnected() {
        return !closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
            notifyAll();
        }
        onClose.accept(this);
        awaitLastCall();
    }

    /** The listener may be at work, on this very thread too; it is waited for, and not called again. */
    private void awaitLastCall() {
        try {
            if (telling.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                telling.unlock();
            } else {
                LOG.warn("A listener on channel {} is still at work after {} s", channel, PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        try {
            while (awaitMessage()) {
                tellNext();
            }
        } catch (InterruptedException e) {
            close();
        }
    }

    private synchronized boolean awaitMessage() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        return !closed;
    }

    /** The message is taken while the lock is held, so that closing either prevents the call or waits for it. */
    private void tellNext() {
        telling.lock();
        try {
            Message next;
            synchronized (this) {
                next = waiting.poll();
                bytes -= next == null ? 0 : next.payload().weight();
            }
            if (next != null) {
                listener.accept(next);
            }
        } catch (RuntimeException e) {
            LOG.warn("A listener on channel {} failed; it will hear the next message", channel, e);
        } finally {
            telling.unlock();
        }
    }
}
