package dev.naust.api.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a migration did, and the proof that everything arrived.
 *
 * @param succeeded whether every record arrived and, where asked for, was validated
 * @param seconds the whole time
 * @param errors what failed, each with the thing, the reason and the next step
 * @param left what the run left in the target when it did not succeed, in one sentence; empty when it succeeded
 */
public record MigrationReport(
        String source,
        String target,
        boolean succeeded,
        boolean validated,
        Instant startedAt,
        double seconds,
        List<CollectionReport> collections,
        List<Reject> rejects,
        List<String> notCarried,
        List<String> warnings,
        List<String> errors,
        String left) {

    public MigrationReport {
        collections = List.copyOf(collections);
        rejects = List.copyOf(rejects);
        notCarried = List.copyOf(notCarried);
        warnings = List.copyOf(warnings);
        errors = List.copyOf(errors);
    }

    /**
     * The same, of a run that has ended otherwise by now.
     *
     * @param failures what failed; empty when it succeeded after all
     * @param more warnings besides those that there are
     */
    public MigrationReport ended(List<String> failures, List<String> more) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(more);
        boolean isWhole = failures.isEmpty();
        return new MigrationReport(
                source,
                target,
                isWhole,
                validated,
                startedAt,
                seconds,
                collections,
                rejects,
                notCarried,
                all,
                failures,
                isWhole ? "" : left);
    }

    /** Records read from all collections. */
    public long read() {
        return collections.stream().mapToLong(CollectionReport::read).sum();
    }

    /** Records written to all collections. */
    public long written() {
        return collections.stream().mapToLong(CollectionReport::written).sum();
    }

    /** Records rejected in all collections. */
    public long rejected() {
        return collections.stream().mapToLong(CollectionReport::rejected).sum();
    }

    /**
     * One collection.
     *
     * @param seconds from its first record read to its last record written
     * @param sourceHash the content hash of what was read and not rejected; empty when it was not computed
     * @param targetHash the content hash of what the target holds; empty when it was not computed
     * @param verdict what the comparison says
     * @param skipped records that needed no write: the target has them so, or keeps its own by the conflict policy
     * @param why why it is not proven, though it was compared, without a full stop; empty where there is no more to say than the
     *     verdict does
     */
    public record CollectionReport(
            String source,
            String target,
            long read,
            long written,
            long rejected,
            long bytes,
            double seconds,
            String sourceHash,
            String targetHash,
            Verdict verdict,
            long skipped,
            String why) {
        /** A collection whose verdict says all. */
        public CollectionReport(
                String source,
                String target,
                long read,
                long written,
                long rejected,
                long bytes,
                double seconds,
                String sourceHash,
                String targetHash,
                Verdict verdict,
                long skipped) {
            this(source, target, read, written, rejected, bytes, seconds, sourceHash, targetHash, verdict, skipped, "");
        }

        /** A collection of which nothing was skipped. */
        public CollectionReport(
                String source,
                String target,
                long read,
                long written,
                long rejected,
                long bytes,
                double seconds,
                String sourceHash,
                String targetHash,
                Verdict verdict) {
            this(source, target, read, written, rejected, bytes, seconds, sourceHash, targetHash, verdict, 0);
        }
    }

    /** Whether a collection is proven to have arrived. */
    public enum Verdict {
        /** Counts and content hashes are equal. */
        IDENTICAL,
        DIFFERENT,
        /** Every record of the source is in the target as the conflict policy says; the target may hold others besides. */
        CONFORMS,
        /** What arrived is as it was read, but records were rejected and are missing. */
        INCOMPLETE,
        /** Not compared, or there may be records that the source does not show; never to be taken for valid. */
        UNVERIFIED
    }

    /** A record that did not fit. The first of them are listed, all are counted. */
    public record Reject(String collection, String key, String field, String value, String reason) {}
}
