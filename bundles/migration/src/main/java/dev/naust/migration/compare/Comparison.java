package dev.naust.migration.compare;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Collection;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Compares two stores, one pair of collections after another. */
final class Comparison {
    private static final Duration CHECK = Duration.ofSeconds(15);
    private static final ContentHash UNREAD = ContentHash.empty();

    private final Pump pump;
    private final Clock clock;
    private final StoreLease source;
    private final StoreLease target;
    private final ComparisonRequest request;
    private final RunProgress progress;
    private final Choices choices;
    private int listed;
    private final AtomicLong read = new AtomicLong();

    Comparison(
            Pump pump,
            Clock clock,
            StoreLease source,
            StoreLease target,
            ComparisonRequest request,
            RunProgress progress,
            Choices choices) {
        this.pump = pump;
        this.clock = clock;
        this.source = source;
        this.target = target;
        this.request = request;
        this.progress = progress;
        this.choices = choices;
    }

    /** Which of the differing records of each collection are fetched. */
    interface Choices {
        /**
         * Those of one collection.
         *
         * @param source its name in the source
         * @param listed how many of other collections were taken
         */
        CollectionComparison.Choice of(String source, int listed);

        /** The first so many of all collections together. */
        static Choices first(int most) {
            return (source, listed) -> (chosen, kind, key, here, there) -> listed + chosen < most;
        }
    }

    /**
     * A pair of collections with what was found.
     *
     * @param couple how the two were compared; empty when they could not be
     */
    record Result(Optional<Couple> couple, Outcome outcome, Collection collection) {}

    /** All pairs, and their report. */
    record Results(List<Result> each, ComparisonReport report) {}

    Results compare() throws InterruptedException {
        Instant startedAt = clock.instant();
        progress.stage("Looking at both stores");
        source.store().check(CHECK);
        target.store().check(CHECK);
        List<Pairing.Pair> pairs = new Pairing(source, target, request).pairs();
        List<Result> results = new ArrayList<>();
        for (Pairing.Pair pair : pairs) {
            Result result = result(pair);
            listed += result.collection().differences().size();
            results.add(result);
        }
        List<Collection> collections = results.stream().map(Result::collection).toList();
        double seconds = Duration.between(startedAt, clock.instant()).toMillis() / 1000.0;
        return new Results(
                results,
                new ComparisonReport(
                        source.name(), target.name(), verdict(collections), startedAt, seconds, collections));
    }

    private static Verdict verdict(List<Collection> collections) {
        if (collections.stream().anyMatch(each -> each.verdict() == Verdict.DIFFERENT)) {
            return Verdict.DIFFERENT;
        }
        boolean identical =
                !collections.isEmpty() && collections.stream().allMatch(each -> each.verdict() == Verdict.IDENTICAL);
        return identical ? Verdict.IDENTICAL : Verdict.UNVERIFIED;
    }

    private Result result(Pairing.Pair pair) throws InterruptedException {
        if (pair.source().isEmpty() || pair.target().isEmpty()) {
            boolean missing = pair.target().isEmpty();
            String reason = missing
                    ? "Only the source has this collection: migrate it"
                    : "Only the target has this collection: name the collections to compare, if it does not belong to them";
            return without(pair, new Outcome(Verdict.DIFFERENT, reason, UNREAD, UNREAD, 0, 0, 0, List.of()));
        }
        DatasetId here = pair.source().get();
        progress.stage("Comparing " + here);
        expect(pair.records());
        try {
            Declarations from = new Declarations(source.store(), here);
            Declarations to = new Declarations(target.store(), pair.target().get());
            Couple couple = Agreement.of(from, to, request.filter());
            Outcome outcome = new CollectionComparison(pump, couple, choices.of(here.toString(), listed), watcher(here))
                    .compare();
            Outcome sure = isAsDeclared(from) && isAsDeclared(to)
                    ? outcome
                    : outcome.butUnverified("Its fields were changed while it was compared: compare again");
            Optional<String> hidden = hidden(here, pair.target().get());
            return with(pair, couple, hidden.isPresent() ? sure.butUnverified(hidden.get()) : sure);
        } catch (IncomparableException incomparable) {
            return without(pair, Outcome.unverified(UNREAD, UNREAD, incomparable.getMessage()));
        } catch (StoreException failure) {
            progress.warn(here + " could not be compared: " + failure.getMessage());
            return without(pair, Outcome.unverified(UNREAD, UNREAD, failure.getMessage()));
        }
    }

    /** What a side does not show may be what differs, and what seems to be missing may only not be shown. */
    private Optional<String> hidden(DatasetId here, DatasetId there) throws InterruptedException {
        List<String> why = new ArrayList<>();
        Hidden.why(source.store(), here).ifPresent(each -> why.add("The source may hide records. " + each));
        Hidden.why(target.store(), there).ifPresent(each -> why.add("The target may hide records. " + each));
        return why.isEmpty() ? Optional.empty() : Optional.of(String.join(". ", why));
    }

    private void expect(long records) {
        progress.total(records < 0 ? -1 : read.get() + records);
    }

    private Passes.Watcher watcher(DatasetId here) {
        return new Passes.Watcher() {
            @Override
            public void pass(String what, long records) {
                progress.stage("Comparing: " + what + " " + here);
                expect(records);
            }

            @Override
            public void accept(long records) {
                read.addAndGet(records);
                progress.advance(records);
            }
        };
    }

    /** Whether a table still has the fields that it was read by; what is inferred changes with every record. */
    private static boolean isAsDeclared(Declarations before) {
        Schema declared = before.declared();
        if (declared.shape() != Shape.TABLE) {
            return true;
        }
        Store store = before.store();
        return store.describe(declared.id()).fields().equals(declared.fields());
    }

    private static Result with(Pairing.Pair pair, Couple couple, Outcome outcome) {
        List<String> unmatched = couple.unmatched();
        boolean alike = unmatched.isEmpty();
        Verdict verdict = !alike && outcome.verdict() == Verdict.IDENTICAL ? Verdict.DIFFERENT : outcome.verdict();
        List<String> reasons = new ArrayList<>(unmatched);
        if (!outcome.reason().isEmpty()) {
            reasons.add(0, outcome.reason());
        }
        Collection collection = new Collection(
                name(pair.source()),
                name(pair.target()),
                verdict,
                String.join(". ", reasons),
                outcome.source().records(),
                outcome.target().records(),
                outcome.source().hex(),
                outcome.target().hex(),
                couple.common().key(),
                couple.fields(),
                outcome.missing(),
                outcome.extra(),
                outcome.different(),
                outcome.found().stream().map(Found::difference).toList());
        return new Result(Optional.of(couple), outcome, collection);
    }

    private static Result without(Pairing.Pair pair, Outcome outcome) {
        Collection collection = new Collection(
                name(pair.source()),
                name(pair.target()),
                outcome.verdict(),
                outcome.reason(),
                -1,
                -1,
                "",
                "",
                List.of(),
                List.of(),
                0,
                0,
                0,
                List.of());
        return new Result(Optional.empty(), outcome, collection);
    }

    private static String name(Optional<DatasetId> id) {
        return id.map(DatasetId::toString).orElse("");
    }
}
