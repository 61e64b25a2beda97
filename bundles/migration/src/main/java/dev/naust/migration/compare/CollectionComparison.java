package dev.naust.migration.compare;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.ComparisonReport.Kind;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.Pump;
import dev.naust.migration.Counted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares two collections in at most a few passes over both sides, each of which reads them side by side in any order.
 *
 * <p>The first adds every record's content to one of 65,536 parts by the hash of its key; where all parts are equal, so are the
 * collections. The second looks only at the parts that differ, as many at a time as fit a table of bounded size, and finds
 * which keys differ. The third fetches the first of those records, to show them. A side whose whole content is not the same in
 * every pass has changed meanwhile, and nothing is certain then. Where all is
 * equal at once, another pass is made only when a store shows that something was changed in it meanwhile.
 */
final class CollectionComparison {
    /** Records of both sides that one round of the second pass may look at; a table of so many has 20 MB. */
    private static final long ROUND = 300_000;

    private static final long KEPT_BYTES = 16L << 20;

    private final Couple couple;
    private final Choice choice;
    private final Passes passes;
    private long missing;
    private long extra;
    private long different;
    private final Map<Digest, Wanted> wanted = new LinkedHashMap<>();

    /** A record to be shown, while it is fetched. */
    private static final class Wanted {
        private final Kind kind;
        private final String note;
        private Found.@Nullable Held source;
        private Found.@Nullable Held target;

        private Wanted(Kind kind, String note) {
            this.kind = kind;
            this.note = note;
        }
    }

    /** Which of the differing records are fetched; all are counted. */
    interface Choice {
        /**
         * Whether a record is one of them.
         *
         * @param chosen how many are already
         * @param source the digest of what the source has; empty where it has nothing or several
         * @param target the same of the target
         */
        boolean takes(int chosen, Kind kind, Digest key, Optional<Digest> source, Optional<Digest> target);
    }

    CollectionComparison(Pump pump, Couple couple, Choice choice, Passes.Watcher watcher) {
        this.couple = couple;
        this.choice = choice;
        this.passes = new Passes(pump, couple, watcher);
    }

    Outcome compare() throws InterruptedException {
        Buckets here = new Buckets();
        Buckets there = new Buckets();
        Mark before = Mark.of(couple);
        passes.first(
                (key, content, record, body) -> here.add(key, content),
                (key, content, record, body) -> there.add(key, content));
        if (couple.common().key().isEmpty()) {
            return Outcome.unverified(passes.source(), passes.target(), withoutKey());
        }
        List<Integer> differing = new ArrayList<>();
        for (int part = 0; part < Buckets.COUNT; part++) {
            if (!here.content(part).equals(there.content(part))) {
                differing.add(part);
            }
        }
        if (differing.isEmpty() && !Mark.of(couple).equals(before)) {
            // What was read first may have changed behind the reader, and each side on its own.
            passes.again("looking once more at", Scan.Visitor.NONE, Scan.Visitor.NONE);
        }
        int from = 0;
        while (from < differing.size() && passes.unchanged()) {
            int to = from;
            long sources = 0;
            long targets = 0;
            do {
                sources += here.content(differing.get(to)).records();
                targets += there.content(differing.get(to)).records();
                to++;
            } while (to < differing.size() && sources + targets < ROUND);
            judge(differing.subList(from, to), sources, targets);
            from = to;
        }
        if (!wanted.isEmpty() && passes.unchanged()) {
            fetch();
        }
        return outcome(differing.isEmpty());
    }

    private String withoutKey() {
        boolean equal = passes.source().equals(passes.target());
        return "Neither side has a key that tells records apart, so that differing records could not be named. As a whole the"
                + (equal ? " contents are equal" : " contents differ")
                + ". Declare a primary key on one side to have it verified";
    }

    private Outcome outcome(boolean identical) {
        Outcome outcome = new Outcome(
                identical ? Verdict.IDENTICAL : Verdict.DIFFERENT,
                "",
                passes.source(),
                passes.target(),
                missing,
                extra,
                different,
                found());
        return passes.unchanged()
                ? outcome
                : outcome.butUnverified(
                        passes.changed() + " changed while it was compared: compare again when nobody writes to it");
    }

    /** Finds the keys that differ in some parts. */
    private void judge(List<Integer> parts, long sources, long targets) throws InterruptedException {
        boolean[] chosen = new boolean[Buckets.COUNT];
        parts.forEach(part -> chosen[part] = true);
        KeyTable here = new KeyTable(sources);
        KeyTable there = new KeyTable(targets);
        passes.again("finding what differs in", visitor(here, chosen), visitor(there, chosen));
        here.forEach(key -> {
            if (!here.same(there, key)) {
                count(key, here, there);
            }
        });
        there.forEach(key -> {
            if (here.count(key) == 0) {
                count(key, here, there);
            }
        });
    }

    private Scan.Visitor visitor(KeyTable table, boolean[] chosen) {
        return (key, content, record, body) -> {
            if (chosen[Buckets.of(key)] && !table.add(Digest.of(key), Digest.of(content))) {
                // The side's content as a whole will show that it has grown.
                chosen[Buckets.of(key)] = false;
            }
        };
    }

    private void count(Digest key, KeyTable sources, KeyTable targets) {
        int here = sources.count(key);
        int there = targets.count(key);
        Kind kind = there == 0 ? Kind.MISSING : here == 0 ? Kind.EXTRA : Kind.DIFFERENT;
        missing += Math.max(0, here - there);
        extra += Math.max(0, there - here);
        different += Math.min(here, there);
        Optional<Digest> source = here == 1 ? Optional.of(sources.content(key)) : Optional.empty();
        Optional<Digest> target = there == 1 ? Optional.of(targets.content(key)) : Optional.empty();
        if (choice.takes(wanted.size(), kind, key, source, target)) {
            String note = here <= 1 && there <= 1
                    ? ""
                    : "The key is not unique: the source has it " + Counted.of(here, "time", "times") + ", the target "
                            + Counted.of(there, "time", "times");
            wanted.put(key, new Wanted(kind, note));
        }
    }

    private void fetch() throws InterruptedException {
        Keepsake keepSource = new Keepsake(KEPT_BYTES / 2);
        Keepsake keepTarget = new Keepsake(KEPT_BYTES / 2);
        passes.again(
                "fetching what differs in",
                (key, content, record, body) -> {
                    Wanted each = wanted.get(Digest.of(key));
                    if (each != null) {
                        each.source = held(couple.source(), content, record, keepSource.of(body));
                    }
                },
                (key, content, record, body) -> {
                    Wanted each = wanted.get(Digest.of(key));
                    if (each != null) {
                        each.target = held(couple.target(), content, record, keepTarget.of(body));
                    }
                });
    }

    private static Found.Held held(Side side, byte[] content, DataRecord record, Document body) {
        return new Found.Held(side.keyOf(record), Digest.of(content), body);
    }

    private List<Found> found() {
        List<Found> found = new ArrayList<>();
        wanted.forEach((id, each) -> {
            Found.Held shown = each.source != null ? each.source : each.target;
            if (shown != null) {
                found.add(new Found(
                        each.kind,
                        RecordKey.from(shown.body(), couple.common().key()).toDocument(),
                        id,
                        Optional.ofNullable(each.source),
                        Optional.ofNullable(each.target),
                        each.note));
            }
        });
        return found;
    }
}
