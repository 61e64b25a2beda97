package dev.naust.migration;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Who of a run's thread and those that ask something of it may use what it carries changes over with. Safe for use by several threads. */
final class Turns {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Duration patience;
    private boolean isOver;

    /** @param patience how long somebody who asks waits for the turn */
    Turns(Duration patience) {
        this.patience = patience;
    }

    /** What is done in one turn. */
    interface Work<T> {
        T run() throws InterruptedException;
    }

    /** The run's own turn. */
    <T> T take(Work<T> work) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A turn of somebody else.
     *
     * @return empty when there are none any more; nothing was done then
     * @throws StoreException with {@code migration.in_progress} when it did not come in time
     */
    <T> Optional<T> ask(Work<Optional<T>> work) throws InterruptedException {
        if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new StoreException(
                    ServiceError.MIGRATION_IN_PROGRESS,
                    "The run is carrying changes over, and did not come to this in " + patience.toSeconds()
                            + " s: nothing was done. Try again in a moment");
        }
        try {
            return isOver ? Optional.empty() : work.run();
        } finally {
            lock.unlock();
        }
    }

    /** There are no turns any more; waits for the one that is under way. */
    void end() {
        lock.lock();
        try {
            isOver = true;
        } finally {
            lock.unlock();
        }
    }
}
