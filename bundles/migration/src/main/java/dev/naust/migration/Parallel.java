package dev.naust.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads for work on several collections at a time; the first failure ends all of it and is thrown as itself. */
public final class Parallel {
    private static final Logger LOG = LoggerFactory.getLogger(Parallel.class);
    private static final int MOST = 4;
    private static final long STOP_SECONDS = 20;

    private Parallel() {}

    /** How many collections at a time fit this machine: one for each processor, at least two, at most four. */
    static int processors() {
        return Math.max(2, Math.min(MOST, Runtime.getRuntime().availableProcessors()));
    }

    /** Named daemon threads. */
    static ExecutorService pool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return Executors.newFixedThreadPool(threads, factory);
    }

    /** Does all tasks and returns their results in order. */
    public static <T> List<T> all(String name, int threads, List<Callable<T>> tasks) throws InterruptedException {
        ExecutorService pool = pool(name, threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            tasks.forEach(task -> futures.add(pool.submit(task)));
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(result(future));
            }
            return results;
        } finally {
            stop(pool);
        }
    }

    /** A finished task's result, or its failure as itself. */
    static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedException("A part of the work was interrupted");
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Interrupts what still runs and waits for it, for at most twenty seconds, also when this thread is interrupted. */
    static void stop(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        boolean ended = false;
        while (!ended && System.nanoTime() < deadline) {
            try {
                ended = pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (!ended) {
            LOG.warn("Some work did not stop within {} s: its store is not answering", STOP_SECONDS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
