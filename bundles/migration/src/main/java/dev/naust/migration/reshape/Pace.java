package dev.naust.migration.reshape;

import java.util.concurrent.TimeUnit;

/** Lets so many records a second pass, over all readers that share it. Safe for use by several threads. */
public final class Pace {
    private final long perSecond;
    private long free = System.nanoTime();

    /** @param perSecond 0 lets everything pass at once */
    public Pace(long perSecond) {
        this.perSecond = perSecond;
    }

    boolean isLimited() {
        return perSecond > 0;
    }

    /** How many records one batch may have, so that the pace is even within a second. */
    int most(int wanted) {
        return isLimited() ? (int) Math.max(1, Math.min(wanted, perSecond / 4)) : wanted;
    }

    /** Waits until these records may pass. */
    void pass(int records) throws InterruptedException {
        if (isLimited()) {
            long wait = reserve(records) - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
        }
    }

    private synchronized long reserve(int records) {
        long start = Math.max(free, System.nanoTime());
        free = start + Math.round((double) records / perSecond * TimeUnit.SECONDS.toNanos(1));
        return start;
    }
}
