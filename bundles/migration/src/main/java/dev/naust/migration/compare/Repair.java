package dev.naust.migration.compare;

import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Kind;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RepairReport;
import dev.naust.api.service.RepairReport.Action;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.RepairRequest.Side;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.StoreLease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts right what a comparison found, and nothing else: compares, writes some of the records that differ, and compares again,
 * until there is nothing left that may be written.
 */
final class Repair {
    /** Records of one collection that a round writes, and holds in memory. */
    private static final int A_ROUND = 5_000;

    private static final int MOST_ROUNDS = 1_000;

    private final Pump pump;
    private final Clock clock;
    private final StoreLease source;
    private final StoreLease target;
    private final ComparisonRequest request;
    private final RepairRequest wanted;
    private final Approval approval;
    private final RunProgress progress;
    private final Ledger ledger = new Ledger();

    Repair(
            Pump pump,
            Clock clock,
            StoreLease source,
            StoreLease target,
            ComparisonRequest request,
            RepairRequest wanted,
            ComparisonReport seen,
            RunProgress progress) {
        this.pump = pump;
        this.clock = clock;
        this.source = source;
        this.target = target;
        this.request = request;
        this.wanted = wanted;
        this.approval = new Approval(seen);
        this.progress = progress;
    }

    RepairReport run() throws InterruptedException {
        Instant startedAt = clock.instant();
        Comparison.Results now = compare();
        int rounds = 0;
        boolean more = round(now);
        while (more && !wanted.dryRun() && rounds < MOST_ROUNDS) {
            rounds++;
            now = compare();
            more = round(now);
        }
        boolean towardsTarget = wanted.towards() == Side.TARGET;
        return new RepairReport(
                "",
                towardsTarget ? source.name() : target.name(),
                towardsTarget ? target.name() : source.name(),
                wanted,
                startedAt,
                Duration.between(startedAt, clock.instant()).toMillis() / 1000.0,
                rounds,
                (wanted.dryRun() || !more) && ledger.left() == 0 && isRight(now),
                ledger.count(Action.INSERTED),
                ledger.count(Action.REPLACED),
                ledger.count(Action.DELETED),
                ledger.left(),
                ledger.changes(),
                ledger.leftovers(),
                now.report());
    }

    /** Whether nothing differs but what was to be left. */
    private boolean isRight(Comparison.Results now) {
        if (wanted.dryRun()) {
            return true;
        }
        boolean towardsTarget = wanted.towards() == Side.TARGET;
        return now.report().collections().stream()
                .allMatch(each -> each.verdict() == Verdict.IDENTICAL
                        || each.verdict() == Verdict.DIFFERENT
                                && each.differing() > 0
                                && !wanted.deleteExtra()
                                && each.differing() == (towardsTarget ? each.extra() : each.missing()));
    }

    private Comparison.Results compare() throws InterruptedException {
        return new Comparison(pump, clock, source, target, request, progress, this::choice).compare();
    }

    private CollectionComparison.Choice choice(String collection, int listed) {
        Kind surplus = wanted.towards() == Side.TARGET ? Kind.EXTRA : Kind.MISSING;
        return (chosen, kind, key, here, there) ->
                chosen < A_ROUND && (kind != surplus || wanted.deleteExtra()) && !ledger.isGivenUp(collection, key);
    }

    /** Writes what may be written; whether there was anything to try. */
    private boolean round(Comparison.Results now) throws InterruptedException {
        boolean tried = false;
        for (Comparison.Result each : now.each()) {
            Optional<Couple> couple = each.couple();
            if (couple.isPresent() && each.outcome().verdict() == Verdict.DIFFERENT) {
                tried |= collection(couple.get(), each);
            }
        }
        return tried;
    }

    private boolean collection(Couple couple, Comparison.Result result) throws InterruptedException {
        String name = result.collection().source();
        RecordRepair records = new RecordRepair(pump, couple, name, wanted.towards(), ledger);
        Optional<String> obstacle = records.obstacle();
        Map<Action, List<Found>> wantedOf = new EnumMap<>(Action.class);
        for (Found each : result.outcome().found()) {
            Optional<String> refusal = obstacle.or(() -> approval.refusal(name, each));
            if (refusal.isPresent()) {
                ledger.leave(name, each, refusal.get());
            } else {
                wantedOf.computeIfAbsent(records.action(each), action -> new ArrayList<>())
                        .add(each);
            }
        }
        if (!wanted.dryRun()) {
            progress.stage("Putting " + name + " right");
        }
        for (Map.Entry<Action, List<Found>> each : wantedOf.entrySet()) {
            if (wanted.dryRun()) {
                each.getValue().forEach(found -> ledger.wrote(name, each.getKey(), found.key(), ""));
            } else {
                records.run(each.getKey(), each.getValue());
            }
        }
        return !result.outcome().found().isEmpty();
    }
}
