package dev.naust.control.run;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a run is, as its record says. There is no time of day in it: others measure on their own clocks how long nothing of it
 * has changed, so that clocks need not agree and may jump.
 *
 * @param node the server's id; empty when it is nobody's
 * @param place where that server lives
 * @param fence grows with every server that takes the run; whoever comes with an older number is refused
 * @param beat grows with every write of the server that has it
 * @param length for how long it counts without a change
 * @param cancel whether somebody asked at another server for the run's end
 */
record Lease(String node, String place, long fence, long beat, Duration length, boolean cancel) {

    /** Nobody's yet. */
    static final Lease NONE = new Lease("", "", 0, 0, Duration.ZERO, false);

    /** What its holder knows of it. */
    record Hold(String node, long fence) {}

    Hold hold() {
        return new Hold(node, fence);
    }

    boolean isHeldBy(Hold hold) {
        return hold().equals(hold);
    }

    /** Whether nobody has to be waited for. */
    boolean isFree() {
        return node.isEmpty();
    }

    /** The next holder's. */
    Lease takenBy(Node taker) {
        return new Lease(taker.id(), taker.place(), fence + 1, 0, taker.lease(), cancel);
    }

    /** The same, a moment later. */
    Lease next() {
        return new Lease(node, place, fence, beat + 1, length, cancel);
    }

    /** Nobody's any more. */
    Lease released() {
        return new Lease("", "", fence, beat + 1, length, cancel);
    }

    /** With the wish that the run ends, or without it. */
    Lease cancelling(boolean wished) {
        return new Lease(node, place, fence, beat + 1, length, wished);
    }

    Document toDocument() {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("node", Value.text(node));
        fields.put("place", Value.text(place));
        fields.put("fence", Value.int64(fence));
        fields.put("beat", Value.int64(beat));
        fields.put("millis", Value.int64(length.toMillis()));
        fields.put("cancel", Value.Bool.of(cancel));
        return Document.of(fields);
    }

    /** Runs that were recorded before there were leases are nobody's. */
    static Lease of(Optional<Value> kept) {
        return kept.map(Document.class::cast)
                .map(fields -> new Lease(
                        text(fields, "node"),
                        text(fields, "place"),
                        number(fields, "fence"),
                        number(fields, "beat"),
                        Duration.ofMillis(number(fields, "millis")),
                        fields.get("cancel").filter(Value.Bool.TRUE::equals).isPresent()))
                .orElse(NONE);
    }

    private static String text(Document fields, String name) {
        return ((Text) fields.get(name).orElseThrow()).string();
    }

    private static long number(Document fields, String name) {
        return ((Value.Int64) fields.get(name).orElseThrow()).number();
    }
}
