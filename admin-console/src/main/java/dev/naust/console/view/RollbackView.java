package dev.naust.console.view;

import java.util.List;

/**
 * What rolling a migration back would do, before it is done.
 *
 * @param blockers what would be lost; empty when nothing would be
 */
public record RollbackView(String id, String title, String target, List<Row> rows, List<String> blockers) {
    /** One collection, and what would happen to it. */
    public record Row(String collection, String what) {}
}
