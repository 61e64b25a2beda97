package dev.naust.redis.connection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which primary serves which slots of a cluster; immutable.
 *
 * @param ranges the primaries by the first slot of each range
 */
record Topology(TreeMap<Integer, Range> ranges) {

    /** The last slot of a range, and who serves it. */
    record Range(int last, Endpoint primary) {}

    /** A topology in which one server has everything. */
    static Topology of(Endpoint only) {
        return new Topology(new TreeMap<>(Map.of(0, new Range(Integer.MAX_VALUE, only))));
    }

    /**
     * Reads the answer to CLUSTER SLOTS.
     *
     * @param asked stands in where a server does not say its own address
     */
    static Topology read(Object answer, Endpoint asked) {
        TreeMap<Integer, Range> ranges = new TreeMap<>();
        for (Object each : (List<?>) answer) {
            List<?> range = (List<?>) each;
            List<?> primary = (List<?>) range.get(2);
            Object address = primary.get(0);
            String host = address instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
            int port = ((Long) primary.get(1)).intValue();
            ranges.put(
                    ((Long) range.get(0)).intValue(),
                    new Range(
                            ((Long) range.get(1)).intValue(),
                            new Endpoint(host.isEmpty() || host.equals("?") ? asked.host() : host, port)));
        }
        return new Topology(ranges);
    }

    /** Who serves a slot; null when nobody does. */
    @Nullable
    Endpoint primary(int slot) {
        if (ranges.isEmpty()) {
            return null;
        }
        Map.Entry<Integer, Range> range = ranges.floorEntry(Math.max(slot, ranges.firstKey()));
        boolean served = slot == Request.ANY
                || range.getKey() <= slot && slot <= range.getValue().last();
        return served ? range.getValue().primary() : null;
    }

    /** All primaries, each once. */
    List<Endpoint> primaries() {
        Collection<Range> all = ranges.values();
        return new ArrayList<>(all.stream().map(Range::primary).distinct().toList());
    }
}
