package dev.naust.console.web;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends work on a request's own thread that takes too long, by interrupting it. Safe for use by several threads. */
public final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "console-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    public Deadlines() {
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * Does the work and returns its result.
     *
     * @throws ProblemException with {@code late} when it was not done in time
     */
    public <T> T within(Duration limit, Problem late, Callable<T> work) throws Exception {
        Alarm alarm = new Alarm(Thread.currentThread());
        ScheduledFuture<?> ring = clock.schedule(alarm, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return work.call();
        } catch (Exception e) {
            if (alarm.off()) {
                throw new ProblemException(late);
            }
            throw e;
        } finally {
            alarm.off();
            ring.cancel(false);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** Interrupts a thread once, but never after it was switched off. */
    private static final class Alarm implements Runnable {
        private final Thread thread;
        private boolean rang;
        private boolean off;

        Alarm(Thread thread) {
            this.thread = thread;
        }

        @Override
        public synchronized void run() {
            if (!off) {
                rang = true;
                thread.interrupt();
            }
        }

        /** Switches it off, takes the interruption back and tells whether it rang. */
        synchronized boolean off() {
            if (rang && !off) {
                // The thread goes back to the server's pool and must not carry the interruption there.
                Thread.interrupted();
            }
            off = true;
            return rang;
        }
    }
}
