package dev.naust.api.service;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
 * @param recommendations what would make it better
 * @param estimate how long it will take, from a measured sample; empty where none was taken
 */
public record MigrationPlan(
        String source,
        String target,
        List<CollectionPlan> collections,
        List<SchemaStep> steps,
        List<String> notCarried,
        List<String> warnings,
        List<String> blockers,
        List<String> recommendations,
        Optional<Duration> estimate) {

    /** A plan without advice and without a measured sample. */
    public MigrationPlan(
            String source,
            String target,
            List<CollectionPlan> collections,
            List<SchemaStep> steps,
            List<String> notCarried,
            List<String> warnings,
            List<String> blockers) {
        this(source, target, collections, steps, notCarried, warnings, blockers, List.of(), Optional.empty());
    }

    public MigrationPlan {
        recommendations = List.copyOf(recommendations);
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

    /** About how many bytes there are to move, as far as a sample was taken. */
    public long bytes() {
        return collections.stream().mapToLong(CollectionPlan::bytes).sum();
    }

    /**
     * One collection.
     *
     * @param readAs the source's fields, with types as wide as their values
     * @param writeAs the target's fields, in the same order
     * @param there all fields that can be written of the target's collection, where it is there already; empty where the run
     *     makes it
     * @param bytes about how many bytes its records make in memory, from a sample; 0 where none was taken
     */
    public record CollectionPlan(
            DatasetId source,
            DatasetId target,
            long records,
            Schema readAs,
            Schema writeAs,
            List<FieldPlan> fields,
            Optional<Schema> there,
            long bytes) {
        /** A collection that the run makes. */
        public CollectionPlan(
                DatasetId source,
                DatasetId target,
                long records,
                Schema readAs,
                Schema writeAs,
                List<FieldPlan> fields) {
            this(source, target, records, readAs, writeAs, fields, Optional.empty(), 0);
        }

        public CollectionPlan {
            fields = List.copyOf(fields);
        }
    }

    /**
     * One field.
     *
     * @param note why its type or name is not the source's; empty where it is
     * @param forecast what a look at its values says; empty where every value that was looked at fits as it is
     */
    public record FieldPlan(
            String source,
            String sourceType,
            String target,
            String targetType,
            Fidelity fidelity,
            String note,
            Optional<Forecast> forecast) {
        /** A field that nobody has looked into. */
        public FieldPlan(
                String source, String sourceType, String target, String targetType, Fidelity fidelity, String note) {
            this(source, sourceType, target, targetType, fidelity, note, Optional.empty());
        }
    }

    /**
     * Values that will not arrive as they are.
     *
     * @param count how many of those that were looked at
     * @param looked how many records were looked at
     * @param example one such value, cut to a readable length
     * @param becomes what it becomes, or why it is rejected
     * @param rejected whether these records are rejected; else their values arrive in another form
     */
    public record Forecast(long count, long looked, String example, String becomes, boolean rejected) {}
}
