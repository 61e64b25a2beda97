package dev.naust.control.run;

import dev.naust.api.service.Run.Progress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is done and works out the speed of the last seconds and the time left. Counting may be done by any number of
 * threads and costs next to nothing; samples are taken by one.
 */
final class ProgressMeter {
    private static final int WINDOW = 40;

    private final LongAdder processed = new LongAdder();
    private final long[] times = new long[WINDOW];
    private final long[] counts = new long[WINDOW];
    private volatile long total = -1;
    private int samples;

    void advance(long records) {
        processed.add(records);
    }

    void total(long records) {
        total = records;
    }

    /** Begins to measure. */
    synchronized void start(long nanos) {
        samples = 0;
        sample(nanos);
    }

    /** Takes a sample; the speed is measured over the last {@value #WINDOW} of them. */
    synchronized void sample(long nanos) {
        int slot = samples++ % WINDOW;
        times[slot] = nanos;
        counts[slot] = processed.sum();
    }

    /** How far things are, while they are going on. */
    synchronized Progress now(long nanos) {
        long done = processed.sum();
        long all = total;
        int oldest = samples <= WINDOW ? 0 : samples % WINDOW;
        double perSecond = samples == 0 ? 0 : rate(done - counts[oldest], nanos - times[oldest]);
        // What comes after all has passed, such as following, is over when somebody ends it.
        long eta = all <= done || perSecond <= 0 ? -1 : (long) Math.ceil(Math.max(0, all - done) / perSecond);
        return new Progress(done, all, perSecond, eta);
    }

    /** How far things came, once they have ended. */
    Progress ended(long nanos, boolean whole) {
        long done = processed.sum();
        return new Progress(done, total, rate(done, nanos), whole ? 0 : -1);
    }

    private static double rate(long records, long nanos) {
        return nanos <= 0 ? 0 : records * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }
}
