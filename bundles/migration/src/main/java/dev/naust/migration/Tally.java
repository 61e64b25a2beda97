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
    private volatile Meeting.@Nullable Met met;
    private volatile @Nullable ContentHash there;
    private volatile @Nullable ContentHash settled;
    private volatile String unseen = "";

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

    /** The end of a collection that the target had before. */
    void met(Meeting.Met result) {
        met = result;
        end(result.copied());
    }

    void prove(ContentHash hash) {
        there = hash;
    }

    /** Takes what is there for what must be: each record was found to be as the policy says. */
    void settle() {
        settled = there;
    }

    /** What was read may not be all, for a reason. */
    void hides(String why) {
        unseen = why;
    }

    /** That there may be records which were not read, in a sentence; empty when that is not what keeps it from being proven. */
    String unseen() {
        String why = why();
        return there == null || why.isEmpty() ? "" : collection.source() + " is UNVERIFIED: " + why;
    }

    private String why() {
        if (unseen.isEmpty() || verdict() != Verdict.UNVERIFIED) {
            return "";
        }
        return (there == null ? "the copy was not validated" : "what was read arrived") + ", and there may be more. "
                + unseen;
    }

    /** How many records did not arrive; only after {@link #end}. */
    long rejected() {
        Copied result = copied;
        return result == null ? 0 : result.rejected();
    }

    /** What the target must hold; only after {@link #end}. */
    ContentHash expected() {
        Copied result = copied;
        Meeting.Met meeting = met;
        if (result == null) {
            throw new IllegalStateException(collection.source() + " has not been copied");
        }
        ContentHash judged = settled;
        return judged != null ? judged : meeting == null ? result.hash() : meeting.content();
    }

    /** Whether the target holds what it must. */
    boolean isProven() {
        Copied result = copied;
        return result != null && result.complete() && expected().equals(there);
    }

    private Verdict verdict() {
        if (there == null) {
            return Verdict.UNVERIFIED;
        }
        if (!isProven()) {
            return Verdict.DIFFERENT;
        }
        if (!unseen.isEmpty()) {
            return Verdict.UNVERIFIED;
        }
        if (rejected() > 0) {
            return Verdict.INCOMPLETE;
        }
        return met == null ? Verdict.IDENTICAL : Verdict.CONFORMS;
    }

    CollectionReport report() {
        Copied result = copied;
        ContentHash back = there;
        Meeting.Met meeting = met;
        String sourceHash = result == null ? "" : expected().hex();
        String targetHash = back == null ? "" : back.hex();
        return new CollectionReport(
                collection.source().toString(),
                collection.target().toString(),
                result == null ? 0 : result.read(),
                meeting != null ? meeting.written() : result == null ? 0 : result.written(),
                result == null ? 0 : result.rejected(),
                result == null ? 0 : result.bytes(),
                seconds,
                sourceHash,
                targetHash,
                verdict(),
                meeting == null ? 0 : meeting.skipped(),
                why());
    }
}
