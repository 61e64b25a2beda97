package dev.naust.filesystem.collection;

import dev.naust.api.model.DataRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The lines that a writer holds in memory, sorted by key; bounded by their bytes. */
final class Gathered {
    private static final long FULL = 8 << 20;
    private static final int OVERHEAD = 200;

    private final boolean keyed;
    private final boolean adds;
    private final TreeMap<RowKey, Entry> byKey = new TreeMap<>();
    private final List<Entry> inOrder = new ArrayList<>();
    private long weight;

    /** @param adds whether records are new, so that their originals are kept to reject them by */
    Gathered(boolean keyed, boolean adds) {
        this.keyed = keyed;
        this.adds = adds;
    }

    /** Takes a line; false when a new record's key is here already. */
    boolean take(RowKey key, byte[] line, DataRecord record) {
        Entry entry = new Entry(key, line, adds ? Optional.of(record) : Optional.empty());
        if (!keyed) {
            inOrder.add(entry);
        } else if (adds && byKey.containsKey(key)) {
            return false;
        } else {
            byKey.put(key, entry);
        }
        weight += 2L * line.length + OVERHEAD;
        return true;
    }

    boolean isFull() {
        return weight > FULL;
    }

    boolean isEmpty() {
        return byKey.isEmpty() && inOrder.isEmpty();
    }

    RowKey first() {
        return byKey.firstKey();
    }

    RowKey last() {
        return byKey.lastKey();
    }

    /** The keys with their lines; removing from it gives a record up. */
    TreeMap<RowKey, Entry> byKey() {
        return byKey;
    }

    Collection<Entry> entries() {
        return keyed ? byKey.values() : inOrder;
    }

    void clear() {
        byKey.clear();
        inOrder.clear();
        weight = 0;
    }

    record Entry(RowKey key, byte[] line, Optional<DataRecord> record) {}
}
