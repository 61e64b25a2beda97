package dev.naust.migration;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Rejected;
import dev.naust.migration.Arrival.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Holds back records of a collection that refers to itself and that refused them, because the record that they refer to may
 * still come. For one thread.
 */
final class Latecomers {
    private static final int AT_ONCE = 2_000;
    private static final int MOST = 100_000;
    private static final long MOST_BYTES = 32L << 20;

    private final boolean refersToItself;
    private List<Rejected> held = new ArrayList<>();
    private long bytes;

    /** Lets records arrive. */
    interface Arriving {
        Outcome arrive(List<DataRecord> records) throws InterruptedException;
    }

    Latecomers(Schema there) {
        this.refersToItself = refersToItself(there);
    }

    /** Whether records of a collection may refer to others of the same. */
    static boolean refersToItself(Schema there) {
        return there.foreignKeys().stream().anyMatch(key -> key.target().equals(there.id()));
    }

    /** Holds back what was refused, as far as there is room; returns the rest, which stays refused. */
    List<Rejected> hold(List<Rejected> refused) {
        if (!refersToItself) {
            return refused;
        }
        List<Rejected> rest = new ArrayList<>();
        for (Rejected each : refused) {
            if (held.size() < MOST && bytes < MOST_BYTES) {
                held.add(each);
                bytes += each.record().weight();
            } else {
                rest.add(each);
            }
        }
        return rest;
    }

    /**
     * Lets all that was held back arrive, again and again, until no more of them can. The last comes first: a chain that is read
     * from its end arrives in one go.
     *
     * @return those that stay refused
     */
    List<Rejected> arrive(Arriving arriving) throws InterruptedException {
        boolean some = !held.isEmpty();
        while (some) {
            some = false;
            Collections.reverse(held);
            List<Rejected> refused = new ArrayList<>();
            for (int from = 0; from < held.size(); from += AT_ONCE) {
                List<Rejected> part = held.subList(from, Math.min(held.size(), from + AT_ONCE));
                Outcome outcome =
                        arriving.arrive(part.stream().map(Rejected::record).toList());
                refused.addAll(outcome.rejected());
                some |= outcome.rejected().size() < part.size();
            }
            held = refused;
            some &= !held.isEmpty();
        }
        List<Rejected> left = held;
        held = new ArrayList<>();
        bytes = 0;
        return left;
    }
}
