package dev.naust.api.service;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaStep;
import java.util.List;

/**
 * What a migration would do, computed without doing it.
 *
 * @param source the source's name, without secrets
 * @param target the target's name, without secrets
 * @param collections what moves, in the order of references
 * @param steps the changes of the target's structure, in order; exactly these are executed
 * @param notCarried what stays behind and why: views, triggers, checks
 * @param warnings what people should know first
 * @param blockers why it cannot be run; empty when it can
 */
public record MigrationPlan(
        String source,
        String target,
        List<CollectionPlan> collections,
        List<SchemaStep> steps,
        List<String> notCarried,
        List<String> warnings,
        List<String> blockers) {

    public MigrationPlan {
        collections = List.copyOf(collections);
        steps = List.copyOf(steps);
        notCarried = List.copyOf(notCarried);
        warnings = List.copyOf(warnings);
        blockers = List.copyOf(blockers);
    }

    /** Whether nothing stands against running it. */
    public boolean canProceed() {
        return blockers.isEmpty();
    }

    /** How many records there are to move. */
    public long records() {
        return collections.stream().mapToLong(CollectionPlan::records).sum();
    }

    /**
     * One collection.
     *
     * @param readAs the source's fields, with types as wide as their values
     * @param writeAs the target's fields, in the same order
     */
    public record CollectionPlan(
            DatasetId source, DatasetId target, long records, Schema readAs, Schema writeAs, List<FieldPlan> fields) {
        public CollectionPlan {
            fields = List.copyOf(fields);
        }
    }

    /**
     * One field.
     *
     * @param note why its type or name is not the source's; empty where it is
     */
    public record FieldPlan(
            String source, String sourceType, String target, String targetType, Fidelity fidelity, String note) {}
}
