package dev.naust.console.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives work a limit of time, and the request its thread back even when what the work calls does not react to interrupts. Work
 * that hangs is counted; when too much of it hangs on one subject, more is refused at once. Safe for use by several threads.
 */
public final class Deadlines implements AutoCloseable {
    private static final int MOST_HANGING = 8;
    private static final int MOST_AT_ONCE = 48;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, daemon("naust-console-deadlines"));
    private final Duration grace;
    private final ExecutorService workers;
    private final Places places = new Places(MOST_AT_ONCE, PATIENCE);
    private final Map<String, Integer> hanging = new ConcurrentHashMap<>();

    /** Waits two seconds for work that was interrupted. */
    public Deadlines() {
        this(Duration.ofSeconds(2));
    }

    /**
     * Deadlines.
     *
     * @param grace how long to wait for work that was interrupted, before it counts as hanging
     */
    public Deadlines(Duration grace) {
        this.grace = grace;
        clock.setRemoveOnCancelPolicy(true);
        workers = Executors.newCachedThreadPool(daemon("naust-console-work"));
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
        ScheduledFuture<?> ring = unlessClosed(() -> clock.schedule(alarm, limit.toMillis(), TimeUnit.MILLISECONDS));
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

    /** The same for work of which nothing more is known than what it is done with. */
    public <T> T within(String subject, Duration limit, Problem late, Callable<T> work) throws Exception {
        return within(subject, "another request", limit, late, work);
    }

    /**
     * Does work on a thread of its own, and returns its result.
     *
     * @param subject what the work is done with, as the beginning of a sentence
     * @param deed what is done and by whom: for those who wait for it, and in the thread's name for those who wait behind it in
     *     a store
     * @throws ProblemException with {@code late} when it was not done in time (it is interrupted then), and with status 503 when
     *     too much other work with this subject hangs or is being done
     */
    public <T> T within(String subject, String deed, Duration limit, Problem late, Callable<T> work) throws Exception {
        int before = hanging.getOrDefault(subject, 0);
        if (before >= MOST_HANGING) {
            throw new ProblemException(hangs(subject, before));
        }
        Places.Place place = places.take(subject, deed);
        try {
            return placed(subject, limit, late, () -> named(deed, work));
        } finally {
            place.close();
        }
    }

    private static <T> T named(String deed, Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        String own = thread.getName();
        thread.setName(own + " (" + deed + ")");
        try {
            return work.call();
        } finally {
            thread.setName(own);
        }
    }

    private <T> T placed(String subject, Duration limit, Problem late, Callable<T> work) throws Exception {
        Attempt<T> attempt = new Attempt<>(work, MDC.getCopyOfContextMap(), () -> count(subject, -1));
        Future<T> result = unlessClosed(() -> workers.submit(attempt));
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return late(subject, result, attempt, late);
        } catch (InterruptedException e) {
            attempt.interrupt();
            throw e;
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    /** What reacts ends before the answer is given: nothing may still happen behind an answer that says it did not. */
    private <T> T late(String subject, Future<T> result, Attempt<T> attempt, Problem late) throws InterruptedException {
        attempt.interrupt();
        try {
            return result.get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            count(subject, 1);
            if (!attempt.abandon()) {
                count(subject, -1);
            }
            throw new ProblemException(late);
        } catch (ExecutionException e) {
            throw new ProblemException(late);
        }
    }

    /** Work that can be interrupted while it runs, and never its thread's next work. */
    private static final class Attempt<T> implements Callable<T> {
        private final Callable<T> work;
        private final @Nullable Map<String, String> context;
        private final Runnable whenAbandonedEnds;
        private @Nullable Thread thread;
        private boolean over;
        private boolean abandoned;

        Attempt(Callable<T> work, @Nullable Map<String, String> context, Runnable whenAbandonedEnds) {
            this.work = work;
            this.context = context;
            this.whenAbandonedEnds = whenAbandonedEnds;
        }

        @Override
        public T call() throws Exception {
            synchronized (this) {
                thread = Thread.currentThread();
            }
            if (context != null) {
                MDC.setContextMap(context);
            }
            try {
                return work.call();
            } finally {
                MDC.clear();
                end();
            }
        }

        private synchronized void end() {
            over = true;
            thread = null;
            if (abandoned) {
                whenAbandonedEnds.run();
            }
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        /** Nobody waits any more; whether it still runs. */
        synchronized boolean abandon() {
            abandoned = !over;
            return abandoned;
        }
    }

    private void count(String subject, int change) {
        hanging.merge(subject, change, (a, b) -> a + b == 0 ? null : a + b);
    }

    /** A request may come in while the server stops: nothing of it has begun then. */
    private static <T> T unlessClosed(Supplier<T> begin) {
        try {
            return begin.get();
        } catch (RejectedExecutionException e) {
            throw new ProblemException(Problem.of(
                            503,
                            "server.stopping",
                            "The server is stopping, and nothing of this request was done: send it again when the server"
                                    + " is back.")
                    .retryAfter(Duration.ofSeconds(5)));
        }
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
