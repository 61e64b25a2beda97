package dev.naust.redis.message;

import dev.naust.api.store.Messages.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Messages that wait for a slow listener, a thousand at most; then the oldest are dropped and counted. */
final class Backlog {
    private static final int MOST = 1000;

    private final Deque<Message> waiting = new ArrayDeque<>();
    private long dropped;
    private boolean ended;

    synchronized void add(Message message) {
        if (waiting.size() == MOST) {
            waiting.removeFirst();
            dropped++;
        }
        waiting.addLast(message);
        notifyAll();
    }

    /** The oldest message; null when none came within this time, or no more will come. */
    synchronized @Nullable Message next(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (waiting.isEmpty() && !ended) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        return waiting.poll();
    }

    synchronized void end() {
        ended = true;
        waiting.clear();
        notifyAll();
    }

    synchronized long dropped() {
        return dropped;
    }
}
