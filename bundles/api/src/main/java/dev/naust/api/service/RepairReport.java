package dev.naust.api.service;

import dev.naust.api.model.Document;
import java.time.Instant;
import java.util.List;

/**
 * What a repair wrote, what it left and why, and the comparison afterwards.
 *
 * @param comparison the id of the run whose findings were put right; empty where there was none
 * @param from the store that was read
 * @param into the store that was written
 * @param rounds how often it compared and wrote
 * @param succeeded whether nothing is left that was to be put right
 * @param inserted records written that were missing
 * @param replaced records written over
 * @param deleted records deleted
 * @param left records that were not touched although they differ
 * @param changes the first of the records that were written, each with what was there before
 * @param leftovers the first of the records that were left
 * @param after how the stores compare now; of a dry run, how they compare before
 */
public record RepairReport(
        String comparison,
        String from,
        String into,
        RepairRequest request,
        Instant startedAt,
        double seconds,
        int rounds,
        boolean succeeded,
        long inserted,
        long replaced,
        long deleted,
        long left,
        List<Change> changes,
        List<Leftover> leftovers,
        ComparisonReport after) {

    public RepairReport {
        changes = List.copyOf(changes);
        leftovers = List.copyOf(leftovers);
    }

    /** The same, as the repair of what this run found. */
    public RepairReport of(String run) {
        return new RepairReport(
                run, from, into, request, startedAt, seconds, rounds, succeeded, inserted, replaced, deleted, left,
                changes, leftovers, after);
    }

    /** What became of a record. */
    public enum Action {
        INSERTED,
        REPLACED,
        DELETED
    }

    /**
     * A record that was written or, in a dry run, would be.
     *
     * @param collection its name in the store that was written
     * @param before the record that was there, as JSON that reads back exactly; empty where there was none or it is too large
     */
    public record Change(String collection, Action action, Document key, String before) {}

    /** A record that differs and was left, with the reason and the next step. */
    public record Leftover(String collection, Document key, String reason) {}
}
