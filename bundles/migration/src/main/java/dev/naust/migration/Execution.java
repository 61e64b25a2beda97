package dev.naust.migration;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RunProgress;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.migration.compare.Proof;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one planned migration: bare collections, then records with several collections at a time, then keys, indexes and the
 * proof of each collection while others are still copied, then references. When anything fails, the collections that it made
 * are removed again, so that the target is as it was.
 */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
    private static final long REJECTS_BEFORE_STOP = 1_000;

    private final Pump pump;
    private final MigrationPlan plan;
    private final Store source;
    private final Store target;
    private final SchemaEditing editing;
    private final Options options;
    private final RunProgress progress;
    private final Findings findings;
    private final Map<DatasetId, Tally> tallies = new LinkedHashMap<>();
    private final List<DatasetId> made = new ArrayList<>();

    Execution(Pump pump, MigrationPlan plan, Store source, Store target, Options options, RunProgress progress) {
        this.pump = pump;
        this.plan = plan;
        this.source = source;
        this.target = target;
        this.editing = target.schemaEditing().orElseThrow();
        this.options = options;
        this.progress = progress;
        this.findings = new Findings(progress);
        plan.collections().forEach(each -> tallies.put(each.target(), new Tally(each)));
    }

    /** Work on one collection that is done; what follows from it is decided by the thread that waits for all. */
    private record Done(CollectionPlan collection, boolean copied) {}

    MigrationReport run() throws InterruptedException {
        findings.start();
        progress.total(plan.records());
        try {
            steps(Phase.CREATE, "Making collections");
            fill();
            if (findings.permit(options)) {
                steps(Phase.RELATE, "Making references");
                steps(Phase.FINISH, "Setting sequences and statistics");
            }
        } catch (StoreException failure) {
            findings.fail(failure.getMessage());
        } catch (InterruptedException | RuntimeException | Error ended) {
            undo();
            throw ended;
        }
        boolean keep = findings.permit(options);
        return findings.report(plan, options, List.copyOf(tallies.values()), keep ? "" : undo());
    }

    private void steps(Phase phase, String stage) throws InterruptedException {
        progress.stage(stage);
        for (SchemaStep step : plan.steps()) {
            if (step.phase() == phase) {
                if (phase == Phase.CREATE && !made.contains(step.schema().id())) {
                    made.add(step.schema().id());
                }
                apply(step);
            }
        }
    }

    private void apply(SchemaStep step) throws InterruptedException {
        LOG.debug("{}: {}", step.name(), step.statement());
        try {
            editing.apply(step);
        } catch (StoreException failure) {
            throw new StoreException(
                    failure.code(), "Making " + step.name() + " failed: " + failure.getMessage(), failure);
        }
    }

    private void fill() throws InterruptedException {
        progress.stage("Copying");
        int threads = options.parallelism() > 0 ? options.parallelism() : Parallel.processors();
        ExecutorService pool = Parallel.pool("naust-migrate", threads);
        try {
            ExecutorCompletionService<Done> work = new ExecutorCompletionService<>(pool);
            int open = 0;
            for (CollectionPlan each : largestFirst()) {
                work.submit(() -> copy(each));
                open++;
            }
            // Collections that are there already have their references already: one after the other, in their order.
            Deque<CollectionPlan> meeting = new ArrayDeque<>(plan.collections().stream()
                    .filter(each -> each.there().isPresent())
                    .toList());
            int copying = open + meeting.size();
            open += meet(meeting, work);
            while (open > 0) {
                Done done = Parallel.result(work.take());
                open--;
                if (done.copied()) {
                    copying--;
                    if (done.collection().there().isPresent()) {
                        open += meet(meeting, work);
                    }
                    open += follow(done.collection(), work);
                    if (copying == 0) {
                        progress.stage(options.validate() ? "Building keys, proving" : "Building keys");
                    }
                }
            }
        } finally {
            Parallel.stop(pool);
        }
    }

    private int meet(Deque<CollectionPlan> waiting, ExecutorCompletionService<Done> work) {
        CollectionPlan next = waiting.poll();
        if (next == null) {
            return 0;
        }
        work.submit(() -> meet(next));
        return 1;
    }

    private Done meet(CollectionPlan each) throws InterruptedException {
        Tally tally = tallies.get(each.target());
        tally.begin();
        try {
            tally.met(new Meeting(pump, each, options, source, target)
                    .move(
                            options.continueOnError() ? rejectLimit() : REJECTS_BEFORE_STOP,
                            progress::advance,
                            rejected -> findings.reject(each, rejected),
                            outcome -> findings.arrived(outcome)));
        } catch (StoreException failure) {
            throw new StoreException(
                    failure.code(), "Copying " + each.source() + " failed: " + failure.getMessage(), failure);
        }
        return new Done(each, true);
    }

    private long rejectLimit() {
        long limit = options.limits().rejects();
        return limit > 0 ? limit : Long.MAX_VALUE;
    }

    private List<CollectionPlan> largestFirst() {
        return plan.collections().stream()
                .filter(each -> each.there().isEmpty())
                .sorted(Comparator.comparingLong(CollectionPlan::records).reversed())
                .toList();
    }

    private Done copy(CollectionPlan each) throws InterruptedException {
        Tally tally = tallies.get(each.target());
        tally.begin();
        Pump.Copy copy = new Pump.Copy(
                source,
                ReadRequest.of(each.source()).as(each.readAs()),
                target,
                WriteRequest.fill(each.writeAs()),
                options.batchSize(),
                options.continueOnError() ? rejectLimit() : REJECTS_BEFORE_STOP,
                progress::advance,
                rejected -> findings.reject(each, rejected));
        try {
            tally.end(pump.copy(copy));
        } catch (StoreException failure) {
            throw new StoreException(
                    failure.code(), "Copying " + each.source() + " failed: " + failure.getMessage(), failure);
        }
        return new Done(each, true);
    }

    /** Submits what a copied collection needs next, and says how many pieces of work that is. */
    private int follow(CollectionPlan each, ExecutorCompletionService<Done> work) {
        if (!findings.permit(options)) {
            return 0;
        }
        int submitted = 0;
        if (options.validate()) {
            work.submit(() -> prove(each));
            submitted++;
        }
        for (SchemaStep step : plan.steps()) {
            if (step.phase() == Phase.INDEX && step.schema().id().equals(each.target())) {
                work.submit(() -> {
                    apply(step);
                    return new Done(each, false);
                });
                submitted++;
            }
        }
        return submitted;
    }

    private Done prove(CollectionPlan each) throws InterruptedException {
        ContentHash there;
        try {
            there = each.there().isPresent()
                    ? new Meeting(pump, each, options, source, target).prove()
                    : pump.hash(target, ReadRequest.of(each.target()).as(each.writeAs()), records -> {});
        } catch (StoreException failure) {
            throw new StoreException(
                    failure.code(), "Reading " + each.target() + " back failed: " + failure.getMessage(), failure);
        }
        Tally tally = tallies.get(each.target());
        tally.prove(there);
        if (!tally.isProven()) {
            findings.fail(each.target() + " is not what was read from " + each.source() + ": "
                    + tally.expected()
                    + " were read, " + there + " are there. Compare the two collections, and report this: it"
                    + " should never happen");
            if (each.there().isEmpty()) {
                Proof.differences(pump, source, each.readAs(), target, each.writeAs())
                        .forEach(findings::fail);
            }
        }
        return new Done(each, false);
    }

    /** Removes what this run made; returns a sentence that says what is in the target now. */
    private String undo() {
        boolean interrupted = Thread.interrupted();
        List<String> left = new ArrayList<>();
        progress.stage("Putting the target back");
        for (int i = made.size() - 1; i >= 0; i--) {
            try {
                editing.drop(made.get(i));
            } catch (StoreException failure) {
                LOG.warn("{} could not be removed again", made.get(i), failure);
                left.add(made.get(i).toString());
            } catch (InterruptedException again) {
                interrupted = true;
                i++;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (left.isEmpty() && findings.changed() > 0) {
            String sentence = findings.changed()
                    + " records were added to or changed in collections that the target had"
                    + " before, and stay so; the " + made.size() + " collections that this run made were removed";
            progress.warn(sentence);
            return sentence;
        }
        if (left.isEmpty()) {
            return "The target is as it was before: the " + made.size()
                    + " collections that this run made were removed";
        }
        String sentence = "These collections of this run could not be removed from the target; remove them by hand: "
                + String.join(", ", left);
        progress.warn(sentence);
        return sentence;
    }
}
