package dev.naust.memory;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Follows collections of a memory store. What a writer's flush or a transaction changed becomes visible at once and is told in
 * the order of collections and keys; of a record that changed twice in it, only the last state is.
 */
final class MemoryChangeFeed implements ChangeFeed {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private final MemoryStore store;
    private final ChangeLog log;

    MemoryChangeFeed(MemoryStore store) {
        this.store = store;
        this.log = store.contents().changes();
    }

    @Override
    public Position follow(String name, List<DatasetId> datasets) throws InterruptedException {
        store.ensureOpen();
        if (!NAME.matcher(name).matches() || datasets.isEmpty()) {
            throw new StoreException(
                    MemoryErrorCode.BAD_FOLLOWER,
                    "A follower has a name of small letters, digits and _, up to 41, and at least one collection to follow");
        }
        return store.contents().still(() -> {
            for (DatasetId dataset : datasets) {
                if (store.contents().table(dataset).schema().key().isEmpty()) {
                    throw new StoreException(
                            MemoryErrorCode.NO_KEY,
                            "Collection \"" + dataset
                                    + "\" has no key, so nobody could tell which record changed; follow others");
                }
            }
            return log.follow(name, Set.copyOf(datasets));
        });
    }

    @Override
    public void forget(String name) {
        store.ensureOpen();
        log.forget(name);
    }

    @Override
    public ChangeReader read(String name, Position after) {
        store.ensureOpen();
        log.pass(name, after);
        return new Reader(name, after);
    }

    @Override
    public boolean knowsItsEnd() {
        return true;
    }

    private final class Reader implements ChangeReader {
        private final String name;
        private Position after;
        private boolean closed;

        Reader(String name, Position after) {
            this.name = name;
            this.after = after;
        }

        @Override
        public List<Change> next(int max, Duration patience) throws InterruptedException {
            store.ensureOpen();
            if (closed) {
                throw MemoryStore.closed("This reader of changes");
            }
            List<Change> changes = log.next(name, after, max, patience);
            if (!changes.isEmpty()) {
                after = changes.get(changes.size() - 1).position();
            }
            return changes;
        }

        @Override
        public boolean isAtEnd(Duration patience) throws InterruptedException {
            store.ensureOpen();
            return log.next(name, after, 1, Duration.ZERO).isEmpty();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
