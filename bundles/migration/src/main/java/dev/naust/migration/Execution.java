package dev.naust.migration;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Pump.Copied;
import dev.naust.api.service.RunProgress;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.StoreException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one planned migration: bare collections, then records with several collections at a time, then keys, indexes and the
 * proof of each collection while others are still copied, then references. How each piece is done is its {@link Conduct}'s.
 */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final MigrationPlan plan;
    private final Conduct conduct;
    private final Options options;
    private final RunProgress progress;
    private final Findings findings;
    private final Map<DatasetId, Tally> tallies = new LinkedHashMap<>();
    private final Structure structure;
    private final List<SchemaStep> rules;
    private final Map<DatasetId, List<SchemaStep>> indexes;

    /** @param rulesFirst whether keys and unique rules are made before the records come, see {@link Rules} */
    Execution(
            MigrationPlan plan,
            Conduct conduct,
            Options options,
            RunProgress progress,
            Findings findings,
            boolean rulesFirst) {
        this.plan = plan;
        this.conduct = conduct;
        this.options = options;
        this.progress = progress;
        this.findings = findings;
        plan.collections().forEach(each -> tallies.put(each.target(), new Tally(each)));
        this.structure = new Structure(plan, conduct, findings, rulesFirst);
        this.rules = rulesFirst ? plan.steps().stream().filter(Rules::isOne).toList() : List.of();
        this.indexes = plan.steps().stream()
                .filter(step -> step.phase() == Phase.INDEX && !rules.contains(step))
                .collect(Collectors.groupingBy(step -> step.schema().id()));
    }

    /** Work on one collection that is done; what follows from it is decided by the thread that waits for all. */
    private record Done(CollectionPlan collection, boolean copied) {}

    /**
     * Runs it.
     *
     * @throws StoreException with {@code store.not_as_expected} when the plan was made from expectations that are not met; the
     *     target is as it was, and the run begins anew with another plan
     * @throws BrokenRulesException when records break rules that were to be made behind them; what was written is still there
     */
    MigrationReport run() throws InterruptedException {
        findings.start();
        progress.total(plan.records());
        try {
            conduct.begin();
            steps(Phase.CREATE, "Making collections");
            structure.make(rules);
            fill();
            if (findings.permit(options)) {
                steps(Phase.RELATE, options.follow() ? "Making keys" : "Making references");
                steps(Phase.FINISH, "Setting sequences and statistics");
            }
            conduct.end();
        } catch (StoreException failure) {
            if (failure.code() == CommonError.NOT_AS_EXPECTED) {
                conduct.stop();
                throw failure;
            }
            findings.fail(failure.getMessage());
            return report(conduct.stop());
        } catch (BrokenRulesException broken) {
            throw broken;
        } catch (LinkageError gone) {
            LOG.warn("Code of a store that run {} uses is not there any more", progress.id(), gone);
            findings.fail(gone(gone));
            return report(conduct.stop());
        } catch (InterruptedException | RuntimeException | Error ended) {
            conduct.stop();
            throw ended;
        }
        return report(findings.permit(options) ? "" : conduct.undo());
    }

    /** What it means that a class of a store's is not found. */
    static String gone(LinkageError gone) {
        return "A store's plugin was removed or replaced while the run was going on, and its code is not there any more ("
                + gone + "). Put the plugin back, then go on with the run";
    }

    private MigrationReport report(String left) {
        return findings.report(plan, options, List.copyOf(tallies.values()), left);
    }

    private void steps(Phase phase, String stage) throws InterruptedException {
        progress.stage(stage);
        structure.make(plan.steps().stream()
                .filter(step -> step.phase() == phase && !(options.follow() && References.isOne(step)))
                .toList());
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
            Meeting.Met met = conduct.meet(each);
            tally.met(met);
            sayWhenStopped(each, met.copied());
        } catch (StoreException failure) {
            throw new StoreException(
                    failure.code(), "Copying " + each.source() + " failed: " + failure.getMessage(), failure);
        }
        return new Done(each, true);
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
        try {
            Copied copied = conduct.copy(each);
            tally.end(copied);
            sayWhenStopped(each, copied);
        } catch (StoreException failure) {
            throw new StoreException(
                    failure.code(), "Copying " + each.source() + " failed: " + failure.getMessage(), failure);
        }
        return new Done(each, true);
    }

    /** A part of a collection proves nothing; that it is a part is what went wrong. */
    private void sayWhenStopped(CollectionPlan each, Copied copied) {
        if (!copied.complete() && options.continueOnError()) {
            findings.fail("Copying " + each.source() + " was stopped after " + copied.read() + " records, because "
                    + copied.rejected() + " of them were rejected and rejectLimit allows "
                    + options.limits().rejects());
        }
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
        } else if (options.follow()) {
            // Nobody compares it, and whoever cuts over is to know that comparing it would not be enough.
            work.submit(() -> {
                Tally tally = tallies.get(each.target());
                conduct.hiding(each).ifPresent(tally::hides);
                return new Done(each, false);
            });
            submitted++;
        }
        List<SchemaStep> steps = indexes.getOrDefault(each.target(), List.of());
        for (List<SchemaStep> group : Together.isSmall(each)
                ? List.of(steps)
                : steps.stream().map(List::of).toList()) {
            work.submit(() -> {
                structure.makeTogether(group);
                return new Done(each, false);
            });
            submitted++;
        }
        return submitted;
    }

    private Done prove(CollectionPlan each) throws InterruptedException {
        ContentHash there;
        try {
            there = conduct.readBack(each);
        } catch (StoreException failure) {
            throw new StoreException(
                    failure.code(), "Reading " + each.target() + " back failed: " + failure.getMessage(), failure);
        }
        Tally tally = tallies.get(each.target());
        conduct.hiding(each).ifPresent(tally::hides);
        tally.prove(there);
        if (!tally.isProven() && each.there().isPresent()) {
            conduct.repeats(each, tally.rejected()).ifPresent(sentence -> {
                tally.settle();
                findings.warn(each.source() + ": " + sentence);
            });
        }
        if (!tally.isProven()) {
            findings.fail(each.target() + " is not what was read from " + each.source() + ": "
                    + tally.expected()
                    + " were read, " + there + " are there. " + cause(each));
            if (each.there().isEmpty()) {
                conduct.differences(each).forEach(findings::fail);
            }
        }
        return new Done(each, false);
    }

    private static String cause(CollectionPlan each) {
        return each.there().isEmpty()
                ? "Compare the two collections, and report this: it should never happen"
                : "Something in the target changed what was written (a trigger, a rule, another program), or several records"
                        + " of the source have one key there: compare the two collections to see which records differ";
    }
}
