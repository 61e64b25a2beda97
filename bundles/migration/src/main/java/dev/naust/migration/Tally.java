package dev.naust.migration;

import dev.naust.api.model.ContentHash;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.api.service.Pump.Copied;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What became of one collection. Written by one worker after another, read when all are done. */
final class Tally {
    private final CollectionPlan collection;
    private volatile long begun;
    private volatile double seconds;
    private volatile @Nullable Copied copied;
    private volatile @Nullable ContentHash there;

    Tally(CollectionPlan collection) {
        this.collection = collection;
    }

    void begin() {
        begun = System.nanoTime();
    }

    void end(Copied result) {
        copied = result;
        seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    void prove(ContentHash hash) {
        there = hash;
    }

    /** What was copied; only after {@link #end}. */
    Copied copied() {
        Copied result = copied;
        if (result == null) {
            throw new IllegalStateException(collection.source() + " has not been copied");
        }
        return result;
    }

    boolean isIdentical() {
        Copied result = copied;
        return result != null && result.complete() && result.hash().equals(there);
    }

    CollectionReport report() {
        Copied result = copied;
        ContentHash back = there;
        String sourceHash = result == null ? "" : result.hash().hex();
        String targetHash = back == null ? "" : back.hex();
        Verdict verdict = back == null ? Verdict.UNVERIFIED : isIdentical() ? Verdict.IDENTICAL : Verdict.DIFFERENT;
        return new CollectionReport(
                collection.source().toString(),
                collection.target().toString(),
                result == null ? 0 : result.read(),
                result == null ? 0 : result.written(),
                result == null ? 0 : result.rejected(),
                result == null ? 0 : result.bytes(),
                seconds,
                sourceHash,
                targetHash,
                verdict);
    }
}
