package dev.naust.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.port.Caching;
import dev.naust.api.service.DocumentRepository.Entry;
import java.util.Optional;

/**
 * Records of one collection that were found by their key. An answer that was under way while something changed is not kept: it
 * may have been read before the change.
 */
final class ReadCache {
    /** Larger ones would make a bound in number none in bytes. */
    private static final int LARGEST = 64 * 1024;

    private final DatasetId collection;
    private final Cache<RecordKey, Entry> entries;
    private final Object lock = new Object();
    private long changes;

    ReadCache(DatasetId collection, Caching caching) {
        this.collection = collection;
        this.entries = Caffeine.newBuilder()
                .maximumSize(caching.most())
                .expireAfterWrite(caching.longest())
                .executor(Runnable::run)
                .build();
    }

    DatasetId collection() {
        return collection;
    }

    Optional<Entry> find(RecordKey key, Look look) throws InterruptedException {
        Entry known = entries.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        long before = changes();
        Optional<Entry> found = look.find(key);
        found.ifPresent(entry -> keep(key, entry, before));
        return found;
    }

    private long changes() {
        synchronized (lock) {
            return changes;
        }
    }

    /** Only under the very key that the store has, which is the one that changes are told by. */
    private void keep(RecordKey key, Entry entry, long before) {
        synchronized (lock) {
            if (changes == before && entry.key().equals(key) && entry.body().weight() <= LARGEST) {
                entries.put(key, entry);
            }
        }
    }

    void forget(RecordKey key) {
        synchronized (lock) {
            changes++;
            entries.invalidate(key);
        }
    }

    void forgetAll() {
        synchronized (lock) {
            changes++;
            entries.invalidateAll();
        }
    }

    /** Asks the store. */
    @FunctionalInterface
    interface Look {
        Optional<Entry> find(RecordKey key) throws InterruptedException;
    }
}
