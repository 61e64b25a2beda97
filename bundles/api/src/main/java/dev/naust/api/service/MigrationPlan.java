package dev.naust.api.service;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaStep;
import java.time.Duration;
import java.util.ArrayList;
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

    /** The same with more that stands against it. */
    public MigrationPlan blocked(List<String> reasons) {
        List<String> all = new ArrayList<>(reasons);
        all.addAll(blockers);
        return new MigrationPlan(
                source, target, collections, steps, notCarried, warnings, all, recommendations, estimate);
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
     * @param chunks in about how many pieces a server writes it, each with its checkpoint; 0 where nobody has worked it out
     */
    public record CollectionPlan(
            DatasetId source,
            DatasetId target,
            long records,
            Schema readAs,
            Schema writeAs,
            List<FieldPlan> fields,
            Optional<Schema> there,
            long bytes,
            long chunks) {
        /** A collection whose chunks nobody has counted yet. */
        public CollectionPlan(
                DatasetId source,
                DatasetId target,
                long records,
                Schema readAs,
                Schema writeAs,
                List<FieldPlan> fields,
                Optional<Schema> there,
                long bytes) {
            this(source, target, records, readAs, writeAs, fields, there, bytes, 0);
        }

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

        /** The same with the chunks counted. */
        public CollectionPlan inChunks(long count) {
            return new CollectionPlan(source, target, records, readAs, writeAs, fields, there, bytes, count);
        }

        /**
         * What can be chosen, before the start, for a field whose values do not all arrive as they are: each of these instead of
         * what is planned. Empty for a field that needs no choice.
         */
        public List<Choice> choices(FieldPlan field) {
            if (field.fidelity().compareTo(Fidelity.LOSSY) < 0
                    && field.forecast().isEmpty()) {
                return List.of();
            }
            List<Choice> choices = new ArrayList<>();
            if (canBeText(field)) {
                choices.add(new Choice(
                        "AS_TEXT",
                        "Kept as text, which holds every value",
                        new MigrationRequest.FieldChange(
                                Optional.empty(), Optional.of(new MigrationRequest.Transform.Cast(Kind.TEXT)))));
            }
            if (!readAs.key().contains(field.source())) {
                choices.add(new Choice(
                        "DROP",
                        "Left behind: the target does not get this field",
                        new MigrationRequest.FieldChange(
                                Optional.empty(), Optional.of(new MigrationRequest.Transform.Drop()))));
            }
            return choices;
        }

        /** Whether a field could become text in the target, and is something else in this plan. */
        public boolean canBeText(FieldPlan field) {
            Optional<Field> home = writeAs.field(field.target());
            boolean isText =
                    home.filter(each -> each.type().kind() == Kind.TEXT).isPresent();
            boolean isBytes = readAs.field(field.source())
                    .filter(each -> each.type().kind() == Kind.BYTES)
                    .isPresent();
            return there.isEmpty() && !isText && !isBytes;
        }
    }

    /**
     * Something else that could be done with a field.
     *
     * @param name {@code AS_TEXT} or {@code DROP}
     * @param effect what would become of it, in words
     * @param change what to ask for in {@link MigrationRequest.Reshape#fields}
     */
    public record Choice(String name, String effect, MigrationRequest.FieldChange change) {}

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
