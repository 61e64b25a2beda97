package dev.naust.console.view;

import java.util.List;

/**
 * What rolling a migration back would do, before it is done.
 *
 * @param lead what it means, in a sentence or two
 * @param back whether the target is in the source's place, which the source takes again first
 * @param blockers what would be lost, or what stands against the way back; empty when nothing does
 */
public record RollbackView(String id, String title, String lead, boolean back, List<Row> rows, List<String> blockers) {
    /** One collection, and what would happen to it. */
    public record Row(String collection, String what) {}
}
