package dev.naust.migration;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationRequest.Look;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Pump.Copied;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.migration.chunk.CheckedChunks;
import dev.naust.migration.chunk.Checkpoint;
import dev.naust.migration.chunk.Checkpoints;
import dev.naust.migration.chunk.ChunkedCopy;
import dev.naust.migration.chunk.FillingChunks;
import dev.naust.migration.chunk.Retries;
import dev.naust.migration.chunk.Sentence;
import dev.naust.migration.compare.Hidden;
import dev.naust.migration.compare.Proof;
import dev.naust.migration.reshape.Pace;
import dev.naust.migration.reshape.ReshapedStore;
import dev.naust.migration.rollback.UndoLog;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a server, which may die at any moment: every step and every chunk leaves a checkpoint in the target, in its own
 * transaction where the target has one. What is stopped is kept, to go on with or to roll back.
 */
final class Durable implements Conduct {
    private static final Logger LOG = LoggerFactory.getLogger(Durable.class);

    private final Pump pump;
    private final Store source;
    private final Store target;
    private final Pace pace;
    private final SchemaEditing editing;
    private final MigrationPlan plan;
    private final Checkpoints checkpoints;
    private final UndoLog undo;
    private final Map<String, Checkpoint> reached = new ConcurrentHashMap<>();
    private final DurableSteps steps;
    private final boolean rulesFirst;
    private final boolean goesOn;
    private final Options options;
    private final RunProgress progress;
    private final Findings findings;
    private final Retries retries;
    private final SourceGuard guard;
    private volatile Journal.Phase end = Journal.Phase.DONE;

    /** The two stores of a run, and how fast records pass between them. */
    record Stores(Store source, Store target, Pace pace) {}

    /**
     * A run's way.
     *
     * @param goesOn whether there was a before, which may have done more than it left checkpoints for
     */
    Durable(
            Pump pump,
            Stores stores,
            Journal journal,
            Checkpoints checkpoints,
            UndoLog undo,
            boolean goesOn,
            Options options,
            RunProgress progress,
            Findings findings,
            Retries retries,
            SourceGuard guard) {
        this.pump = pump;
        this.source = stores.source();
        this.target = stores.target();
        this.pace = stores.pace();
        this.editing = target.schemaEditing().orElseThrow();
        this.plan = journal.plan();
        this.rulesFirst = journal.rulesFirst();
        this.checkpoints = checkpoints;
        this.undo = undo;
        this.goesOn = goesOn;
        this.options = options;
        this.progress = progress;
        this.findings = findings;
        this.retries = retries;
        this.guard = guard;
        this.steps = new DurableSteps(target, plan, checkpoints, reached, rulesFirst, goesOn, retries, pace);
    }

    /** Goes on from these checkpoints. */
    void takeUp(Map<String, Checkpoint> before) {
        for (CollectionPlan each : plan.collections()) {
            Checkpoint known = before.get(copying(each));
            if (known != null && known.isErased()) {
                throw new StoreException(
                        ServiceError.RUN_NOT_RESUMABLE,
                        "This run cannot go on with " + each.source()
                                + ": the place where it stood named a person whose"
                                + " data was erased since. Roll it back, then start the migration again");
            }
            if (known != null) {
                findings.rejectedBefore(known.rejected());
                take(each, known);
            }
        }
        reached.putAll(before);
    }

    /** Whether what was taken up comes from before the run was begun anew with {@link Rules} made first, and is to be undone. */
    boolean isOfBefore() {
        return steps.isOfBefore();
    }

    /** Where the migration as a whole stands when its execution has ended. */
    Journal.Phase outcome() {
        return end;
    }

    static String copying(CollectionPlan each) {
        return "copy:" + each.target();
    }

    /** One collection that was changed stops all: whoever changed it may have changed more than its structure. */
    @Override
    public void begin() throws InterruptedException {
        pace.await();
        steps.begin();
        if (goesOn) {
            retries.run("Looking at the source", attempt -> {
                plan.collections().stream()
                        .filter(each -> !steps.isDone(copying(each)))
                        .forEach(guard::check);
                return true;
            });
        }
    }

    @Override
    public void end() throws InterruptedException {
        retries.run("Looking at the source", attempt -> {
            guard.checkAll();
            return true;
        });
    }

    @Override
    public void apply(SchemaStep step) throws InterruptedException {
        steps.apply(step);
    }

    @Override
    public void applyUnchecked(SchemaStep reference) throws InterruptedException {
        steps.applyUnchecked(reference);
    }

    @Override
    public boolean applyTogether(List<SchemaStep> together) throws InterruptedException {
        return steps.applyTogether(together);
    }

    @Override
    public Copied copy(CollectionPlan each) throws InterruptedException {
        Copied copied = copying(each, attempt -> {
            guard.check(each);
            return each.readAs().key().isEmpty() ? inOneGo(each, attempt) : inChunks(each, attempt);
        });
        look(each);
        tell(each, "copied");
        return copied;
    }

    private Copied copying(CollectionPlan each, Retries.Attempt<Copied> attempt) throws InterruptedException {
        try {
            return retries.run("Copying " + each.source(), attempt);
        } catch (StoreException e) {
            if (e.code() == ServiceError.TARGET_LOST) {
                // Nobody shall be told that it is kept there.
                reached.clear();
            }
            throw e;
        }
    }

    private void look(CollectionPlan each) throws InterruptedException {
        retries.run("Looking at the source", attempt -> {
            guard.check(each);
            return true;
        });
    }

    private Copied inChunks(CollectionPlan each, int attempt) throws InterruptedException {
        return chunks(
                        each,
                        from(each, attempt),
                        new FillingChunks(each.writeAs(), target.transactions().isPresent(), rulesFirst),
                        goesOn || attempt > 1)
                .run();
    }

    private Checkpoint from(CollectionPlan each, int attempt) throws InterruptedException {
        String part = copying(each);
        Checkpoint from = attempt > 1
                ? checkpoints.latest(target).getOrDefault(part, Checkpoint.start(part))
                : reached.getOrDefault(part, Checkpoint.start(part));
        take(each, from);
        forgetNotesBehind(each, from, attempt);
        return from;
    }

    /** What was noted since a checkpoint comes again with the records that it is about. */
    private void forgetNotesBehind(CollectionPlan each, Checkpoint from, int attempt) throws InterruptedException {
        if ((goesOn || attempt > 1) && from.noted().isPresent()) {
            findings.forgetBehind(each, from.noted().get());
        }
    }

    private ChunkedCopy chunks(CollectionPlan each, Checkpoint from, ChunkedCopy.Writers writers, boolean again) {
        boolean checked = options.looks().contains(Look.DURING)
                && target.lookup().isPresent()
                && !each.there().orElse(each.writeAs()).key().isEmpty();
        ChunkedCopy.Work work = new ChunkedCopy.Work(
                source,
                ReadRequest.of(each.source()).as(each.readAs()).withPositions(),
                target,
                each.writeAs(),
                checked ? Math.min(options.batchSize(), CheckedChunks.MOST_IN_A_BATCH) : options.batchSize(),
                findings.mostRejects(options),
                checked
                        ? new CheckedChunks(
                                writers,
                                each.writeAs(),
                                each.there().orElse(each.writeAs()).key())
                        : writers,
                each.there().isEmpty(),
                each.there().filter(Latecomers::refersToItself).isPresent(),
                pace,
                checkpoint -> take(each, checkpoint),
                rejected -> findings.keep(each, rejected),
                rejected -> findings.count(each, rejected));
        return new ChunkedCopy(pump, work, checkpoints, from, again);
    }

    /** A collection without a key has no places to go on from: it is emptied and filled anew. */
    private Copied inOneGo(CollectionPlan each, int attempt) throws InterruptedException {
        String part = copying(each);
        Checkpoint known = attempt > 1 ? checkpoints.latest(target).get(part) : reached.get(part);
        if (known != null && known.done()) {
            take(each, known);
            return copied(known);
        }
        if (goesOn || attempt > 1) {
            makeAnew(each);
            forgetNotesBehind(each, Checkpoint.start(part), attempt);
        }
        Copied copied = pump.copy(new Pump.Copy(
                ReshapedStore.paced(source, pace),
                ReadRequest.of(each.source()).as(each.readAs()),
                target,
                rulesFirst ? WriteRequest.insert(each.writeAs()) : WriteRequest.fill(each.writeAs()),
                options.batchSize(),
                findings.mostRejects(options),
                records -> {},
                rejected -> findings.reject(each, rejected)));
        findings.keepNow();
        if (copied.complete()) {
            Checkpoint all = new Checkpoint(
                    part,
                    1,
                    Optional.empty(),
                    copied.read(),
                    copied.written(),
                    copied.rejected(),
                    copied.bytes(),
                    copied.hash(),
                    true);
            checkpoints.add(target, all);
            take(each, all);
        }
        return copied;
    }

    private void makeAnew(CollectionPlan each) throws InterruptedException {
        progress.confirm();
        editing.drop(each.target());
        for (SchemaStep step : plan.steps()) {
            if ((step.phase() == Phase.CREATE || rulesFirst && Rules.isOne(step))
                    && step.schema().id().equals(each.target())) {
                editing.apply(step);
            }
        }
    }

    private static Copied copied(Checkpoint done) {
        return new Copied(done.read(), done.written(), done.rejected(), done.bytes(), done.content(), done.done());
    }

    /** Notes how far a collection has come. */
    private void take(CollectionPlan each, Checkpoint checkpoint) {
        Checkpoint before = reached.put(copying(each), checkpoint);
        long known = before == null || before == checkpoint ? 0 : handled(before);
        if (before != checkpoint) {
            progress.advance(handled(checkpoint) - known);
        }
        tell(each, "copying");
    }

    /** Also a record that needed no write is done. */
    private static long handled(Checkpoint checkpoint) {
        return checkpoint.read() - checkpoint.rejected();
    }

    private void tell(CollectionPlan each, String stage) {
        Checkpoint now = reached.getOrDefault(copying(each), Checkpoint.start(copying(each)));
        progress.part(new Run.Part(each.source().toString(), stage, now.read(), each.records(), now.rejected()));
    }

    @Override
    public Meeting.Met meet(CollectionPlan each) throws InterruptedException {
        Schema there = each.there().orElseThrow();
        Copied copied = copying(each, attempt -> {
            guard.check(each);
            Checkpoint from = from(each, attempt);
            boolean transactional = target.transactions().isPresent();
            if (!transactional && there.key().isEmpty() && from.number() == 0 && (goesOn || attempt > 1)) {
                throw new StoreException(
                        ServiceError.RUN_NOT_RESUMABLE,
                        each.target() + " has no key and " + plan.target() + " no transactions, so that nobody can tell"
                                + " which records have arrived: look at the collection, and put it right by hand");
            }
            return chunks(
                            each,
                            from,
                            new MeetingChunks(
                                    new LoggedArrival(
                                            Arrival.of(options.conflict(), each.writeAs(), there),
                                            there,
                                            undo,
                                            transactional,
                                            false),
                                    there,
                                    outcome -> findings.arrived(each, outcome)),
                            goesOn || attempt > 1)
                    .run();
        });
        retries.run("Moving the sequences of " + each.target(), attempt -> {
            Numberings.advance(target, each, Optional.of(undo), findings::warn);
            return true;
        });
        look(each);
        tell(each, "copied");
        return new Meeting.Met(
                copied, copied.written(), copied.read() - copied.rejected() - copied.written(), copied.hash());
    }

    @Override
    public ContentHash readBack(CollectionPlan each) throws InterruptedException {
        String part = "prove:" + each.target();
        Checkpoint known = reached.get(part);
        if (known == null) {
            tell(each, "proving");
            known = retries.run("Reading " + each.target() + " back", attempt -> {
                ContentHash there = each.there().isPresent()
                        ? new Meeting(pump, each, options, source, target).prove()
                        : pump.hash(target, ReadRequest.of(each.target()).as(each.writeAs()), records -> {});
                return new Checkpoint(part, 1, Optional.empty(), there.records(), 0, 0, 0, there, true);
            });
            reached.put(part, known);
        }
        tell(each, "proven");
        return known.content();
    }

    @Override
    public Optional<String> hiding(CollectionPlan each) throws InterruptedException {
        return retries.run("Asking what " + each.source() + " hides", attempt -> Hidden.why(source, each.source()));
    }

    @Override
    public Optional<String> repeats(CollectionPlan each, long rejected) throws InterruptedException {
        return retries.run(
                "Looking for keys of " + each.source() + " that come twice",
                attempt -> new Meeting(pump, each, options, source, target).repeats(rejected));
    }

    @Override
    public List<String> differences(CollectionPlan each) throws InterruptedException {
        return Proof.differences(pump, source, each.readAs(), target, each.writeAs());
    }

    @Override
    public String stop() {
        end = Journal.Phase.RUNNING;
        String sentence = "What was written is kept in the target, to go on from (resume) or to undo (roll back). "
                + plan.collections().stream()
                        .map(this::standing)
                        .limit(20)
                        .reduce((a, b) -> a + "; " + b)
                        .orElse("");
        progress.warn(sentence);
        return sentence;
    }

    private String standing(CollectionPlan each) {
        Checkpoint now = reached.getOrDefault(copying(each), Checkpoint.start(copying(each)));
        return each.target() + ": "
                + (now.done() ? "all " + now.written() : now.written() + " of about " + each.records()) + " records";
    }

    @Override
    public String undo() {
        end = Journal.Phase.UNDONE;
        progress.stage("Putting the target back");
        boolean interrupted = Thread.interrupted();
        String left = "";
        try {
            progress.confirm();
            Journal journal = new Journal(Journal.Phase.RUNNING, plan, Map.of(), Optional.empty());
            left = Counted.removed(new Rollback(
                                    pump, target, journal, undo, DurableSteps.made(plan, reached), Optional.empty())
                            .run(progress))
                    + (findings.changed() > 0 ? ", and what it changed in others was put back" : "");
            checkpoints.clear(target);
            progress.advance(-plan.collections().stream()
                    .map(each -> reached.get(copying(each)))
                    .filter(Objects::nonNull)
                    .mapToLong(Durable::handled)
                    .sum());
        } catch (StoreException e) {
            LOG.warn("Run {} could not be undone in {}", progress.id(), plan.target(), e);
            left = "The target could not be put back: " + Sentence.open(e.getMessage())
                    + ". Roll the run back when that is repaired";
            progress.warn(left);
            end = Journal.Phase.RUNNING;
        } catch (InterruptedException e) {
            interrupted = true;
            end = Journal.Phase.RUNNING;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }
}
