package dev.naust.api.store;

import java.util.List;

/**
 * What became of records given to a writer. Over all reports up to a flush every record counts once, as written or as
 * rejected; a writer that cannot tell yet counts it in a later report.
 *
 * @param written how many were taken
 * @param bytes about how many bytes they made in the target's form
 * @param rejected those that the target cannot hold as they are
 */
public record WriteReport(long written, long bytes, List<Rejected> rejected) {
    private static final WriteReport NOTHING = new WriteReport(0, 0, List.of());

    /** Nothing written, nothing rejected. */
    public static WriteReport nothing() {
        return NOTHING;
    }
}
