package dev.naust.console.view;

import dev.naust.console.view.ReviewView.ChangeRow;
import java.util.List;
import java.util.Optional;

/**
 * The history of a store's configuration, the newest first.
 *
 * @param older where the list goes on
 */
public record HistoryView(String store, List<RevisionRow> revisions, Optional<String> older) {

    /**
     * One revision.
     *
     * @param what how it came to be, and by whom
     * @param state that it is the current one, or not valid
     * @param changes what changed since the one before
     * @param restore where it is brought back; empty where that makes no sense
     */
    public record RevisionRow(
            int number, String what, Moment time, List<Badge> state, List<ChangeRow> changes, String restore) {}
}
