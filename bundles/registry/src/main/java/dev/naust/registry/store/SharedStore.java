package dev.naust.registry.store;

import dev.naust.api.service.StoreInstance;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Store;
import dev.naust.registry.provider.Place;
import dev.naust.registry.provider.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store, shared by all its leases, from the moment its provider is asked to open it. Once retired it gives no new leases
 * and is closed when the last has ended or when whoever retired it loses patience. Thread-safe; the store is opened and closed
 * outside the lock.
 */
final class SharedStore implements Place {
    private static final Logger LOG = LoggerFactory.getLogger(SharedStore.class);

    private final String name;
    private final Provider provider;
    private final String revision;
    private final Instant since;

    private final Object lock = new Object();
    private final Holds holds;
    private @Nullable Store store;
    private boolean retired;
    private boolean closing;
    private final CountDownLatch closed = new CountDownLatch(1);

    SharedStore(String name, Provider provider, String revision, Clock clock, Supplier<Duration> usualLease) {
        this.name = name;
        this.provider = provider;
        this.revision = revision;
        this.since = clock.instant();
        this.holds = new Holds(name, clock, usualLease);
    }

    String name() {
        return name;
    }

    Provider provider() {
        return provider;
    }

    /** Whether it may be used for this revision of its configuration. */
    boolean serves(String wantedRevision) {
        synchronized (lock) {
            return !retired && revision.equals(wantedRevision) && !provider.isGone();
        }
    }

    /**
     * Holds the store that the provider has opened.
     *
     * @return whether it is of use; when it was retired meanwhile, it is closed at once
     */
    boolean opened(Store opened) {
        boolean late;
        synchronized (lock) {
            store = opened;
            late = claimClosing(retired);
        }
        if (late) {
            closeStore();
        }
        return !late;
    }

    /** What the store shows that it can do. */
    Set<Capability> capabilities() {
        Store open;
        synchronized (lock) {
            open = store;
        }
        try {
            return open == null ? Set.of() : Set.copyOf(Capability.shownBy(open));
        } catch (RuntimeException | Error e) {
            LOG.warn("Store {} does not say what it can do: {}", name, e.toString());
            return Set.of(Capability.RECORDS);
        }
    }

    /** Asks the store itself whether it answers. */
    void check(Duration timeout) {
        Store open;
        synchronized (lock) {
            open = store;
        }
        if (open != null) {
            open.check(timeout);
        }
    }

    /** The store itself, for a look that is no lease; empty while it is not open. */
    Optional<Store> peek() {
        synchronized (lock) {
            return closing ? Optional.empty() : Optional.ofNullable(store);
        }
    }

    /** The provider could not open it. */
    void failed() {
        closed.countDown();
        provider.giveBack(this);
    }

    /** A lease, or nothing when this store is retired. */
    Optional<StoreLease> lease() {
        String who = Caller.describe();
        synchronized (lock) {
            Store open = store;
            return retired || open == null ? Optional.empty() : Optional.of(new Lease(open, holds.begin(who)));
        }
    }

    /** Who has it and since when, for messages; empty when nobody has. */
    List<String> borrowers() {
        synchronized (lock) {
            return holds.describe();
        }
    }

    @Override
    public StoreInstance view() {
        synchronized (lock) {
            StoreInstance.State state = retired
                    ? StoreInstance.State.CLOSING
                    : store == null ? StoreInstance.State.OPENING : StoreInstance.State.OPEN;
            return new StoreInstance(
                    name,
                    provider.id(),
                    provider.origin().version().toString(),
                    state,
                    since,
                    holds.borrowers(),
                    holds.leaks());
        }
    }

    /**
     * Ends leases that nobody can end any more because they are garbage, and reports those that have lasted long.
     *
     * @return whether the last lease has ended by that, so that the caller must see to {@link #closeStore}
     */
    boolean inspect() {
        synchronized (lock) {
            holds.inspect();
            return claimClosing(retired && holds.isEmpty());
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
            return claimClosing(holds.isEmpty());
        }
    }

    /** Gives leases again after all, unless it is being closed already; tells whether it does. */
    boolean reinstate() {
        synchronized (lock) {
            retired &= closing;
            return !retired;
        }
    }

    /** Retires and closes the store only if nobody has it. */
    boolean closeIfIdle() {
        boolean closeNow;
        synchronized (lock) {
            if (!holds.isEmpty()) {
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

    private void end(Holds.Hold hold) {
        boolean closeNow;
        synchronized (lock) {
            holds.end(hold);
            closeNow = claimClosing(retired && holds.isEmpty());
        }
        if (closeNow) {
            closeStore();
        }
    }

    private boolean claimClosing(boolean due) {
        boolean mine = due && !closing && store != null;
        closing |= mine;
        return mine;
    }

    /** Closes the store; for the one who was told to. */
    void closeStore() {
        Store open;
        synchronized (lock) {
            open = store;
        }
        try {
            if (open != null) {
                open.close();
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("Store {} did not close cleanly: {}", name, String.valueOf(e.getMessage()));
        } finally {
            provider.giveBack(this);
            closed.countDown();
        }
    }

    /** One borrower's handle on the store; what outlives it, should it be lost, is its hold. */
    private final class Lease implements StoreLease {
        private final Store open;
        private final Holds.Hold hold;

        Lease(Store open, Holds.Hold hold) {
            this.open = open;
            this.hold = hold;
            hold.of(this);
        }

        @Override
        public Store store() {
            return open;
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
        public boolean isWithdrawn() {
            synchronized (lock) {
                return closing;
            }
        }

        @Override
        public void close() {
            if (hold.end()) {
                SharedStore.this.end(hold);
            }
        }
    }
}
