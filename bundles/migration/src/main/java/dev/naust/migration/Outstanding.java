package dev.naust.migration;

import dev.naust.api.model.DatasetId;
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
 * The rejects of a run that follows, when it begins to or goes on: what the source holds now under their keys is carried over,
 * those that somebody wrote with other values are compared with it. For one thread.
 */
final class Outstanding {
    private static final int AT_ONCE = 500;

    private final Pump pump;
    private final LeftoverRecords records;
    private final String run;
    private final Mirror forward;
    private final MigrationReport report;
    private final long most;
    private final Map<DatasetId, Long> known = new HashMap<>();
    private final Map<DatasetId, Long> unseen = new HashMap<>();
    private final Map<DatasetId, Long> byHand = new HashMap<>();
    private long settled;
    private boolean more;

    /**
     * The rejects of a run.
     *
     * @param report how the copy did
     * @param most how many may stand against following until the rest is not looked at: the mirror keeps each in memory
     */
    Outstanding(Pump pump, LeftoverRecords records, String run, Mirror forward, MigrationReport report, long most) {
        this.most = most;
        this.pump = pump;
        this.records = records;
        this.run = run;
        this.forward = forward;
        this.report = report;
    }

    /** Looks at all of them; what does not fit now either is open in the mirror from then on. */
    void look() throws InterruptedException {
        known.clear();
        unseen.clear();
        byHand.clear();
        more = false;
        long after = 0;
        List<Entry> page = records.list(run, Kind.REJECT, after, AT_ONCE, false);
        while (!page.isEmpty()) {
            for (Lane lane : forward.lanes()) {
                look(
                        lane,
                        page.stream()
                                .filter(each -> each.target().equals(lane.to()))
                                .toList());
            }
            after = page.get(page.size() - 1).leftover().number();
            page = records.list(run, Kind.REJECT, after, AT_ONCE, false);
            if (stillOpen() >= most) {
                more = !page.isEmpty();
                return;
            }
        }
    }

    private long stillOpen() {
        return forward.open().values().stream().mapToLong(Map::size).sum();
    }

    private void look(Lane lane, List<Entry> entries) throws InterruptedException {
        known.merge(lane.from(), (long) entries.size(), Long::sum);
        Map<RecordKey, List<Entry>> open = new LinkedHashMap<>();
        Set<RecordKey> replayed = new LinkedHashSet<>();
        for (Entry each : entries) {
            Optional<RecordKey> key = key(lane, each.leftover());
            if (key.isEmpty()) {
                unseen.merge(lane.from(), 1L, Long::sum);
            } else if (each.leftover().open()) {
                open.computeIfAbsent(key.get(), first -> new ArrayList<>()).add(each);
            } else {
                replayed.add(key.get());
            }
        }
        if (!open.isEmpty()) {
            forward.carryOver(lane.from(), open.keySet());
        }
        Map<RecordKey, Rejected> left = forward.open().getOrDefault(lane.from(), Map.of());
        for (Map.Entry<RecordKey, List<Entry>> each : open.entrySet()) {
            if (!left.containsKey(each.getKey())) {
                for (Entry entry : each.getValue()) {
                    records.replace(settled(entry));
                }
                settled++;
            }
        }
        replayed.removeAll(open.keySet());
        long different = forward.differing(lane, List.copyOf(replayed)).size();
        byHand.merge(lane.from(), different, Long::sum);
    }

    /** Empty for one that was too large to be kept, or that was erased. */
    private Optional<RecordKey> key(Lane lane, Leftover leftover) throws InterruptedException {
        List<String> names = lane.writeAs().key();
        boolean isKnown = leftover.incoming()
                .filter(body -> names.stream().allMatch(name -> body.get(name).isPresent()))
                .isPresent();
        return isKnown
                ? Optional.of(lane.back(pump, RecordKey.from(leftover.incoming().get(), names)))
                : Optional.empty();
    }

    private static Entry settled(Entry entry) {
        Leftover was = entry.leftover();
        return new Entry(entry.run(), entry.target(), was.after(false, "put right in the source", was.there()));
    }

    /** What stands against following: the records that do not fit now either, some of them by name; empty when there are none. */
    Optional<String> against() {
        long count = 0;
        List<String> named = new ArrayList<>();
        for (Map.Entry<DatasetId, Map<RecordKey, Rejected>> each :
                forward.open().entrySet()) {
            count += each.getValue().size();
            each.getValue().entrySet().stream()
                    .limit(Carrying.NAMED)
                    .forEach(one -> named.add(each.getKey() + " " + Carrying.line(one)));
        }
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
                unproven.put(each.source(), "the copy was not validated");
            }
        }
        for (Lane lane : forward.lanes()) {
            String name = lane.from().toString();
            long lost = unseen.getOrDefault(lane.from(), 0L)
                    + Math.max(0, rejected(name) - known.getOrDefault(lane.from(), 0L));
            if (lost > 0) {
                unproven.putIfAbsent(
                        name,
                        Counted.records(lost) + " did not fit and could not be kept, so that they may be missing");
            }
            long different = byHand.getOrDefault(lane.from(), 0L);
            if (different > 0) {
                unproven.putIfAbsent(
                        name, Counted.records(different) + " put right by hand, not as the source has them");
            }
        }
        return unproven;
    }

    private long rejected(String source) {
        return report.collections().stream()
                .filter(each -> each.source().equals(source))
                .mapToLong(CollectionReport::rejected)
                .sum();
    }

    /** What became of those that did not fit at first, as a sentence. */
    String told() {
        long different = byHand.values().stream().mapToLong(each -> each).sum();
        return "Of the records that did not fit at first, " + settled
                + " arrived as the source has them by now, and " + different
                + " hold what was put right by hand";
    }
}
