package dev.naust.jdbc;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Looks at all who wait, again and again while anybody does. One look from time to time costs less than a task for each wait,
 * most of which are over before their time. Safe for use by several threads.
 */
final class Lookout<W> implements AutoCloseable {
    private final Set<W> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean planned = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor watcher;
    private final Duration every;
    private final Consumer<Set<W>> look;

    /**
     * A lookout whose thread lives only while there is something to look at.
     *
     * @param threadName for thread dumps
     * @param every the time between two looks
     * @param look gets all who wait, as they are at each moment
     */
    Lookout(String threadName, Duration every, Consumer<Set<W>> look) {
        this.every = every;
        this.look = look;
        watcher = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        watcher.setKeepAliveTime(5, TimeUnit.SECONDS);
        watcher.allowCoreThreadTimeOut(true);
    }

    /**
     * Somebody begins to wait, who must be taken out again by {@link #remove}.
     *
     * @throws RejectedExecutionException when nobody looks any more
     */
    void add(W wait) {
        waiting.add(wait);
        plan();
    }

    void remove(W wait) {
        waiting.remove(wait);
    }

    private void plan() {
        if (watcher.isShutdown()) {
            throw new RejectedExecutionException("Nobody looks after statements any more");
        }
        if (!planned.get() && planned.compareAndSet(false, true)) {
            watcher.schedule(this::look, every.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            look.accept(waiting);
        } finally {
            planned.set(false);
            // Whoever came just before that relied on this look.
            if (!waiting.isEmpty() && !watcher.isShutdown()) {
                plan();
            }
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
