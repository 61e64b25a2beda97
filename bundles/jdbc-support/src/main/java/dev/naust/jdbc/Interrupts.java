package dev.naust.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs statements so that interrupting the thread that waits for one ends it within half a second, or soon after where its
 * server no longer hears of it: JDBC calls do not notice
 * interrupts, so a daemon thread looks after all that wait and cancels their statements. Safe for use by several threads.
 */
public final class Interrupts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** A server that got a cancel ends the statement at once; what goes on after this is a connection that leads nowhere. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Lookout<Waiting> lookout;
    private final ExecutorService workers;

    /** A thread that waits for a statement; equal only to itself. */
    private static final class Waiting {
        private final Thread thread = Thread.currentThread();
        private final Cancellation cancellation;
        private final Executor workers;
        private long cancelled;
        private boolean cancelling;
        private boolean over;
        private boolean ended;

        /** @param workers carry cancels to the server, which may take as long as the way there is bad */
        Waiting(Cancellation cancellation, Executor workers) {
            this.cancellation = cancellation;
            this.workers = workers;
        }

        synchronized void cancelIfInterrupted() {
            if (over || !thread.isInterrupted()) {
                return;
            }
            if (cancelled == 0) {
                cancelled = System.nanoTime();
            }
            if (patience() <= 0) {
                endAll();
            } else if (!cancelling) {
                workers.execute(this::cancel);
                cancelling = true;
            }
        }

        private long patience() {
            return cancelled + PATIENCE.toNanos() - System.nanoTime();
        }

        private void cancel() {
            try {
                cancellation.cancel();
            } catch (SQLException e) {
                // The statement ended by itself meanwhile, or its connection died: the waiting thread will see which.
                LOG.debug("A statement could not be cancelled", e);
            } finally {
                arrived();
            }
        }

        private synchronized void arrived() {
            cancelling = false;
            notifyAll();
        }

        private void endAll() {
            ended = true;
            try {
                cancellation.end();
            } catch (SQLException e) {
                LOG.debug("A statement that did not hear of its cancelling could not be ended", e);
            }
        }

        /**
         * Waits for a cancel that is under way, which could hit the statement that this connection runs next; where that takes
         * too long, the connection is ended.
         */
        synchronized void end() {
            over = true;
            boolean interrupted = false;
            while (cancelling && patience() > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, patience());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (cancelling) {
                endAll();
            }
            if (interrupted) {
                thread.interrupt();
            }
        }

        synchronized boolean isEnded() {
            return ended;
        }
    }

    /**
     * A watcher whose threads live only while there is something to watch.
     *
     * @param threadName for thread dumps, such as {@code naust-sqlite-shop-interrupts}
     */
    public Interrupts(String threadName) {
        lookout = new Lookout<>(threadName, LOOK, all -> all.forEach(Waiting::cancelIfInterrupted));
        workers = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, threadName + "-worker");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What a thread waits for. */
    @FunctionalInterface
    public interface Call<T> {
        T run() throws SQLException, InterruptedException;
    }

    /** What ends a call early, from another thread. */
    @FunctionalInterface
    public interface Cancellation {
        void cancel() throws SQLException;

        /** Ends what has not heard of being cancelled; asked for again and again, and does not wait. */
        default void end() throws SQLException {
            cancel();
        }
    }

    /**
     * Runs a call that works with a statement.
     *
     * @param statement what is cancelled when the calling thread is interrupted
     * @throws InterruptedException when the thread was interrupted and the statement ended for it
     */
    public <T> T run(Statement statement, Call<T> call) throws SQLException, InterruptedException {
        return run((Cancellation) statement::cancel, call);
    }

    /**
     * Runs a call that has no statement of its own, such as a copy.
     *
     * @param cancellation what ends the call when the calling thread is interrupted
     * @throws InterruptedException when the thread was interrupted and the call ended for it
     */
    public <T> T run(Cancellation cancellation, Call<T> call) throws SQLException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before the statement began");
        }
        Waiting mine = new Waiting(cancellation, workers);
        T answer;
        try {
            lookout.add(mine);
            answer = call.run();
        } catch (SQLException e) {
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException("The statement was cancelled");
                interrupted.initCause(e);
                throw interrupted;
            }
            throw e;
        } finally {
            mine.end();
            lookout.remove(mine);
        }
        if (mine.isEnded()) {
            Thread.interrupted();
            throw new InterruptedException("The statement was cancelled, and its connection ended");
        }
        return answer;
    }

    /** Ends the watching; statements that still run are no longer cancelled. */
    @Override
    public void close() {
        lookout.close();
        workers.shutdown();
    }
}
