package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.Leftovers.Kind;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.api.service.Pump;
import dev.naust.api.store.Rejected;
import dev.naust.migration.leftover.LeftoverRecords;
import dev.naust.migration.leftover.LeftoverRecords.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rejects of a run that follows, when it begins to or goes on, and those that the mirror had no room for: what the source holds
 * now under their keys is carried over, and where that does not fit either they hold what somebody gave them. For one thread at a
 * time.
 */
final class Outstanding {
    /** What a reject says whose record the source has right by now. */
    static final String PUT_RIGHT = "put right in the source";

    /** What one says that came up after the cutover, whose record the target has right by now. */
    static final String PUT_RIGHT_THERE = "put right in the target";

    private static final int AT_ONCE = 500;

    private final Pump pump;
    private final LeftoverRecords records;
    private final String run;
    private final Mirror forward;
    private final MigrationReport report;
    private final RejectNumbers numbers;
    private final Map<DatasetId, Long> known = new HashMap<>();
    private final Map<DatasetId, Long> unseen = new HashMap<>();
    private long after;
    private long settled;
    private boolean more;
    private boolean isKnown;

    /**
     * The rejects of a run.
     *
     * @param report how the copy did
     * @param numbers is told which reject is of which misfit
     */
    Outstanding(
            Pump pump,
            LeftoverRecords records,
            String run,
            Mirror forward,
            MigrationReport report,
            RejectNumbers numbers) {
        this.pump = pump;
        this.records = records;
        this.run = run;
        this.forward = forward;
        this.report = report;
        this.numbers = numbers;
    }

    /** Looks at all of them that there is room for; what does not fit now either is a misfit of the mirror from then on. */
    void look() throws InterruptedException {
        lookAgain();
        while (isLeft()) {
            lookOn();
        }
    }

    /**
     * Looks at those that there were when the run was taken up again after its cutover: which the other store still does not take
     * stand against coming back. Nothing is written for those of before the cutover, when the source went before.
     */
    void recall(Mirror back) throws InterruptedException {
        long last = 0;
        List<Entry> page = records.list(run, Kind.REJECT, last, AT_ONCE, false);
        while (!page.isEmpty()) {
            for (Lane lane : back.lanes()) {
                List<Entry> here = page.stream()
                        .filter(each -> each.target().equals(lane.from()))
                        .toList();
                recallEarlier(back, lane, here);
                recallLater(back, lane, here);
            }
            last = page.get(page.size() - 1).leftover().number();
            page = records.list(run, Kind.REJECT, last, AT_ONCE, false);
        }
    }

    private void recallEarlier(Mirror back, Lane lane, List<Entry> entries) throws InterruptedException {
        Map<RecordKey, List<Entry>> open = new LinkedHashMap<>();
        List<String> names = lane.readAs().key();
        for (Entry each : entries) {
            Optional<Document> body = each.leftover()
                    .incoming()
                    .filter(fields ->
                            names.stream().allMatch(name -> fields.get(name).isPresent()));
            if (each.back().isEmpty() && each.leftover().open() && body.isPresent()) {
                RecordKey key = RecordKey.from(body.get(), names);
                open.computeIfAbsent(new RecordKey(lane.fromKey(), key.values()), first -> new ArrayList<>())
                        .add(each);
            }
        }
        if (!open.isEmpty()) {
            back.recall(lane, List.copyOf(open.keySet()));
        }
        number(back, lane, open);
    }

    /**
     * The target goes before since the cutover, so that these are carried back as if they had just changed; also the closed ones,
     * for somebody may have put one right in the target in a way that does not fit the source either.
     */
    private void recallLater(Mirror back, Lane lane, List<Entry> entries) throws InterruptedException {
        Map<RecordKey, List<Entry>> open = new LinkedHashMap<>();
        for (Entry each : entries) {
            each.back()
                    .ifPresent(
                            key -> open.computeIfAbsent(RecordKey.from(key, lane.fromKey()), first -> new ArrayList<>())
                                    .add(each));
        }
        if (!open.isEmpty()) {
            Set<RecordKey> left = back.carryOver(lane.from(), open.keySet()).keySet();
            for (Map.Entry<RecordKey, List<Entry>> each : open.entrySet()) {
                for (Entry entry : each.getValue()) {
                    if (entry.leftover().open() && !left.contains(each.getKey())) {
                        records.replace(RejectNumbers.closed(entry, PUT_RIGHT_THERE));
                    }
                }
            }
        }
        number(back, lane, open);
    }

    private void number(Mirror back, Lane lane, Map<RecordKey, List<Entry>> open) {
        Set<RecordKey> misfits = back.misfits().known(lane.from()).keySet();
        open.forEach((key, entries) -> {
            if (misfits.contains(key)) {
                entries.stream()
                        .map(Entry::leftover)
                        .filter(Leftover::open)
                        .forEach(each -> numbers.put(lane.from(), key, each.number()));
            }
        });
    }

    /** Begins anew. */
    void lookAgain() {
        known.clear();
        unseen.clear();
        forward.misfits().forgetByHand();
        after = 0;
        more = true;
        isKnown = false;
    }

    /**
     * Takes note of one that there was no room for.
     *
     * @param number of its reject; 0 when that found no room on record, so that nobody will look at it
     */
    void thereIsMore(DatasetId collection, long number) {
        more = true;
        if (number == 0) {
            unseen.merge(collection, 1L, Long::sum);
        }
    }

    /** Whether there are some that were not looked at, and room for them. */
    boolean isLeft() {
        return more && !forward.misfits().isFull();
    }

    /** Looks at some more; at the same ones again when there was no room for all of them. */
    void lookOn() throws InterruptedException {
        List<Entry> page = records.list(run, Kind.REJECT, after, AT_ONCE, false);
        Map<DatasetId, Long> lost = new HashMap<>();
        boolean found = true;
        for (Lane lane : forward.lanes()) {
            found &= look(
                    lane,
                    page.stream()
                            .filter(each -> each.target().equals(lane.to()))
                            .toList(),
                    lost);
        }
        if (!found) {
            return;
        }
        lost.forEach((id, count) -> unseen.merge(id, count, Long::sum));
        for (Lane lane : forward.lanes()) {
            long here = page.stream()
                    .filter(each -> each.target().equals(lane.to()))
                    .count();
            known.merge(lane.from(), here, Long::sum);
        }
        more = page.size() == AT_ONCE;
        if (!page.isEmpty()) {
            after = page.get(page.size() - 1).leftover().number();
        }
        if (!more) {
            isKnown = true;
            forward.misfits().nothingBeyond();
        }
    }

    /** Whether there was room for all that do not fit. */
    private boolean look(Lane lane, List<Entry> entries, Map<DatasetId, Long> lost) throws InterruptedException {
        Map<RecordKey, List<Entry>> open = new LinkedHashMap<>();
        Map<RecordKey, Set<Long>> replayed = new LinkedHashMap<>();
        for (Entry each : entries) {
            Optional<RecordKey> key = key(lane, each.leftover());
            if (key.isEmpty()) {
                lost.merge(lane.from(), 1L, Long::sum);
            } else if (each.leftover().open()) {
                open.computeIfAbsent(key.get(), first -> new ArrayList<>()).add(each);
            } else {
                replayed.computeIfAbsent(key.get(), first -> new LinkedHashSet<>())
                        .add(each.leftover().number());
            }
        }
        Map<RecordKey, Rejected> left = open.isEmpty() ? Map.of() : forward.carryOver(lane.from(), open.keySet());
        Set<RecordKey> misfits = forward.misfits().known(lane.from()).keySet();
        for (Map.Entry<RecordKey, List<Entry>> each : open.entrySet()) {
            for (Entry entry : each.getValue()) {
                if (!left.containsKey(each.getKey())) {
                    records.replace(RejectNumbers.closed(entry, PUT_RIGHT));
                } else if (misfits.contains(each.getKey())) {
                    numbers.put(lane.from(), each.getKey(), entry.leftover().number());
                }
            }
            settled += left.containsKey(each.getKey()) ? 0 : 1;
        }
        replayed.keySet().removeAll(open.keySet());
        lookAtReplayed(lane, replayed);
        return misfits.containsAll(left.keySet());
    }

    /** Where the source has a record right by now, it is taken, whatever somebody gave it before. */
    private void lookAtReplayed(Lane lane, Map<RecordKey, Set<Long>> replayed) throws InterruptedException {
        Set<RecordKey> misfits = forward.misfits().known(lane.from()).keySet();
        Set<RecordKey> suspect = forward.differing(lane, List.copyOf(replayed.keySet()));
        replayed.forEach((key, closed) -> {
            if (misfits.contains(key) && closed.containsAll(numbers.of(lane.from(), key))) {
                suspect.add(key);
            }
        });
        if (!suspect.isEmpty()) {
            forward.carryOver(lane.from(), suspect).keySet().forEach(key -> forward.putByHand(lane.from(), key));
        }
    }

    /** The key that a reject's record has in the source; empty for one that was too large to be kept, or that was erased. */
    Optional<RecordKey> key(Lane lane, Leftover leftover) throws InterruptedException {
        List<String> names = lane.writeAs().key();
        boolean isKnown = leftover.incoming()
                .filter(body -> names.stream().allMatch(name -> body.get(name).isPresent()))
                .isPresent();
        return isKnown
                ? Optional.of(lane.back(pump, RecordKey.from(leftover.incoming().get(), names)))
                : Optional.empty();
    }

    /** What stands against following: the records that do not fit now either, some of them by name; empty when there are none. */
    Optional<String> against() {
        Misfits misfits = forward.misfits();
        long count = misfits.size();
        List<String> named = new ArrayList<>();
        misfits.known()
                .forEach((id, records) -> records.entrySet().stream()
                        .limit(Carrying.NAMED)
                        .forEach(one -> named.add(id + " " + Carrying.line(one))));
        return count == 0
                ? Optional.empty()
                : Optional.of("The run does not follow yet, because " + (more ? "at least " : "")
                        + Counted.misfits(count) + ": "
                        + String.join("; ", named.subList(0, Math.min(named.size(), Carrying.NAMED)))
                        + (count > Carrying.NAMED ? "; and others" : "") + ". " + Counted.nextToFollowing(count));
    }

    /** The collections whose copy is not proven, by the source's names, and why. */
    Map<String, String> unproven() {
        Map<String, String> unproven = new LinkedHashMap<>();
        List<Verdict> proven = List.of(Verdict.IDENTICAL, Verdict.CONFORMS, Verdict.INCOMPLETE);
        for (CollectionReport each : report.collections()) {
            if (!proven.contains(each.verdict())) {
                unproven.put(each.source(), reason(each));
            }
        }
        for (Lane lane : forward.lanes()) {
            String name = lane.from().toString();
            if (!isKnown) {
                unproven.putIfAbsent(name, "not all rejects were looked at again since the run was taken up");
            }
            long lost = lost(lane);
            if (lost > 0) {
                unproven.putIfAbsent(
                        name,
                        Counted.records(lost) + " did not fit and could not be kept, so that they may be missing");
            }
            long different = forward.misfits().byHand(lane.from());
            if (different > 0) {
                unproven.putIfAbsent(
                        name, Counted.records(different) + " put right by hand, not as the source has them");
            }
        }
        return unproven;
    }

    private static String reason(CollectionReport each) {
        if (!each.why().isEmpty()) {
            return each.why();
        }
        return each.verdict() == Verdict.DIFFERENT
                ? "the target did not hold what was read"
                : "the copy was not validated";
    }

    private long lost(Lane lane) {
        long missing =
                isKnown ? Math.max(0, rejected(lane.from().toString()) - known.getOrDefault(lane.from(), 0L)) : 0;
        return unseen.getOrDefault(lane.from(), 0L) + missing;
    }

    private long rejected(String source) {
        return report.collections().stream()
                .filter(each -> each.source().equals(source))
                .mapToLong(CollectionReport::rejected)
                .sum();
    }

    /** What became of those that did not fit at first, as a sentence. */
    String told() {
        long different = forward.lanes().stream()
                .mapToLong(lane -> forward.misfits().byHand(lane.from()))
                .sum();
        return "Of the records that did not fit at first, " + settled
                + " arrived as the source has them by now, and " + different
                + " hold what was put right by hand";
    }
}
