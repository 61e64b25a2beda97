package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.Leftovers.Kind;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.store.StoreException;
import dev.naust.migration.leftover.LeftoverRecords;
import dev.naust.migration.leftover.LeftoverRecords.Entry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which rejects on record tell of the records that a mirror could not carry over, so that they are closed when those were put
 * right. For one thread at a time.
 */
final class RejectNumbers {
    private static final Logger LOG = LoggerFactory.getLogger(RejectNumbers.class);

    private final LeftoverRecords records;
    private final String run;
    private final Map<DatasetId, Map<RecordKey, Set<Long>>> numbers = new HashMap<>();
    private final Map<Long, String> closing = new LinkedHashMap<>();

    RejectNumbers(LeftoverRecords records, String run) {
        this.records = records;
        this.run = run;
    }

    /** Whether a record is told of. */
    boolean has(DatasetId id, RecordKey key) {
        return numbers.getOrDefault(id, Map.of()).containsKey(key);
    }

    /** The rejects that tell of a record. */
    Set<Long> of(DatasetId id, RecordKey key) {
        return numbers.getOrDefault(id, Map.of()).getOrDefault(key, Set.of());
    }

    /** @param number of the reject that tells of it; 0 when it found no room on record */
    void put(DatasetId id, RecordKey key, long number) {
        numbers.computeIfAbsent(id, none -> new HashMap<>())
                .computeIfAbsent(key, none -> new LinkedHashSet<>())
                .add(number);
    }

    /** Closes the rejects of a record that was put right. */
    void close(DatasetId id, RecordKey key, String reason) {
        Set<Long> known = numbers.getOrDefault(id, new HashMap<>()).remove(key);
        if (known != null) {
            known.forEach(each -> closing.put(each, reason));
        }
    }

    /** Closes those of all records that are no misfits any more. */
    void closeAllBut(Misfits misfits, String reason) {
        numbers.forEach((id, here) -> {
            for (RecordKey key : Set.copyOf(here.keySet())) {
                if (!misfits.known(id).containsKey(key)) {
                    close(id, key, reason);
                }
            }
        });
    }

    /** Puts on record what was closed; what cannot be now is the next time. */
    void writeDown() throws InterruptedException {
        try {
            for (Long number : Set.copyOf(closing.keySet())) {
                Optional<Entry> entry = records.find(run, Kind.REJECT, number);
                if (entry.filter(each -> each.leftover().open()).isPresent()) {
                    records.replace(closed(entry.get(), closing.get(number)));
                }
                closing.remove(number);
            }
        } catch (StoreException e) {
            LOG.debug("What was put right of run {} is closed later", run, e);
        }
    }

    /** Puts at once on record what became of a reject. */
    Leftover replace(Entry entry, Leftover now) throws InterruptedException {
        records.replace(entry.with(now));
        return now;
    }

    /** A reject that nobody has to look at any more. */
    static Entry closed(Entry entry, String reason) {
        Leftover was = entry.leftover();
        return entry.with(was.after(false, reason, was.there()));
    }

    /** Forgets which tell of what. */
    void forget() {
        numbers.clear();
    }
}
