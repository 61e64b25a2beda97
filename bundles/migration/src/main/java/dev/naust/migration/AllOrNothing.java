package dev.naust.migration;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Pump.Copied;
import dev.naust.api.service.RunProgress;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.migration.compare.Hidden;
import dev.naust.migration.compare.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The fastest way, for a migration that nobody would go on with: each collection in one go. Whatever ends it early, the
 * collections that it made are removed again, so that the target is as it was.
 */
final class AllOrNothing implements Conduct {
    private final Pump pump;
    private final List<CollectionPlan> plan;
    private final Store source;
    private final Store target;
    private final SchemaEditing editing;
    private final Options options;
    private final RunProgress progress;
    private final Findings findings;
    private final SourceGuard guard;
    private final Set<DatasetId> expected;
    private final boolean rulesFirst;
    private final List<DatasetId> made = new ArrayList<>();
    private final AtomicLong done = new AtomicLong();

    /**
     * A run's way.
     *
     * @param expected the collections of the source whose records are to be held to what is expected of them
     * @param rulesFirst whether keys and unique rules are made before the records come
     */
    AllOrNothing(
            Pump pump,
            List<CollectionPlan> plan,
            Store source,
            Store target,
            Options options,
            RunProgress progress,
            Findings findings,
            SourceGuard guard,
            Set<DatasetId> expected,
            boolean rulesFirst) {
        this.pump = pump;
        this.plan = plan;
        this.source = source;
        this.target = target;
        this.editing = target.schemaEditing().orElseThrow();
        this.options = options;
        this.progress = progress;
        this.findings = findings;
        this.guard = guard;
        this.expected = expected;
        this.rulesFirst = rulesFirst;
    }

    @Override
    public void begin() {
        Strangers.refuse(target, plan);
    }

    @Override
    public void end() {
        guard.checkAll();
    }

    @Override
    public void apply(SchemaStep step) throws InterruptedException {
        DatasetId id = step.schema().id();
        if (step.phase() != Phase.CREATE || made.contains(id)) {
            editing.apply(step);
            return;
        }
        try {
            editing.apply(step);
            made.add(id);
        } catch (StoreException e) {
            if (e.category().isTransient() || Strangers.isThereEmpty(target, id)) {
                // It may be there, and only the answer was lost, or half of it.
                made.add(id);
            }
            throw e;
        }
    }

    @Override
    public void applyUnchecked(SchemaStep reference) throws InterruptedException {
        Optional<SchemaStep> unchecked = Rules.unchecked(editing, reference);
        if (unchecked.isPresent()) {
            editing.apply(unchecked.get());
        }
    }

    @Override
    public boolean applyTogether(List<SchemaStep> steps) throws InterruptedException {
        List<DatasetId> making = steps.stream()
                .filter(step -> step.phase() == Phase.CREATE)
                .map(step -> step.schema().id())
                .distinct()
                .toList();
        try {
            boolean done = Together.apply(target, steps, bound -> {});
            if (done) {
                made.addAll(making);
            }
            return done;
        } catch (StoreException e) {
            // The answer may have been lost behind what was made.
            made.addAll(making);
            throw e;
        }
    }

    @Override
    public Copied copy(CollectionPlan each) throws InterruptedException {
        ReadRequest read = ReadRequest.of(each.source()).as(each.readAs());
        // Under rules each record that is refused is to be known.
        WriteRequest write = rulesFirst ? WriteRequest.insert(each.writeAs()) : WriteRequest.fill(each.writeAs());
        boolean expecting = expected.contains(each.source());
        return pump.copy(new Pump.Copy(
                source,
                expecting ? read.expected() : read,
                target,
                expecting && !rulesFirst ? write.expected() : write,
                options.batchSize(),
                findings.mostRejects(options),
                this::advance,
                rejected -> findings.reject(each, rejected)));
    }

    private void advance(long records) {
        done.addAndGet(records);
        progress.advance(records);
    }

    @Override
    public Meeting.Met meet(CollectionPlan each) throws InterruptedException {
        Meeting.Met met = new Meeting(pump, each, options, source, target)
                .move(
                        findings.mostRejects(options),
                        this::advance,
                        rejected -> findings.reject(each, rejected),
                        outcome -> findings.arrived(each, outcome));
        Numberings.advance(target, each, Optional.empty(), findings::warn);
        return met;
    }

    @Override
    public ContentHash readBack(CollectionPlan each) throws InterruptedException {
        if (each.there().isPresent()) {
            return new Meeting(pump, each, options, source, target).prove();
        }
        return pump.hash(target, ReadRequest.of(each.target()).as(each.writeAs()), records -> {});
    }

    @Override
    public Optional<String> hiding(CollectionPlan each) throws InterruptedException {
        return Hidden.why(source, each.source());
    }

    @Override
    public Optional<String> repeats(CollectionPlan each, long rejected) throws InterruptedException {
        return new Meeting(pump, each, options, source, target).repeats(rejected);
    }

    @Override
    public List<String> differences(CollectionPlan each) throws InterruptedException {
        return Proof.differences(pump, source, each.readAs(), target, each.writeAs());
    }

    @Override
    public String stop() {
        return undo();
    }

    @Override
    public String undo() {
        progress.stage("Putting the target back");
        String left = Undoing.drop(editing, made, progress);
        progress.advance(-done.getAndSet(0));
        if (findings.changed() == 0) {
            return left;
        }
        advance();
        String sentence = findings.changed() + " records were added to or changed in collections that the target had"
                + " before, and stay so. " + left;
        progress.warn(sentence);
        return sentence;
    }

    /** Also where a run failed, its records stay, and new ones must not get their numbers. */
    private void advance() {
        boolean interrupted = Thread.interrupted();
        try {
            for (CollectionPlan each : plan) {
                if (each.there().isPresent()) {
                    Numberings.advance(target, each, Optional.empty(), progress::warn);
                }
            }
        } catch (StoreException e) {
            progress.warn("What gives out numbers for new records could not be moved past those that were added: "
                    + e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
