package dev.naust.api.service;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether a migration could start now, and how its two stores stand to each other ({@code validateMigrationReadiness}).
 *
 * @param checks everything that was looked at, in the order of looking
 * @param source what the source says of itself; empty when it does not answer
 * @param target what the target says of itself; empty when it does not answer
 * @param sync how the chosen collections of both stand to each other; counts alone, which prove nothing
 * @param lastMigration when a migration between these two stores succeeded last; empty when none is known
 * @param lastComparison when a comparison of these two stores ended last; empty when none is known
 * @param plan what the migration would do; empty when a store does not answer
 */
public record MigrationReadiness(
        List<Check> checks,
        Optional<Statistics> source,
        Optional<Statistics> target,
        List<CollectionSync> sync,
        Optional<Instant> lastMigration,
        Optional<Instant> lastComparison,
        Optional<MigrationPlan> plan) {
    public MigrationReadiness {
        checks = List.copyOf(checks);
        sync = List.copyOf(sync);
    }

    /** Whether nothing stands against starting it. */
    public boolean isReady() {
        return checks.stream().noneMatch(check -> check.outcome() == Outcome.FAILED);
    }

    /** How all collections together stand. */
    public Sync state() {
        return sync.stream().map(CollectionSync::state).max(Sync::compareTo).orElse(Sync.UNKNOWN);
    }

    /** What came of a check. */
    public enum Outcome {
        PASSED,
        WARNED,
        FAILED
    }

    /**
     * One thing that was looked at.
     *
     * @param name what, in a word or two
     * @param findings what was found; empty when all is well
     */
    public record Check(String name, Outcome outcome, List<String> findings) {
        public Check {
            findings = List.copyOf(findings);
        }
    }

    /**
     * A store in figures.
     *
     * @param collections how many it holds that can be copied
     * @param records how many records those hold, where the store knows without counting
     * @param latencyMs how long it took to answer, in milliseconds
     * @param room how many bytes more it has room for, where it can tell
     */
    public record Statistics(
            String store, String type, long collections, OptionalLong records, long latencyMs, OptionalLong room) {}

    /** How many records one has for those of the other; the later, the more remains to be done or looked at. */
    public enum Sync {
        /** As many on both sides. */
        SAME_COUNT,
        /** Not known without counting. */
        UNKNOWN,
        /** The target has more. */
        AHEAD,
        /** The target has fewer. */
        BEHIND,
        /** The target does not have the collection. */
        MISSING
    }

    /**
     * A chosen collection on both sides.
     *
     * @param target its name in the target, where it is there
     */
    public record CollectionSync(
            String source,
            Optional<String> target,
            OptionalLong sourceRecords,
            OptionalLong targetRecords,
            Sync state) {}
}
