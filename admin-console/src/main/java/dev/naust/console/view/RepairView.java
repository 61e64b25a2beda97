package dev.naust.console.view;

import java.util.List;

/**
 * What a repair wrote and left, verdict first.
 *
 * @param more how many changed records are counted but not listed; empty when all are
 * @param sha256 of the report's JSON
 */
public record RepairView(
        String id,
        String title,
        String comparison,
        Tone tone,
        String sentence,
        String explanation,
        List<Fact> figures,
        List<Change> changes,
        String more,
        List<Left> left,
        Moment startedAt,
        String sha256,
        String json) {

    /** A record that was written. */
    public record Change(String collection, Badge action, String key, String before) {}

    /** A record that was left. */
    public record Left(String collection, String key, String reason) {}
}
