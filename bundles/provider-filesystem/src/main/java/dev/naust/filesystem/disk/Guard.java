package dev.naust.filesystem.disk;

import dev.naust.api.store.StoreException;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Whether a store is open, and which of its readers and writers are. Safe for several threads. */
public final class Guard {
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @throws StoreException when the store is closed */
    public void ensureOpen() {
        if (closed) {
            throw closed("This store");
        }
    }

    /** Remembers what ends with the store, until it is forgotten. */
    public <T extends AutoCloseable> T watch(T opened) {
        open.add(opened);
        return opened;
    }

    public void forget(AutoCloseable ended) {
        open.remove(ended);
    }

    /** Refuses everything from now on; returns what is still open, and nothing at a second call. */
    public List<AutoCloseable> end() {
        closed = true;
        List<AutoCloseable> left = List.copyOf(open);
        open.clear();
        return left;
    }

    public static StoreException closed(String what) {
        return new StoreException(FilesystemErrorCode.CLOSED, what + " is closed; open a new one");
    }
}
