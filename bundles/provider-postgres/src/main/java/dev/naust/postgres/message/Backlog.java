package dev.naust.postgres.message;

import dev.naust.api.store.Messages.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Messages that wait for a slow listener, a thousand at most; then the oldest are dropped and counted. */
final class Backlog {
    private static final int MOST = 1000;

    private final Deque<Message> waiting = new ArrayDeque<>();
    private long dropped;
    private boolean ended;

    synchronized void add(Message message) {
        if (ended) {
            return;
        }
        if (waiting.size() == MOST) {
            waiting.removeFirst();
            dropped++;
        }
        waiting.addLast(message);
        notifyAll();
    }

    /** The oldest message, when there is one; null when no more will come. */
    synchronized @Nullable Message next() throws InterruptedException {
        while (waiting.isEmpty() && !ended) {
            wait();
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
