package dev.naust.migration;

import dev.naust.api.model.Content;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers.Kind;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.Reject;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.RunProgress;
import dev.naust.api.store.Rejected;
import dev.naust.migration.chunk.Noted;
import dev.naust.migration.leftover.LeftoverLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What went wrong in a run, and its report. Safe for use by several threads. */
final class Findings {
    private static final int LISTED = 100;
    private static final int SHOWN = 120;
    private static final long REJECTS_BEFORE_STOP = 1_000;

    private final RunProgress progress;
    private final List<Reject> rejects = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private long rejected;
    private long changed;
    private long undecided;
    private boolean lacksOnlyRejects;
    private volatile @Nullable LeftoverLog leftovers;
    private Instant startedAt = Instant.EPOCH;

    Findings(RunProgress progress) {
        this.progress = progress;
    }

    synchronized void start() {
        startedAt = Instant.now();
    }

    /** From now on what people are to put right is kept there, too. */
    void keepIn(LeftoverLog log) {
        leftovers = log;
    }

    /** @return the number of the reject on record; 0 when it is not kept */
    long reject(CollectionPlan collection, Rejected each) {
        return reject(collection, each, Optional.empty());
    }

    /**
     * The same of a record on either way.
     *
     * @param back the key that the target's changes tell it by, where it does not fit the source
     */
    long reject(CollectionPlan collection, Rejected each, Optional<Document> back) {
        long number = log(collection, each, back);
        count(collection, each);
        return number;
    }

    private long log(CollectionPlan collection, Rejected each, Optional<Document> back) {
        LeftoverLog log = leftovers;
        return log == null
                ? 0
                : log.add(
                        Kind.REJECT,
                        back,
                        collection.target(),
                        each.record().key().toString(),
                        targetName(collection, each.field()),
                        each.record()
                                .body()
                                .get(each.field())
                                .map(Findings::show)
                                .orElse(""),
                        each.reason(),
                        inTarget(collection, each.record().body()),
                        Optional.empty());
    }

    /** Writes down for people what a chunk rejects, which is not counted before the chunk is there; says how far all notes go. */
    Noted keep(CollectionPlan collection, List<Rejected> rejected) {
        rejected.forEach(each -> log(collection, each, Optional.empty()));
        LeftoverLog log = leftovers;
        if (log == null) {
            return Noted.NOTHING;
        }
        log.flush();
        return new Noted(log.last(Kind.REJECT), log.last(Kind.CONFLICT));
    }

    /** Removes what was noted of a collection behind there, because its records come again. */
    void forgetBehind(CollectionPlan collection, Noted there) throws InterruptedException {
        LeftoverLog log = leftovers;
        if (log != null) {
            log.forgetBehind(Kind.REJECT, collection.target(), there.rejects());
            log.forgetBehind(Kind.CONFLICT, collection.target(), there.conflicts());
        }
    }

    /** A rejected record is as the source has it, or as the writer got it. */
    static Document inTarget(CollectionPlan collection, Document body) {
        Map<String, Value> fields = new LinkedHashMap<>();
        body.toMap().forEach((name, value) -> fields.put(targetName(collection, name), value));
        return Document.of(fields);
    }

    private static String targetName(CollectionPlan collection, String name) {
        return collection.fields().stream()
                .filter(field -> field.source().equals(name))
                .map(MigrationPlan.FieldPlan::target)
                .findFirst()
                .orElse(name);
    }

    private static String sourceName(CollectionPlan collection, String name) {
        return collection.fields().stream()
                .filter(field -> field.target().equals(name))
                .map(MigrationPlan.FieldPlan::source)
                .findFirst()
                .orElse(name);
    }

    /** Counts a reject that is on record. */
    synchronized void count(CollectionPlan collection, Rejected each) {
        rejected++;
        if (rejects.size() < LISTED) {
            String value = each.field().isEmpty()
                    ? ""
                    : each.record().body().get(each.field()).map(Findings::show).orElse("");
            rejects.add(new Reject(
                    collection.source().toString(),
                    shortened(each.record().key().toString()),
                    each.field(),
                    value,
                    each.reason()));
        }
    }

    /** Rejects of before the run went on, which are counted only. */
    synchronized void rejectedBefore(long records) {
        rejected += records;
    }

    /** With how many rejects a collection's copying may go on. */
    long mostRejects(Options options) {
        if (!options.continueOnError()) {
            return REJECTS_BEFORE_STOP;
        }
        long limit = options.limits().rejects();
        return limit > 0 ? limit : Long.MAX_VALUE;
    }

    private static String show(Value value) {
        return shortened(value instanceof Content content ? content.length() + " bytes" : value.toString());
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, text.offsetByCodePoints(0, SHOWN / 2)) + "…";
    }

    synchronized void fail(String message) {
        errors.add(message);
        progress.error(message);
    }

    /** Whether the run may go on and keep what it wrote. */
    synchronized boolean permit(Options options) {
        return errors.isEmpty() && (rejected == 0 || options.continueOnError());
    }

    /** Takes note of records that were added to or changed in a collection that the target had before. */
    void arrived(CollectionPlan collection, Arrival.Outcome outcome) {
        LeftoverLog log = leftovers;
        if (log != null) {
            for (Arrival.Collision each : outcome.undecided()) {
                log.add(
                        Kind.CONFLICT,
                        Optional.empty(),
                        collection.target(),
                        each.key().toString(),
                        "",
                        "",
                        "",
                        each.incoming().body(),
                        Optional.of(each.there().body()));
            }
        }
        synchronized (this) {
            changed += outcome.written();
            undecided += outcome.undecided().size();
        }
    }

    /** Says what people should know, though it is no failure. */
    synchronized void warn(String sentence) {
        warnings.add(sentence);
        progress.warn(sentence);
    }

    synchronized long changed() {
        return changed;
    }

    /** Whether everything but the rejects is in the target; known once the report was made. */
    synchronized boolean lacksOnlyRejects() {
        return lacksOnlyRejects;
    }

    /** Writes down what people are to put right, which else waits until there is more of it. */
    void keepNow() {
        LeftoverLog log = leftovers;
        if (log != null) {
            log.flush();
        }
    }

    private static boolean isValid(MigrationReport.CollectionReport each) {
        return each.verdict() == Verdict.IDENTICAL || each.verdict() == Verdict.CONFORMS;
    }

    private List<String> warnings(MigrationPlan plan) {
        keepNow();
        List<String> all = new ArrayList<>(plan.warnings());
        all.addAll(Widenings.of(plan));
        all.addAll(warnings);
        LeftoverLog log = leftovers;
        long open = log == null ? undecided : Math.max(undecided, log.open(Kind.CONFLICT));
        if (open > 0) {
            all.add(Counted.undecided(open));
        }
        return all;
    }

    /** The first rejects, also those of before the run went on. */
    private List<Reject> rejects(MigrationPlan plan) {
        LeftoverLog log = leftovers;
        if (log == null || rejects.size() >= Math.min(LISTED, rejected)) {
            return rejects;
        }
        List<Reject> all = new ArrayList<>();
        for (Leftover each : log.first(Kind.REJECT, LISTED)) {
            plan.collections().stream()
                    .filter(collection -> collection.target().toString().equals(each.collection()))
                    .findFirst()
                    .ifPresent(collection -> all.add(new Reject(
                            collection.source().toString(),
                            shortened(each.key()),
                            sourceName(collection, each.field()),
                            each.value(),
                            each.reason())));
        }
        return all.size() > rejects.size() ? all : rejects;
    }

    private static List<String> unseen(List<Tally> tallies) {
        return tallies.stream()
                .map(Tally::unseen)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    synchronized MigrationReport report(MigrationPlan plan, Options options, List<Tally> tallies, String undone) {
        List<MigrationReport.CollectionReport> collections =
                tallies.stream().map(Tally::report).toList();
        List<String> unseen = permit(options) ? unseen(tallies) : List.of();
        boolean validated = options.validate() && collections.stream().allMatch(Findings::isValid);
        if (rejected > 0 && errors.isEmpty()) {
            lacksOnlyRejects = options.continueOnError() && unseen.isEmpty();
            fail(Counted.misfits(rejected)
                    + (options.continueOnError()
                            ? (rejected == 1 ? " and is missing there" : " and are missing there")
                                    + (options.follow()
                                            ? ", so that the run does not follow yet. "
                                                    + Counted.nextToFollowing(rejected)
                                            : "")
                            : "; nothing was kept. Put that right in the source, or allow the rest to be kept"
                                    + " (continueOnError)"));
        }
        unseen.forEach(this::fail);
        boolean succeeded = errors.isEmpty() && (validated || !options.validate());
        String left = succeeded || !undone.isEmpty() ? undone : "The target keeps what arrived";
        double seconds = Duration.between(startedAt, Instant.now()).toMillis() / 1000.0;
        return new MigrationReport(
                plan.source(),
                plan.target(),
                succeeded,
                validated,
                startedAt,
                seconds,
                collections,
                rejects(plan),
                plan.notCarried(),
                warnings(plan),
                errors,
                left);
    }
}
