package dev.naust.registry.store;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that is asked for often and done one at a time: whoever asks while it is done gets it done once more. Thread-safe. */
final class Coalesced {
    private static final Logger LOG = LoggerFactory.getLogger(Coalesced.class);

    private final Executor executor;
    private final Runnable work;
    private final Object lock = new Object();
    private boolean wanted;
    private boolean running;

    Coalesced(Executor executor, Runnable work) {
        this.executor = executor;
        this.work = work;
    }

    void request() {
        synchronized (lock) {
            wanted = true;
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(this::run);
    }

    private void run() {
        while (next()) {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                // Otherwise it would count as being done for ever.
                LOG.warn("Work on a store ended early: {}", e.toString(), e);
            }
        }
    }

    private boolean next() {
        synchronized (lock) {
            running = wanted;
            wanted = false;
            lock.notifyAll();
            return running;
        }
    }

    /** Waits until nothing is being done; tells whether that is so. */
    boolean awaitIdle(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (running && System.nanoTime() < deadline) {
                try {
                    lock.wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return !running;
        }
    }
}
