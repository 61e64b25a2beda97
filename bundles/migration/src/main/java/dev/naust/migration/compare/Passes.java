package dev.naust.migration.compare;

import dev.naust.api.model.ContentHash;
import dev.naust.api.service.Pump;
import dev.naust.migration.Parallel;
import java.util.List;
import java.util.function.LongConsumer;

/** Reads both sides of a couple at the same time, again and again, and notices when one is not what it was. */
final class Passes {
    private final Pump pump;
    private final Couple couple;
    private final Watcher watcher;
    private ContentHash source = ContentHash.empty();
    private ContentHash target = ContentHash.empty();
    private String changed = "";

    /** Is told how far the passes have come. */
    interface Watcher extends LongConsumer {
        /** Another pass begins. */
        void pass(String what, long records);
    }

    Passes(Pump pump, Couple couple, Watcher watcher) {
        this.pump = pump;
        this.couple = couple;
        this.watcher = watcher;
    }

    /** The pass that all others are measured by. */
    void first(Scan.Visitor here, Scan.Visitor there) throws InterruptedException {
        List<ContentHash> totals = both(here, there);
        source = totals.get(0);
        target = totals.get(1);
    }

    /** Another pass over both sides. */
    void again(String what, Scan.Visitor here, Scan.Visitor there) throws InterruptedException {
        watcher.pass(what, source.records() + target.records());
        List<ContentHash> totals = both(here, there);
        if (!totals.get(0).equals(source)) {
            changed = couple.source().declared().id() + " in the source";
        } else if (!totals.get(1).equals(target)) {
            changed = couple.target().declared().id() + " in the target";
        }
    }

    /** The source's content in the first pass. */
    ContentHash source() {
        return source;
    }

    /** The target's content in the first pass. */
    ContentHash target() {
        return target;
    }

    /** Whether every pass has read the same. */
    boolean unchanged() {
        return changed.isEmpty();
    }

    /** Which side has changed. */
    String changed() {
        return changed;
    }

    private List<ContentHash> both(Scan.Visitor here, Scan.Visitor there) throws InterruptedException {
        return Parallel.all(
                "naust-compare",
                2,
                List.of(
                        () -> new Scan(pump, couple.common(), watcher).over(couple.source(), here),
                        () -> new Scan(pump, couple.common(), watcher).over(couple.target(), there)));
    }
}
