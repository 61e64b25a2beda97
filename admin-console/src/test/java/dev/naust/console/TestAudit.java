package dev.naust.console;

import dev.naust.api.service.Audit;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An audit log in memory, which a test can keep from being written. */
final class TestAudit implements Audit {
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private volatile boolean full;

    /** From now on it can or cannot be written. */
    void fill(boolean isFull) {
        full = isFull;
    }

    /** What was appended, the oldest first. */
    List<Event> events() {
        return entries.stream().map(Entry::event).toList();
    }

    @Override
    public synchronized Entry append(Event event) {
        if (full) {
            throw new StoreException(ServiceError.CONTROL_UNAVAILABLE, "The disk is full.");
        }
        Entry entry = new Entry(entries.size() + 1L, Instant.EPOCH, event, "0", "1");
        entries.add(entry);
        return entry;
    }

    @Override
    public List<Entry> list(Optional<Long> before, int limit) {
        List<Entry> found = new ArrayList<>(entries);
        Collections.reverse(found);
        return found.stream()
                .filter(entry -> before.isEmpty() || entry.sequence() < before.get())
                .limit(limit)
                .toList();
    }

    @Override
    public Verdict verify() {
        return new Verdict(entries.size(), Optional.empty());
    }
}
