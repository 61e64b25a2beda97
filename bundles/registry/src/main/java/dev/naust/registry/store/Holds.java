package dev.naust.registry.store;

import dev.naust.api.service.StoreInstance.Borrower;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has a store: the holds of its leases, those that last long, and those whose lease was lost. Not safe for use by several
 * threads; a lease itself is seen through a weak reference, so that a lost one can be told from one in use.
 */
final class Holds {
    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);
    private static final int LEAKS_KEPT = 10;

    private final String store;
    private final Clock clock;
    private final Supplier<Duration> usual;
    private final List<Hold> holds = new ArrayList<>();
    private final Deque<Borrower> leaks = new ArrayDeque<>();

    /** @param usual how long a lease may last before it is reported */
    Holds(String store, Clock clock, Supplier<Duration> usual) {
        this.store = store;
        this.clock = clock;
        this.usual = usual;
    }

    Hold begin(String who) {
        Hold hold = new Hold(who, clock.instant());
        holds.add(hold);
        return hold;
    }

    void end(Hold hold) {
        holds.remove(hold);
    }

    boolean isEmpty() {
        return holds.isEmpty();
    }

    /** Ends the holds of lost leases, and reports once each one that lasts long. */
    void inspect() {
        if (holds.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Duration limit = usual.get();
        for (Iterator<Hold> each = holds.iterator(); each.hasNext(); ) {
            Hold hold = each.next();
            if (hold.isLost()) {
                each.remove();
                note(hold);
            } else if (hold.isOlderThan(limit, now) && !hold.reported) {
                hold.reported = true;
                LOG.warn(
                        "Store {} has been borrowed for more than {} by {} (since {}): see whether that work still goes on",
                        store,
                        limit,
                        hold.who,
                        hold.since);
            }
        }
    }

    private void note(Hold hold) {
        LOG.warn(
                "A lease of store {} was lost without being closed; it is ended now. {} borrowed it at {} and must close it",
                store,
                hold.who,
                hold.since);
        if (leaks.size() == LEAKS_KEPT) {
            leaks.removeFirst();
        }
        leaks.addLast(new Borrower(hold.who, hold.since, true));
    }

    /** Who has the store, the longest first. */
    List<Borrower> borrowers() {
        Instant now = clock.instant();
        Duration limit = usual.get();
        return holds.stream()
                .map(hold -> new Borrower(hold.who, hold.since, hold.isOlderThan(limit, now)))
                .toList();
    }

    /** Who lost a lease, the last few. */
    List<Borrower> leaks() {
        return List.copyOf(leaks);
    }

    List<String> describe() {
        return holds.stream().map(hold -> hold.who + " since " + hold.since).toList();
    }

    /** What stands between a store and its closing: one lease that has not ended. */
    static final class Hold {
        private final String who;
        private final Instant since;
        private final AtomicBoolean ended = new AtomicBoolean();
        private WeakReference<Object> lease = new WeakReference<>(null);
        private boolean given;
        private boolean reported;

        private Hold(String who, Instant since) {
            this.who = who;
            this.since = since;
        }

        /** Names the lease that this is the hold of. */
        void of(Object given) {
            this.lease = new WeakReference<>(given);
            this.given = true;
        }

        /** Whether this call is the one that ends it. */
        boolean end() {
            return ended.compareAndSet(false, true);
        }

        private boolean isLost() {
            return given && lease.get() == null && end();
        }

        private boolean isOlderThan(Duration limit, Instant now) {
            return since.plus(limit).isBefore(now);
        }
    }
}
