package dev.naust.migration.version;

import java.util.List;

/** What a store remembers of the versions that were run; within one session of it. */
interface History {

    /** The number of the lock that keeps two runners apart. */
    long lock();

    boolean exists() throws InterruptedException;

    /** All entries by rank; none where there is no history yet. */
    List<HistoryEntry> read() throws InterruptedException;

    /** Makes the history where there is none. */
    void create() throws InterruptedException;

    void add(HistoryEntry entry) throws InterruptedException;

    /** Turns the note of a file that is being run into one of a file that was run. */
    void succeed(HistoryEntry entry) throws InterruptedException;

    /** Whether there are tables besides it. */
    default boolean hasOthers() throws InterruptedException {
        return false;
    }

    /** Puts back what a file may have set in the session and the next one must not meet. */
    default void settle() throws InterruptedException {}

    void remove(HistoryEntry entry) throws InterruptedException;

    void setChecksum(HistoryEntry entry, int checksum) throws InterruptedException;
}
