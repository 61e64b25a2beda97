package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.store.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The records that a mirror could not carry over: so many by their keys, and of more only that there are some. For one thread at a
 * time.
 */
final class Misfits {
    /** So many say enough, and each lies in memory: the rest is looked at when these are put right. */
    static final int MOST = 1_000;

    private final Map<DatasetId, Map<RecordKey, Rejected>> open = new LinkedHashMap<>();
    private final Map<DatasetId, Set<RecordKey>> byHand = new LinkedHashMap<>();
    private final Map<DatasetId, Long> moreByHand = new LinkedHashMap<>();
    private final Set<DatasetId> beyond = new HashSet<>();
    private final List<Untold> untold = new ArrayList<>();

    /** One that came with a change and found no room, so that nobody is told of it unless at once. */
    record Untold(DatasetId collection, RecordKey key, Rejected rejected) {}

    /** Those that are known, by the collection that they are from. */
    Map<DatasetId, Map<RecordKey, Rejected>> known() {
        return open;
    }

    /** Those of one collection that are known. */
    Map<RecordKey, Rejected> known(DatasetId id) {
        return open.getOrDefault(id, Map.of());
    }

    int size() {
        return open.values().stream().mapToInt(Map::size).sum();
    }

    boolean isFull() {
        return size() >= MOST;
    }

    /** The collections that have more of them than are known here. */
    Set<DatasetId> beyond() {
        return beyond;
    }

    /** Whether a collection has any. */
    boolean has(DatasetId id) {
        return !known(id).isEmpty() || beyond.contains(id);
    }

    /** Everything that is on record has found room. */
    void nothingBeyond() {
        beyond.clear();
    }

    /**
     * One that does not fit.
     *
     * @param isNew whether it came with a change, so that nobody knows of it yet
     */
    void add(DatasetId id, RecordKey key, Rejected rejected, boolean isNew) {
        removeByHand(id, key);
        Map<RecordKey, Rejected> here = open.computeIfAbsent(id, none -> new LinkedHashMap<>());
        if (here.containsKey(key) || !isFull()) {
            here.put(key, rejected);
            return;
        }
        beyond.add(id);
        if (isNew) {
            untold.add(new Untold(id, key, rejected));
        }
    }

    /** One that is in the other store as it is in this one. */
    void remove(DatasetId id, RecordKey key) {
        Map<RecordKey, Rejected> here = open.get(id);
        if (here != null) {
            here.remove(key);
        }
        removeByHand(id, key);
    }

    private void removeByHand(DatasetId id, RecordKey key) {
        Set<RecordKey> here = byHand.get(id);
        if (here != null) {
            here.remove(key);
        }
    }

    /** One that somebody has written into the other store with other values than this one has. */
    void putByHand(DatasetId id, RecordKey key) {
        remove(id, key);
        Set<RecordKey> here = byHand.computeIfAbsent(id, none -> new LinkedHashSet<>());
        if (byHand.values().stream().mapToInt(Set::size).sum() < MOST) {
            here.add(key);
        } else {
            moreByHand.merge(id, 1L, Long::sum);
        }
    }

    /** How many records of a collection hold what somebody gave them. */
    long byHand(DatasetId id) {
        return byHand.getOrDefault(id, Set.of()).size() + moreByHand.getOrDefault(id, 0L);
    }

    /** Forgets who holds what somebody gave it, to be told anew. */
    void forgetByHand() {
        byHand.clear();
        moreByHand.clear();
    }

    /** Those that nobody was told of, once. */
    List<Untold> takeUntold() {
        List<Untold> taken = List.copyOf(untold);
        untold.clear();
        return taken;
    }
}
