package dev.naust.api.service;

import java.util.List;

/**
 * What rolling a migration back would do.
 *
 * @param target the target's name
 * @param changes what would happen to each collection, in order
 * @param blockers what would be lost, because it came after the migration; empty when nothing would be
 */
public record RollbackPlan(String runId, String target, List<Change> changes, List<String> blockers) {
    public RollbackPlan {
        changes = List.copyOf(changes);
        blockers = List.copyOf(blockers);
    }

    /** Whether nothing stands against it. */
    public boolean canProceed() {
        return blockers.isEmpty();
    }

    /**
     * What would happen to one collection.
     *
     * @param dropped whether it goes as a whole, because the migration made it
     * @param restored how many records would get their former content back
     * @param removed how many records would go, because the migration added them
     * @param gone how many records that the migration wrote are there no more: what it added is undone already, what it changed
     *     is among those that get their former content back
     * @param numbering what would become of what gives out the numbers of its new records (sequences), one sentence each; empty
     *     where the migration moved none
     */
    public record Change(
            String collection, boolean dropped, long restored, long removed, long gone, List<String> numbering) {
        public Change {
            numbering = List.copyOf(numbering);
        }

        /** A change of a collection whose numbering the migration did not move. */
        public Change(String collection, boolean dropped, long restored, long removed, long gone) {
            this(collection, dropped, restored, removed, gone, List.of());
        }

        /** A change of a collection of which nothing is gone. */
        public Change(String collection, boolean dropped, long restored, long removed) {
            this(collection, dropped, restored, removed, 0);
        }
    }
}
