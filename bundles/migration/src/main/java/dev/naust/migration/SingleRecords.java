package dev.naust.migration;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * Keeps decisions and replays out of a run that is being taken back, and out of each other's way: a record that is underway is
 * written to its end before the rollback begins, and before somebody else decides about the same one; no other one begins after
 * the rollback has. Safe for use by several threads.
 */
final class SingleRecords {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int TURNS = 256;

    private final Duration patience;
    private final ReadWriteLock underway = new ReentrantReadWriteLock(true);
    private final Set<String> takenBack = ConcurrentHashMap.newKeySet();
    private final List<Lock> turns =
            Stream.<Lock>generate(ReentrantLock::new).limit(TURNS).toList();

    SingleRecords() {
        this(LONGEST);
    }

    /**
     * Keeps things apart.
     *
     * @param patience how long one of them waits for another
     */
    SingleRecords(Duration patience) {
        this.patience = patience;
    }

    /** What is done with one record. */
    interface Work<T> {
        T take() throws InterruptedException;
    }

    /**
     * Does something with one record of a run, when nothing else is done with it.
     *
     * @param number of the leftover
     * @throws StoreException with {@code run.undone} when the run is being taken back, with {@code migration.in_progress} when
     *     something else is done with the record for too long
     */
    <T> T write(String run, long number, Work<T> work) throws InterruptedException {
        Lock turn = turns.get(Math.floorMod(Objects.hash(run, number), TURNS));
        if (!turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new StoreException(
                    ServiceError.MIGRATION_IN_PROGRESS,
                    "Record " + number + " that run " + run
                            + " left over is still being decided or replayed by somebody else after "
                            + patience.toSeconds() + " seconds: look at it again when that is done");
        }
        try {
            return write(run, work);
        } finally {
            turn.unlock();
        }
    }

    private <T> T write(String run, Work<T> work) throws InterruptedException {
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
        if (!underway.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new StoreException(
                    ServiceError.MIGRATION_IN_PROGRESS,
                    "A single record that was decided or replayed is still being written after " + patience.toSeconds()
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
