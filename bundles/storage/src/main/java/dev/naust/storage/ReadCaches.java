package dev.naust.storage;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * All read caches of this server. They are told of a change by the collection's name and the key, whichever store it was in:
 * two instances may be open on one store, as when a provider is swapped, and what is forgotten in vain is only read again.
 */
final class ReadCaches implements Changed {
    private final Set<ReadCache> caches = Collections.newSetFromMap(new WeakHashMap<>());

    synchronized void add(ReadCache cache) {
        caches.add(cache);
    }

    @Override
    public void record(DatasetId collection, RecordKey key) {
        for (ReadCache cache : of(collection)) {
            cache.forget(key);
        }
    }

    /** A collection in which too much has changed to name it. */
    void all(DatasetId collection) {
        for (ReadCache cache : of(collection)) {
            cache.forgetAll();
        }
    }

    private synchronized List<ReadCache> of(DatasetId collection) {
        List<ReadCache> found = new ArrayList<>();
        for (ReadCache cache : caches) {
            if (cache.collection().equals(collection)) {
                found.add(cache);
            }
        }
        return found;
    }
}
