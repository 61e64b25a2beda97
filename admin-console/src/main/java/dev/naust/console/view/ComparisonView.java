package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * What a comparison found, verdict first.
 *
 * @param sha256 of the report's JSON
 * @param repair whether a form offers to put right what differs; empty verdict otherwise
 */
public record ComparisonView(
        String id,
        String title,
        String source,
        String target,
        Tone tone,
        String sentence,
        String explanation,
        List<Fact> figures,
        List<Row> rows,
        List<Compared> collections,
        boolean repair,
        Moment startedAt,
        String sha256,
        String json) {

    /** One collection at a glance. */
    public record Row(
            String anchor,
            String name,
            Badge verdict,
            String sourceRecords,
            String targetRecords,
            String missing,
            String extra,
            String different,
            ReportView.Checksum sourceSum,
            ReportView.Checksum targetSum) {}

    /**
     * One collection with what differs, or with how it was compared.
     *
     * @param reason why it is not verified, or what of its structure differs
     * @param method how it was compared, in a sentence
     * @param more how many differing records are counted but not listed
     */
    public record Compared(
            String anchor,
            String name,
            Badge verdict,
            Optional<String> reason,
            String method,
            List<Differing> records,
            String more) {
        /** Whether there is nothing to look at. */
        boolean isAlike() {
            return reason.isEmpty() && records.isEmpty() && more.isEmpty();
        }
    }

    /** The collections that there is something to say of. */
    public List<Compared> told() {
        return collections.stream().filter(each -> !each.isAlike()).toList();
    }

    /** The collections in which nothing differs. */
    public List<Compared> alike() {
        return collections.stream().filter(Compared::isAlike).toList();
    }

    /** A record that differs. */
    public record Differing(String key, Badge kind, String note, List<Values> fields) {}

    /** A field's two values, each in three parts of which the middle one differs. */
    public record Values(String field, Parts source, Parts target, String note) {}

    /** A value, cut where it begins and ends to differ. */
    public record Parts(String before, String differing, String after) {
        /** Whether there is no value. */
        public boolean isNothing() {
            return before.isEmpty() && differing.isEmpty() && after.isEmpty();
        }
    }
}
