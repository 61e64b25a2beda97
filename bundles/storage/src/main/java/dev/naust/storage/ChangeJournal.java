package dev.naust.storage;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a transaction changed. It is told when the transaction has ended, however it did: before, others still see what was, and
 * after a commit without an answer nobody knows.
 */
final class ChangeJournal implements Changed {
    private static final int MOST = 10_000;

    private final Set<Place> places = new LinkedHashSet<>();
    private final Set<DatasetId> whole = new HashSet<>();

    private record Place(DatasetId collection, RecordKey key) {}

    @Override
    public synchronized void record(DatasetId collection, RecordKey key) {
        if (whole.contains(collection)) {
            return;
        }
        places.add(new Place(collection, key));
        if (places.size() > MOST) {
            places.forEach(place -> whole.add(place.collection()));
            places.clear();
        }
    }

    synchronized void tell(ReadCaches caches) {
        places.forEach(place -> caches.record(place.collection(), place.key()));
        whole.forEach(caches::all);
    }
}
