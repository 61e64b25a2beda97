package dev.naust.migration;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps decisions and replays out of a run that is being taken back: a record that is underway is written to its end before the
 * rollback begins, and no other one begins after that. Safe for use by several threads.
 */
final class SingleRecords {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final ReadWriteLock underway = new ReentrantReadWriteLock(true);
    private final Set<String> takenBack = ConcurrentHashMap.newKeySet();

    /** What is done with one record. */
    interface Work<T> {
        T take() throws InterruptedException;
    }

    /**
     * Does something with one record of a run.
     *
     * @throws StoreException with {@code run.undone} when the run is being taken back
     */
    <T> T write(String run, Work<T> work) throws InterruptedException {
        underway.readLock().lockInterruptibly();
        try {
            if (takenBack.contains(run)) {
                throw undone(run);
            }
            return work.take();
        } finally {
            underway.readLock().unlock();
        }
    }

    /**
     * Returns when no record of the run is underway and none can be any more.
     *
     * @throws StoreException with {@code migration.in_progress} when one is underway for too long
     */
    void takeBack(String run) throws InterruptedException {
        takenBack.add(run);
        if (!underway.writeLock().tryLock(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new StoreException(
                    ServiceError.MIGRATION_IN_PROGRESS,
                    "A single record that was decided or replayed is still being written after " + LONGEST.toSeconds()
                            + " seconds, so that run " + run
                            + " is not taken back yet: resume the rollback when it is done");
        }
        underway.writeLock().unlock();
    }

    static StoreException undone(String run) {
        return new StoreException(
                ServiceError.RUN_UNDONE,
                "What run " + run + " wrote is taken back, so that single records of it are not written either: migrate"
                        + " again, and decide or replay there");
    }
}
