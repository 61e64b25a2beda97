package dev.naust.console.rest;

import dev.naust.api.model.Document;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events on their way to one reader. Bounded: a slow reader loses the oldest, which costs it nothing but steps on the way,
 * because each event says how its subject stands. Safe for use by several threads.
 */
final class EventQueue {
    private static final int MOST = 256;

    /**
     * One event.
     *
     * @param isLast whether nothing more will be told of its subject
     */
    record Told(long sequence, String type, Document data, boolean isLast) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Told> events = new ArrayDeque<>();
    private boolean ended;

    /** Adds an event; never waits. */
    void add(Told event) {
        lock.lock();
        try {
            if (events.size() == MOST) {
                events.remove();
            }
            events.add(event);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next event; empty when none came in time or the queue has ended. */
    Optional<Told> next(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (events.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return Optional.ofNullable(events.poll());
        } finally {
            lock.unlock();
        }
    }

    /** Lets the reader go. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }
}
