package dev.naust.redis.record;

import java.util.List;

/** Where a reader gets its records from, some at a time, in the order of their places. For one thread at a time. */
public interface RecordSource {

    /** The next records, as many as a few mebibytes of memory hold; empty when there are no more. */
    List<Placed> next() throws InterruptedException;

    /** Whether {@link #next()} is known to be at the end. */
    boolean isExhausted();
}
