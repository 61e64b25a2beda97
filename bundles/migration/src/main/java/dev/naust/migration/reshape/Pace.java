package dev.naust.migration.reshape;

import java.util.concurrent.TimeUnit;

/**
 * Lets so many records a second pass, over all that share it, and none while it is paused. Both can be changed while records
 * pass. Safe for use by several threads.
 */
public final class Pace {
    private static final int PARTS_OF_A_SECOND = 4;
    /** So much lost time is made up for, or a busy machine would keep the pace below what was asked for. */
    private static final long MADE_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private volatile long perSecond;
    private volatile boolean paused;
    private long free = System.nanoTime();

    /** @param perSecond 0 lets everything pass at once */
    public Pace(long perSecond) {
        this.perSecond = perSecond;
    }

    boolean isLimited() {
        return perSecond > 0;
    }

    /** Changes how many records a second may pass; 0 lets everything pass at once. */
    public synchronized void change(long recordsPerSecond) {
        perSecond = recordsPerSecond;
        free = System.nanoTime();
        notifyAll();
    }

    /** From now on nothing passes. */
    public synchronized void pause() {
        paused = true;
    }

    /** Everything passes again. */
    public synchronized void goOn() {
        paused = false;
        free = System.nanoTime();
        notifyAll();
    }

    public boolean isPaused() {
        return paused;
    }

    /** Waits while it is paused. */
    public void await() throws InterruptedException {
        if (paused) {
            synchronized (this) {
                while (paused) {
                    wait();
                }
            }
        }
    }

    /** How many records one batch may have, so that the pace is even within a second. */
    public int most(int wanted) {
        long limit = perSecond;
        return limit > 0 ? (int) Math.max(1, Math.min(wanted, limit / PARTS_OF_A_SECOND)) : wanted;
    }

    /** How many records may be written before others can see them: no more than a second's. */
    public long visible(long wanted) {
        long limit = perSecond;
        return limit > 0 ? Math.min(wanted, limit) : wanted;
    }

    /** Waits until these records may pass. */
    public void pass(int records) throws InterruptedException {
        long limit = perSecond;
        if (limit > 0) {
            long wait = reserve(records, limit) - System.nanoTime();
            if (wait > 0) {
                rest(wait, limit);
            }
        }
    }

    private synchronized long reserve(int records, long limit) {
        long start = Math.max(free, System.nanoTime() - MADE_UP_NANOS);
        free = start + Math.round((double) records / limit * TimeUnit.SECONDS.toNanos(1));
        return start;
    }

    /** Ends early when the pace is changed or a pause is over. */
    private synchronized void rest(long nanos, long limit) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && perSecond == limit; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
