package dev.naust.console.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives work a limit of time, and the request its thread back even when what the work calls does not react to interrupts. Work
 * that hangs is counted; when too much of it hangs on one subject, more is refused at once. Safe for use by several threads.
 */
public final class Deadlines implements AutoCloseable {
    private static final int MOST_HANGING = 8;

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, daemon("console-deadlines"));
    private final ExecutorService workers;
    private final Map<String, Integer> hanging = new ConcurrentHashMap<>();

    public Deadlines() {
        clock.setRemoveOnCancelPolicy(true);
        workers = Executors.newCachedThreadPool(daemon("console-work"));
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Does work on this thread that reacts to interrupts, and returns its result.
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

    /**
     * Does work on a thread of its own, and returns its result.
     *
     * @param subject what the work is done with, as the beginning of a sentence
     * @throws ProblemException with {@code late} when it was not done in time (it is interrupted then), and with status 503 when too much other work with
     *     this subject hangs
     */
    public <T> T within(String subject, Duration limit, Problem late, Callable<T> work) throws Exception {
        int before = hanging.getOrDefault(subject, 0);
        if (before >= MOST_HANGING) {
            throw new ProblemException(hangs(subject, before));
        }
        AtomicBoolean over = new AtomicBoolean();
        Map<String, String> context = MDC.getCopyOfContextMap();
        Future<T> result = workers.submit(() -> run(subject, work, over, context));
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            abandon(subject, result, over);
            throw new ProblemException(late);
        } catch (InterruptedException e) {
            abandon(subject, result, over);
            throw e;
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    private <T> T run(String subject, Callable<T> work, AtomicBoolean over, @Nullable Map<String, String> context)
            throws Exception {
        if (context != null) {
            MDC.setContextMap(context);
        }
        try {
            return work.call();
        } finally {
            MDC.clear();
            if (!over.compareAndSet(false, true)) {
                count(subject, -1);
            }
        }
    }

    private void abandon(String subject, Future<?> result, AtomicBoolean over) {
        count(subject, 1);
        if (!over.compareAndSet(false, true)) {
            count(subject, -1);
        }
        result.cancel(true);
    }

    private void count(String subject, int change) {
        hanging.merge(subject, change, (a, b) -> a + b == 0 ? null : a + b);
    }

    private static Problem hangs(String subject, int calls) {
        return Problem.of(
                        503,
                        "store.hangs",
                        subject + " has " + calls + " calls that were ended for taking too long and did not come back."
                                + " Its provider hangs; replace or stop its plugin, or start the server again.")
                .retryAfter(Duration.ofSeconds(10));
    }

    private static Exception cause(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof Exception cause ? cause : e;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
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
