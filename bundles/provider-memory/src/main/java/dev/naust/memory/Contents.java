package dev.naust.memory;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * What a memory store holds: immutable maps of collections and of queues, which every change replaces whole. Readers take the map that
 * is there and are never disturbed; changes follow each other under one lock, which a transaction holds until its end.
 */
final class Contents {
    private static final long PATIENCE_SECONDS = 30;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Clock clock;
    private final long maxBytes;
    private final TimeSortedIds ids;
    private final boolean frozen;
    private final ChangeLog changes;
    private final AtomicLong edition = new AtomicLong();
    private volatile Map<DatasetId, MemoryTable> tables;
    private volatile Map<String, Jobs> queues;

    Contents(Clock clock, long maxBytes) {
        this(clock, maxBytes, new TimeSortedIds(clock), Map.of(), Map.of(), false);
    }

    private Contents(
            Clock clock,
            long maxBytes,
            TimeSortedIds ids,
            Map<DatasetId, MemoryTable> tables,
            Map<String, Jobs> queues,
            boolean frozen) {
        this.frozen = frozen;
        this.changes = new ChangeLog(clock, maxBytes / 4);
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.ids = ids;
        this.tables = tables;
        this.queues = queues;
    }

    Clock clock() {
        return clock;
    }

    /** What changed, for those who follow. */
    ChangeLog changes() {
        return changes;
    }

    /** Makes the ids of jobs. */
    TimeSortedIds ids() {
        return ids;
    }

    /** All queues as they are now, sorted by name. */
    Map<String, Jobs> queues() {
        return queues;
    }

    /** All collections as they are now, sorted by id. */
    Map<DatasetId, MemoryTable> tables() {
        return tables;
    }

    /** A collection as it is now. */
    MemoryTable table(DatasetId id) {
        MemoryTable table = tables.get(id);
        if (table == null) {
            throw new StoreException(
                    MemoryErrorCode.NO_SUCH_COLLECTION,
                    "The memory store has no collection \"" + id + "\"; its list of collections names those it has");
        }
        return table;
    }

    /** Replaces one collection by what {@code change} makes of it. */
    void change(DatasetId id, UnaryOperator<MemoryTable> change) throws InterruptedException {
        changeAll(now -> {
            now.put(id, change.apply(table(id)));
            return now;
        });
    }

    /** Replaces the whole map by what {@code change} makes of a copy of it. */
    void changeAll(UnaryOperator<Map<DatasetId, MemoryTable>> change) throws InterruptedException {
        locked(() -> {
            replace(change.apply(new TreeMap<>(tables)));
            return true;
        });
    }

    /** Replaces the jobs of one queue, as the time has made them, by what {@code change} makes of them. */
    void changeQueue(String queue, JobChange change) throws InterruptedException {
        locked(() -> {
            Instant now = clock.instant();
            Jobs before = queues.getOrDefault(queue, Jobs.none()).at(now);
            Jobs after = change.apply(now, before);
            if (after.weight() > before.weight()) {
                refuseAbove(weight() + after.weight() - before.weight());
            }
            Map<String, Jobs> changed = new TreeMap<>(queues);
            changed.put(queue, after);
            queues = Collections.unmodifiableMap(changed);
            return true;
        });
    }

    /** Runs work on a copy, which takes this one's place when the work returns. */
    <T> T transaction(Work<T> work) throws InterruptedException {
        return locked(() -> {
            Contents copy = new Contents(clock, maxBytes, ids, tables, queues, false);
            T result = work.run(copy);
            Map<DatasetId, MemoryTable> before = tables;
            tables = copy.tables;
            queues = copy.queues;
            edition.incrementAndGet();
            changes.add(before, copy.tables);
            return result;
        });
    }

    /** How often the collections were changed. */
    long edition() {
        return edition.get();
    }

    /** This moment's contents, which refuse to change. */
    Contents frozen() {
        return new Contents(clock, maxBytes, ids, tables, queues, true);
    }

    /** Refuses when the records would need more memory than the store may take. */
    void reserve(long moreBytes) {
        refuseAbove(weight() + moreBytes);
    }

    /** Runs work while nothing changes. */
    <T> T still(Interruptible<T> work) throws InterruptedException {
        return locked(work);
    }

    /** Drops everything. */
    void clear() {
        changes.close();
        tables = Map.of();
        queues = Map.of();
    }

    private void replace(Map<DatasetId, MemoryTable> changed) {
        refuseAbove(weight(changed) + weightOfJobs());
        Map<DatasetId, MemoryTable> before = tables;
        tables = Collections.unmodifiableMap(changed);
        edition.incrementAndGet();
        changes.add(before, changed);
    }

    private void refuseAbove(long bytes) {
        if (bytes > maxBytes) {
            throw new StoreException(
                    MemoryErrorCode.FULL,
                    "The memory store is full: its records may take " + maxBytes
                            + " bytes. Raise \"maxBytes\" in its configuration, or keep these records in a store on disk");
        }
    }

    private long weight() {
        return weight(tables) + weightOfJobs();
    }

    private long weightOfJobs() {
        return queues.values().stream().mapToLong(Jobs::weight).sum();
    }

    private static long weight(Map<DatasetId, MemoryTable> tables) {
        return tables.values().stream().mapToLong(MemoryTable::weight).sum();
    }

    private <T> T locked(Interruptible<T> work) throws InterruptedException {
        if (frozen) {
            throw new StoreException(
                    MemoryErrorCode.READ_ONLY, "A snapshot cannot be changed; write to the store that it was taken of");
        }
        if (lock.isHeldByCurrentThread()) {
            throw new StoreException(
                    MemoryErrorCode.NESTED_TRANSACTION,
                    "This thread is inside a transaction of the memory store already; use the store that the transaction gave");
        }
        if (!lock.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new StoreException(
                    MemoryErrorCode.BUSY,
                    "Another transaction has held the memory store for more than " + PATIENCE_SECONDS
                            + " seconds; try again later");
        }
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Work that may be interrupted. */
    interface Interruptible<T> {
        T run() throws InterruptedException;
    }

    /** What becomes of a queue's jobs. */
    interface JobChange {
        Jobs apply(Instant now, Jobs before);
    }

    /** Work on a transaction's own copy. */
    interface Work<T> {
        T run(Contents copy) throws InterruptedException;
    }
}
