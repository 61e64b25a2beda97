package dev.naust.registry.store;

import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Store;
import dev.naust.registry.provider.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open store, shared by all its leases. Once retired it gives no new ones and is closed when the last has ended or when
 * whoever retired it loses patience. Thread-safe; the store is closed outside the lock.
 */
final class SharedStore {
    private static final Logger LOG = LoggerFactory.getLogger(SharedStore.class);

    private final String name;
    private final Provider provider;
    private final String revision;
    private final Store store;
    private final Clock clock;

    private final Object lock = new Object();
    private final List<Lease> leases = new ArrayList<>();
    private boolean retired;
    private boolean closing;
    private final CountDownLatch closed = new CountDownLatch(1);

    SharedStore(String name, Provider provider, String revision, Store store, Clock clock) {
        this.name = name;
        this.provider = provider;
        this.revision = revision;
        this.store = store;
        this.clock = clock;
        provider.opened();
    }

    Provider provider() {
        return provider;
    }

    /** Whether this is what a lease would be opened with now. */
    boolean isOf(Provider wanted, String wantedRevision) {
        return provider == wanted && revision.equals(wantedRevision);
    }

    /** A lease, or nothing when this store is retired. */
    Optional<StoreLease> lease() {
        synchronized (lock) {
            if (retired) {
                return Optional.empty();
            }
            Lease lease = new Lease(Thread.currentThread().getName(), clock.instant());
            leases.add(lease);
            return Optional.of(lease);
        }
    }

    /** Who has it and since when, for messages; empty when nobody has. */
    List<String> borrowers() {
        synchronized (lock) {
            return leases.stream().map(Lease::describe).toList();
        }
    }

    /**
     * Gives no more leases.
     *
     * @return whether there are none, so that the caller must see to {@link #closeStore}
     */
    boolean retire() {
        synchronized (lock) {
            retired = true;
            return claimClosing(leases.isEmpty());
        }
    }

    /** Retires and closes the store only if nobody has it. */
    boolean closeIfIdle() {
        boolean closeNow;
        synchronized (lock) {
            if (!leases.isEmpty()) {
                return false;
            }
            retired = true;
            closeNow = claimClosing(true);
        }
        if (closeNow) {
            closeStore();
        }
        return true;
    }

    /** Closes a retired store, whoever still has it. */
    void closeNow() {
        boolean mine;
        List<String> left;
        synchronized (lock) {
            retired = true;
            left = borrowers();
            mine = claimClosing(true);
        }
        if (mine) {
            if (!left.isEmpty()) {
                LOG.warn("Store {} is closed while it is still in use: {}", name, String.join(", ", left));
            }
            closeStore();
        }
    }

    /** Waits until the store is closed; tells whether it is. */
    boolean awaitClosed(Duration patience) {
        try {
            return closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void end(Lease lease) {
        boolean closeNow;
        synchronized (lock) {
            leases.remove(lease);
            closeNow = claimClosing(retired && leases.isEmpty());
        }
        if (closeNow) {
            closeStore();
        }
    }

    private boolean claimClosing(boolean due) {
        boolean mine = due && !closing;
        closing |= mine;
        return mine;
    }

    /** Closes the store; for the one who was told to. */
    void closeStore() {
        try {
            store.close();
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("Store {} did not close cleanly: {}", name, String.valueOf(e.getMessage()));
        } finally {
            provider.closed();
            closed.countDown();
        }
    }

    /** One borrower's hold on the store. */
    private final class Lease implements StoreLease {
        private final String borrower;
        private final Instant since;
        private final AtomicBoolean ended = new AtomicBoolean();

        Lease(String borrower, Instant since) {
            this.borrower = borrower;
            this.since = since;
        }

        String describe() {
            return borrower + " since " + since;
        }

        @Override
        public Store store() {
            return store;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String type() {
            return provider.id();
        }

        @Override
        public void close() {
            if (ended.compareAndSet(false, true)) {
                end(this);
            }
        }
    }
}
