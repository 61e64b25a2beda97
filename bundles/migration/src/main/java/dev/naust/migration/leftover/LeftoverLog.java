package dev.naust.migration.leftover;

import dev.naust.api.model.Content;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.service.Leftovers.Kind;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.ServerState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what one run leaves, a few at a time. Beyond a number of each kind they are no more kept, so that a run that goes wrong
 * altogether does not fill the server's disk. Safe for use by several threads.
 */
public final class LeftoverLog {
    private static final long MOST = 100_000;
    private static final int LARGEST_BYTES = 64 * 1024;
    private static final int AT_ONCE = 100;

    private final LeftoverRecords records;
    private final String run;
    private final Map<Kind, Long> numbers = new EnumMap<>(Kind.class);
    private final List<LeftoverRecords.Entry> waiting = new ArrayList<>();

    /** For a run, behind what it has left before it went on. */
    public LeftoverLog(ServerState state, String run) {
        this.records = new LeftoverRecords(state);
        this.run = run;
        for (Kind kind : Kind.values()) {
            numbers.put(kind, records.last(run, kind));
        }
    }

    /**
     * Takes one.
     *
     * @param back the key that the target's changes tell it by, of one that did not fit the source after the cutover
     * @param incoming the source's record with the target's names
     * @return its number; 0 when there is no room for it
     */
    public long add(
            Kind kind,
            Optional<Document> back,
            DatasetId target,
            String key,
            String field,
            String value,
            String reason,
            Document incoming,
            Optional<Document> there) {
        long number;
        boolean kept = isSmall(incoming) && there.map(LeftoverLog::isSmall).orElse(true);
        synchronized (this) {
            number = numbers.merge(kind, 1L, Long::sum);
            if (number > MOST) {
                return 0;
            }
            Leftover leftover = new Leftover(
                    number,
                    kind,
                    target.toString(),
                    key,
                    field,
                    value,
                    reason,
                    true,
                    kept ? Optional.of(incoming) : Optional.empty(),
                    kept ? there : Optional.empty());
            waiting.add(new LeftoverRecords.Entry(run, target, leftover, back));
        }
        settle(AT_ONCE);
        return number;
    }

    /** The number of the last one of a kind; 0 for none. */
    public synchronized long last(Kind kind) {
        return numbers.getOrDefault(kind, 0L);
    }

    /** The first ones of a kind, those that a run left before it went on included. */
    public List<Leftover> first(Kind kind, int most) {
        flush();
        return records.list(run, kind, 0, most, false).stream()
                .map(LeftoverRecords.Entry::leftover)
                .toList();
    }

    /** How many of a kind nobody has put right or decided about yet, those that a run left before it went on included. */
    public long open(Kind kind) {
        flush();
        return records.open(run, kind);
    }

    /** Removes those of a collection with greater numbers; their numbers are not given to others. */
    public void forgetBehind(Kind kind, DatasetId target, long number) throws InterruptedException {
        flush();
        if (last(kind) > number) {
            records.forgetBehind(run, kind, target, number);
        }
    }

    /** Whether a record is kept with its reject. */
    public static boolean isSmall(Document body) {
        for (int i = 0; i < body.size(); i++) {
            if (body.at(i) instanceof Content) {
                return false;
            }
        }
        return body.weight() <= LARGEST_BYTES;
    }

    /** Writes down all that waits. */
    public void flush() {
        settle(1);
    }

    private void settle(int enough) {
        List<LeftoverRecords.Entry> taken;
        synchronized (this) {
            if (waiting.size() < enough) {
                return;
            }
            taken = List.copyOf(waiting);
            waiting.clear();
        }
        records.add(taken);
    }
}
