package dev.naust.console.view;

import java.util.List;

/**
 * What a migration did, verdict first.
 *
 * @param sentence the verdict in one sentence
 * @param explanation what follows from it, in one or two sentences; may be empty
 * @param moreRejects how many rejects are counted but not listed
 */
public record ReportView(
        Tone tone,
        String sentence,
        String explanation,
        List<Fact> figures,
        List<CollectionResult> collections,
        CollectionResult total,
        List<RejectRow> rejects,
        long moreRejects,
        List<String> notCarried,
        List<String> warnings,
        List<String> errors) {

    /** One collection. */
    public record CollectionResult(
            String source,
            String target,
            String read,
            String written,
            String rejected,
            String bytes,
            String seconds,
            Checksum sourceSum,
            Checksum targetSum,
            Badge verdict) {}

    /**
     * A content hash.
     *
     * @param brief its first characters
     * @param full all of it; empty when it was not computed
     */
    public record Checksum(String brief, String full) {}

    /** A record that did not fit. */
    public record RejectRow(String collection, String key, String field, String value, String reason) {}
}
