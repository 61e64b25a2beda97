package dev.naust.api.store;

import dev.naust.api.store.Messages.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells one listener what a store hears, on a thread of its own and in order, so that a slow listener holds up nobody. What waits
 * for it is bounded: a thousand messages and 64 MiB; then the oldest are dropped and counted. Safe for several threads.
 */
public final class Delivery {
    private static final int MOST = 1000;
    private static final long MOST_BYTES = 64L << 20;
    private static final long PATIENCE_SECONDS = 10;
    private static final Duration NEVER = Duration.ofDays(1);

    private final Consumer<Message> listener;
    private final Consumer<RuntimeException> onFailure;
    private final Duration idle;
    private final Runnable whenIdle;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final Thread thread;
    private long bytes;
    private long dropped;
    private boolean ended;

    /**
     * A delivery that has not begun.
     *
     * @param thread the name of its thread
     * @param onFailure hears of a listener that failed, which will be told the next message all the same
     */
    public Delivery(String thread, Consumer<Message> listener, Consumer<RuntimeException> onFailure) {
        this(thread, listener, onFailure, NEVER, () -> {});
    }

    /**
     * The same, with something to do while nothing comes.
     *
     * @param idle how long nothing comes before {@code whenIdle} is run, on the same thread, and again each time
     * @param whenIdle must not throw
     */
    public Delivery(
            String thread,
            Consumer<Message> listener,
            Consumer<RuntimeException> onFailure,
            Duration idle,
            Runnable whenIdle) {
        this.listener = listener;
        this.onFailure = onFailure;
        this.idle = idle;
        this.whenIdle = whenIdle;
        this.thread = new Thread(this::run, thread);
        this.thread.setDaemon(true);
    }

    /** Begins to tell the listener. */
    public void begin() {
        thread.start();
    }

    /** Leaves a message for the listener; after the end it is forgotten. */
    public synchronized void add(Message message) {
        if (ended) {
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

    /** How many messages were dropped because the listener was too slow. */
    public synchronized long dropped() {
        return dropped;
    }

    /**
     * Ends it. A listener that is at work, which may be on this very thread, is waited for up to 10 s and not called again.
     *
     * @return false when it is still at work
     */
    public boolean end() {
        synchronized (this) {
            ended = true;
            waiting.clear();
            notifyAll();
        }
        try {
            boolean isDone = telling.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (isDone) {
                telling.unlock();
            }
            return isDone;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void run() {
        try {
            while (!isEnded()) {
                if (awaitMessage()) {
                    tellNext();
                } else {
                    whenIdle.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    /** Whether to look for a message: one came, or the end did. */
    private synchronized boolean awaitMessage() throws InterruptedException {
        long until = System.nanoTime() + idle.toNanos();
        while (waiting.isEmpty() && !ended) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** The message is taken while the lock is held, so that the end either prevents the call or waits for it. */
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
            onFailure.accept(e);
        } finally {
            telling.unlock();
        }
    }
}
