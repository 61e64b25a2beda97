package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.chunk.Checkpoint;
import dev.naust.migration.chunk.Checkpoints;
import dev.naust.migration.chunk.Retries;
import dev.naust.migration.reshape.Pace;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The changes of structure of a run that may die at any moment: each leaves a checkpoint, and none is done twice, also when a
 * run before did it and left no word of it.
 */
final class DurableSteps {
    /** Before the number of a step, in the name of its checkpoint. */
    private static final String PART = "step:";

    /** The checkpoint of a run that is about to make its collections. */
    private static final String BEGUN = "begun";

    /** The same of one that was begun anew with {@link Rules} made first. */
    private static final String BEGUN_UNDER_RULES = "begun under rules";

    private final Store target;
    private final SchemaEditing editing;
    private final MigrationPlan plan;
    private final Checkpoints checkpoints;
    private final Map<String, Checkpoint> reached;
    private final Map<SchemaStep, Integer> numbers = new IdentityHashMap<>();
    private final boolean rulesFirst;
    private final boolean goesOn;
    private final Retries retries;
    private final Pace pace;

    /**
     * A run's changes.
     *
     * @param reached what is done by the names of its parts, which this class adds to
     * @param rulesFirst whether keys and unique rules are made before the records come
     * @param goesOn whether there was a before, which may have done more than it left checkpoints for
     */
    DurableSteps(
            Store target,
            MigrationPlan plan,
            Checkpoints checkpoints,
            Map<String, Checkpoint> reached,
            boolean rulesFirst,
            boolean goesOn,
            Retries retries,
            Pace pace) {
        this.target = target;
        this.editing = target.schemaEditing().orElseThrow();
        this.plan = plan;
        this.checkpoints = checkpoints;
        this.reached = reached;
        this.rulesFirst = rulesFirst;
        this.goesOn = goesOn;
        this.retries = retries;
        this.pace = pace;
        for (int i = 0; i < plan.steps().size(); i++) {
            numbers.put(plan.steps().get(i), i);
        }
    }

    /**
     * Sees that none of the collections to make is there, and notes that from now on what is there and empty is the run's.
     *
     * @throws StoreException with {@code migration.blocked} when somebody else made one since the run was planned
     */
    void begin() throws InterruptedException {
        if (reached.isEmpty()) {
            Checkpoint begun = Checkpoint.whole(rulesFirst ? BEGUN_UNDER_RULES : BEGUN);
            retries.run("Looking at the target", attempt -> {
                Strangers.refuse(target, plan.collections());
                checkpoints.add(target, begun);
                return true;
            });
            reached.put(begun.part(), begun);
        }
    }

    /** Whether what is there comes from before the run was begun anew, and is in the way. */
    boolean isOfBefore() {
        return rulesFirst && !reached.isEmpty() && !reached.containsKey(BEGUN_UNDER_RULES);
    }

    /** Does a step that is not done yet, and notes it. */
    void apply(SchemaStep step) throws InterruptedException {
        apply(part(step), step);
    }

    private void apply(String part, SchemaStep step) throws InterruptedException {
        if (!isDone(part)) {
            pace.await();
            retries.run(
                    "Making " + step.name(),
                    attempt -> isDoneAfterAll(part, attempt) || make(step, part, goesOn || attempt > 1));
        }
    }

    /** Makes a reference without looking at the records that are there; noted in the place of the step that would. */
    void applyUnchecked(SchemaStep reference) throws InterruptedException {
        Optional<SchemaStep> unchecked = Rules.unchecked(editing, reference);
        if (unchecked.isPresent()) {
            apply(part(reference), unchecked.get());
        }
    }

    /** Does what is left of some steps in one transaction; false where it cannot, and nothing of it is done then. */
    boolean applyTogether(List<SchemaStep> steps) throws InterruptedException {
        List<SchemaStep> left =
                steps.stream().filter(step -> !isDone(part(step))).toList();
        if (left.isEmpty()) {
            return true;
        }
        if (goesOn) {
            // Some of it may have been done without leaving a checkpoint.
            return false;
        }
        pace.await();
        return retries.run(
                "Making " + left.size() + " changes", attempt -> attempt > 1 && areDoneAfterAll(left) || make(left));
    }

    private boolean make(List<SchemaStep> steps) throws InterruptedException {
        boolean done = Together.apply(target, steps, bound -> {
            for (SchemaStep step : steps) {
                checkpoints.add(bound, Checkpoint.whole(part(step)));
            }
        });
        if (done) {
            steps.forEach(step -> reached.put(part(step), Checkpoint.whole(part(step))));
        }
        return done;
    }

    /** Whether the transaction got through and only its answer was lost. */
    private boolean areDoneAfterAll(List<SchemaStep> steps) throws InterruptedException {
        Map<String, Checkpoint> known = checkpoints.latest(target);
        boolean done = steps.stream().map(this::part).allMatch(known::containsKey);
        if (done) {
            steps.forEach(step -> reached.put(part(step), known.get(part(step))));
        }
        return done;
    }

    private String part(SchemaStep step) {
        return PART + numbers.get(step);
    }

    /** Whether the try before got through and only its answer was lost. */
    private boolean isDoneAfterAll(String part, int attempt) throws InterruptedException {
        Checkpoint known = attempt > 1 ? checkpoints.latest(target).get(part) : null;
        if (known != null) {
            reached.put(part, known);
        }
        return known != null;
    }

    private boolean make(SchemaStep step, String part, boolean perhapsThere) throws InterruptedException {
        DatasetId id = step.schema().id();
        if (perhapsThere && step.phase() == Phase.CREATE && exists(id) && !hasOtherSteps(id)) {
            // Made a moment before the end, and empty: nothing is copied before all collections are there.
            if (Strangers.isOne(target, id)) {
                throw new StoreException(ServiceError.MIGRATION_BLOCKED, Strangers.words(id));
            }
            editing.drop(id);
        }
        boolean there = perhapsThere && step.phase() == Phase.INDEX && hasIndex(step);
        Checkpoint done = Checkpoint.whole(part);
        if (!there && isDoneWithin(step, done)) {
            reached.put(part, done);
            return true;
        }
        if (!there) {
            editing.apply(step);
        }
        checkpoints.add(target, done);
        reached.put(part, done);
        return true;
    }

    /** Does a step in one transaction with its checkpoint, where the target's transactions can change its structure. */
    private boolean isDoneWithin(SchemaStep step, Checkpoint done) throws InterruptedException {
        if (target.transactions().isEmpty()) {
            return false;
        }
        return target.transactions().get().inTransaction(bound -> {
            Optional<SchemaEditing> inside = bound.schemaEditing();
            if (inside.isEmpty()) {
                return false;
            }
            inside.get().apply(step);
            checkpoints.add(bound, done);
            return true;
        });
    }

    private boolean exists(DatasetId id) {
        return target.datasets().stream().anyMatch(dataset -> dataset.id().equals(id));
    }

    /** Whether an earlier step for the same collection has been done: a schema that is made in several. */
    private boolean hasOtherSteps(DatasetId id) {
        for (int i = 0; i < plan.steps().size(); i++) {
            if (plan.steps().get(i).schema().id().equals(id) && isDone(PART + i)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasIndex(SchemaStep step) {
        return target.describe(step.schema().id()).indexes().stream()
                .anyMatch(index -> step.name().endsWith(" " + index.name()));
    }

    /** Whether a part of the run, of its structure or of its content, is done. */
    boolean isDone(String part) {
        Checkpoint known = reached.get(part);
        return known != null && known.done();
    }

    /**
     * The collections that a run made.
     *
     * @param noted those that are on record
     * @param begun whether it may have made others of its plan without leaving word of it, which are empty then
     */
    record Made(Set<DatasetId> noted, boolean begun) {
        /** A run that did all that it was to. */
        static Made all(MigrationPlan plan) {
            return new Made(Set.copyOf(DurableSteps.made(plan)), true);
        }

        /** Whether the run has left no word, or the target has lost it. */
        boolean isLost() {
            return !begun;
        }

        /** A run that left no word. */
        static Made none() {
            return new Made(Set.of(), false);
        }
    }

    /** The collections that a plan makes. */
    static List<DatasetId> made(MigrationPlan plan) {
        return plan.steps().stream()
                .filter(step -> step.phase() == Phase.CREATE)
                .map(step -> step.schema().id())
                .distinct()
                .toList();
    }

    /** What the checkpoints say of the collections that a run made. */
    static Made made(MigrationPlan plan, Map<String, Checkpoint> checkpoints) {
        return new Made(noted(plan, checkpoints), !checkpoints.isEmpty());
    }

    private static Set<DatasetId> noted(MigrationPlan plan, Map<String, Checkpoint> checkpoints) {
        return IntStream.range(0, plan.steps().size())
                .filter(number ->
                        plan.steps().get(number).phase() == Phase.CREATE && checkpoints.containsKey(PART + number))
                .mapToObj(number -> plan.steps().get(number).schema().id())
                .collect(Collectors.toSet());
    }
}
