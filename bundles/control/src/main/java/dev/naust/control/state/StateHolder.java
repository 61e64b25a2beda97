package dev.naust.control.state;

import dev.naust.api.model.Dataset;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Scrubbing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the open store of the server's state. Users come in only while a store is there, and a store is closed only after
 * its users have left, or after a grace period.
 */
final class StateHolder implements ServerState {
    private static final Logger LOG = LoggerFactory.getLogger(StateHolder.class);

    private static final String OWN = "naust_";

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Open, Integer> users = new HashMap<>();
    private final Storage storage;
    private final String place;
    private final Duration patience;
    private @Nullable Open current;
    private String problem;
    private boolean closed;

    StateHolder(Storage storage, String type, String place, Duration patience) {
        this.storage = storage;
        this.place = place;
        this.patience = patience;
        this.problem = "the provider \"" + type + "\" is not there; put its jar into the plugins folder";
    }

    @Override
    public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
        Open open = enter();
        try {
            return work.run(open.backend());
        } finally {
            leave(open);
        }
    }

    @Override
    public List<String> scrub() throws InterruptedException {
        Open open = enter();
        try {
            Optional<Scrubbing> scrubbing = open.store().scrubbing();
            return scrubbing.isEmpty()
                    ? List.of()
                    : scrubbing
                            .get()
                            .scrub(open.store().datasets().stream()
                                    .map(Dataset::id)
                                    .filter(id -> id.name().startsWith(OWN))
                                    .toList());
        } finally {
            leave(open);
        }
    }

    /** Takes a store into use; the holder closes it. */
    void open(Store store) {
        Open next = new Open(store, storage.over(store));
        lock.lock();
        try {
            if (!closed && current == null) {
                current = next;
                changed.signalAll();
                return;
            }
        } finally {
            lock.unlock();
        }
        store.close();
    }

    boolean isOpen() {
        lock.lock();
        try {
            return current != null;
        } finally {
            lock.unlock();
        }
    }

    /** Says why there is no store, for those who wait in vain. */
    void failed(String why) {
        lock.lock();
        try {
            problem = why;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the store when its users have left; another one can be opened afterwards. */
    void release(String why) {
        Optional<Open> old = detach(why, false);
        old.ifPresent(this::close);
    }

    /** Closes the store for good; whoever waits for one is told so. */
    void shutDown() {
        detach("the server is stopping", true).ifPresent(this::close);
    }

    private Optional<Open> detach(String why, boolean forGood) {
        lock.lock();
        try {
            Optional<Open> old = Optional.ofNullable(current);
            current = null;
            problem = why;
            closed |= forGood;
            changed.signalAll();
            return old;
        } finally {
            lock.unlock();
        }
    }

    private void close(Open old) {
        if (!awaitNoUsers(old)) {
            LOG.warn("The store of the server's own state ({}) is closed while it is still in use", place);
        }
        old.store().close();
    }

    private boolean awaitNoUsers(Open old) {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (users.containsKey(old) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !users.containsKey(old);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Open enter() throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (current == null && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            Open open = current;
            if (open == null) {
                throw new StoreException(
                        ServiceError.CONTROL_UNAVAILABLE,
                        "The server's own state (" + place + ") cannot be reached: " + problem);
            }
            users.merge(open, 1, Integer::sum);
            return open;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Open open) {
        lock.lock();
        try {
            users.computeIfPresent(open, (key, count) -> count == 1 ? null : count - 1);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** An open store; equal only to itself, because stores are. */
    private record Open(Store store, StorageBackend backend) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
