package dev.naust.migration.compare;

import dev.naust.api.model.ContentHash;
import dev.naust.api.service.ComparisonReport.Verdict;
import java.util.List;

/**
 * What the comparison of two collections found.
 *
 * @param reason why they are not verified; empty when they are
 * @param found the first of the differing records
 */
record Outcome(
        Verdict verdict,
        String reason,
        ContentHash source,
        ContentHash target,
        long missing,
        long extra,
        long different,
        List<Found> found) {

    static Outcome unverified(ContentHash source, ContentHash target, String reason) {
        return new Outcome(Verdict.UNVERIFIED, reason, source, target, 0, 0, 0, List.of());
    }

    /** The same, but not to be relied on. */
    Outcome butUnverified(String why) {
        return new Outcome(Verdict.UNVERIFIED, why, source, target, missing, extra, different, found);
    }
}
