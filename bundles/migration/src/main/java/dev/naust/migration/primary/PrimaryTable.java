package dev.naust.migration.primary;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.Primaries;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.migration.primary.Standing.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Knows who serves what, holds writes while that changes, and changes it: by one record of the server's state, from what was
 * read to what is next or not at all, so that of a switch and the end of its hold exactly one happens. A server that shares its
 * state goes by what it read for {@link Primaries#KNOWN_MILLIS}; whoever holds writes waits as long before going on.
 */
@Component(service = {Primaries.class, PrimaryTable.class})
public final class PrimaryTable implements Primaries {
    /** How long writes are held at most before everything stays as it is. */
    public static final Duration LONGEST_HOLD = Duration.ofSeconds(4);

    /** After so long whoever holds writes is gone: it gives up by itself before. */
    private static final Duration ABANDONED = LONGEST_HOLD.plusMillis(500);

    /** How long a write waits; longer than any hold that somebody still has. */
    private static final Duration PATIENCE = LONGEST_HOLD.plusSeconds(4);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Crossings crossings = new Crossings();
    private final Map<String, Long> heldSince = new HashMap<>();
    private final StandingRecords records;
    private final boolean shared;
    private final Clock clock;
    private Map<String, Standing> standings = Map.of();
    private boolean known;
    private long readAt;

    @Activate
    public PrimaryTable(@Reference ServerState state) {
        this(state, Clock.systemUTC());
    }

    PrimaryTable(ServerState state, Clock clock) {
        this.records = new StandingRecords(state);
        this.shared = state.isShared();
        this.clock = clock;
    }

    /**
     * What a migration moves.
     *
     * @param collections what they are called in the target, by their names in the source
     */
    public record Move(String run, String source, String target, Map<DatasetId, DatasetId> collections) {}

    /** Writes that are held. Ends with {@link #decide} or {@link #close}, whichever is first. */
    public interface Hold extends AutoCloseable {
        /**
         * The other store serves from now on.
         *
         * @return since when
         * @throws StoreException when it was held for too long, so that everything stays as it is
         */
        Instant decide() throws InterruptedException;

        /** How much of the time is left, in nanoseconds. */
        long left();

        /** Lets the writes go on as before, if nothing was decided. */
        @Override
        void close();
    }

    @Override
    public List<Switched> of(String store) {
        try {
            lock.lockInterruptibly();
            try {
                refresh();
                return standings.values().stream()
                        .filter(each ->
                                each.source().equals(store) && each.state().isTarget())
                        .flatMap(each -> each.collections().keySet().stream().map(name -> switched(each, name)))
                        .sorted(Comparator.comparing(each -> each.collection().toString()))
                        .toList();
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(ServiceError.CONTROL_UNAVAILABLE, "Interrupted; try again", e);
        }
    }

    private static Switched switched(Standing each, DatasetId name) {
        return new Switched(
                each.source(), name, each.target(), each.collections().get(name), each.run(), each.since());
    }

    /** Since when the target of a migration has been in the source's place; empty when it is not. */
    public Optional<Instant> switchedSince(String run) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            read();
            return Optional.ofNullable(standings.get(run))
                    .filter(each -> each.state().isTarget())
                    .map(Standing::since);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Passage enter(String store, Optional<DatasetId> collection, boolean writes) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        lock.lockInterruptibly();
        try {
            refresh();
            Optional<Standing> about = about(store, collection);
            while (writes && about.filter(each -> each.state().isHeld()).isPresent()) {
                await(about.get(), end);
                refresh();
                about = about(store, collection);
            }
            Crossings.Place place = new Crossings.Place(store, collection);
            if (writes) {
                crossings.begin(place);
            }
            Optional<Switched> switched = about.filter(each -> each.state().isTarget())
                    .filter(each -> each.source().equals(store))
                    .flatMap(each -> collection.map(name -> switched(each, name)));
            return new Crossing(place, writes, switched, about, readAt);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Standing> about(String store, Optional<DatasetId> collection) {
        if (standings.isEmpty()) {
            return Optional.empty();
        }
        List<Standing> found = standings.values().stream()
                .filter(each ->
                        collection.map(name -> each.concerns(store, name)).orElseGet(() -> each.concerns(store)))
                .toList();
        return found.stream()
                .filter(each -> each.state().isHeld())
                .findFirst()
                .or(() -> found.stream()
                        .filter(each -> each.state().isTarget() && each.source().equals(store))
                        .findFirst())
                .or(() -> found.stream().findFirst());
    }

    private void await(Standing held, long end) throws InterruptedException {
        long since = heldSince.computeIfAbsent(held.hold(), token -> System.nanoTime());
        if (System.nanoTime() - since > ABANDONED.toNanos()) {
            // Whoever held it is gone: of this and its decision one happens, because both begin from the same record.
            replace(held, held.in(held.state().released(), held.since(), ""));
            return;
        }
        if (System.nanoTime() > end) {
            throw new StoreException(
                    ServiceError.COLLECTION_HELD,
                    "Writes to the collections of \"" + held.source() + "\" wait while migration " + held.run()
                            + " changes who serves them, and this one has waited for " + PATIENCE.toSeconds()
                            + " seconds: try again in a moment");
        }
        changed.await(shared ? KNOWN_MILLIS / 5 : 500, TimeUnit.MILLISECONDS);
    }

    /** Reads what is on record, unless what is known still counts. */
    private void refresh() throws InterruptedException {
        boolean old = shared && System.nanoTime() - readAt > TimeUnit.MILLISECONDS.toNanos(KNOWN_MILLIS);
        if (!known || old) {
            read();
        }
    }

    private void read() throws InterruptedException {
        long began = System.nanoTime();
        standings = records.all();
        readAt = began;
        known = true;
        heldSince
                .keySet()
                .retainAll(standings.values().stream().map(Standing::hold).toList());
        changed.signalAll();
    }

    private void replace(Standing before, Standing next) throws InterruptedException {
        try {
            records.replace(Optional.of(before), next);
        } catch (StoreException e) {
            if (e.code() != ServiceError.RECORD_CHANGED) {
                throw e;
            }
        } finally {
            read();
        }
    }

    /**
     * Holds the writes to what a migration moves, and waits until those that had begun are over.
     *
     * @throws StoreException with {@code collection.held} when they do not end in time; nothing is held then
     */
    public Hold hold(Move move) throws InterruptedException {
        long begun = System.nanoTime();
        Standing held;
        lock.lockInterruptibly();
        try {
            read();
            Optional<Standing> before = Optional.ofNullable(standings.get(move.run()));
            State state = before.map(Standing::state).orElse(State.SOURCE);
            held = new Standing(
                    move.run(),
                    move.source(),
                    move.target(),
                    move.collections(),
                    state.isTarget() ? State.TARGET_HELD : State.SOURCE_HELD,
                    before.map(Standing::since).orElseGet(clock::instant),
                    UUID.randomUUID().toString());
            records.replace(before, held);
            read();
        } finally {
            lock.unlock();
        }
        Held hold = new Held(held, begun);
        boolean complete = false;
        try {
            hold.awaitOthers();
            complete = true;
        } finally {
            if (!complete) {
                hold.close();
            }
        }
        return hold;
    }

    /** Ends a hold that a server left when it died, and says nothing where there is none. */
    public void release(String run) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            read();
            Standing now = standings.get(run);
            if (now != null && now.state().isHeld()) {
                replace(now, now.in(now.state().released(), now.since(), ""));
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Held implements Hold {
        private final Standing held;
        private final long begun;
        private boolean over;

        Held(Standing held, long begun) {
            this.held = held;
            this.begun = begun;
        }

        void awaitOthers() throws InterruptedException {
            long known = System.nanoTime() + (shared ? TimeUnit.MILLISECONDS.toNanos(KNOWN_MILLIS + 20) : 0);
            lock.lockInterruptibly();
            try {
                while (crossings.any(held)) {
                    if (changed.awaitNanos(Math.max(1, left() / 2)) <= 0 && left() < LONGEST_HOLD.toNanos() / 2) {
                        throw new StoreException(
                                ServiceError.COLLECTION_HELD,
                                "A write to the collections of \"" + held.source() + "\" or \"" + held.target()
                                        + "\" did not end in time");
                    }
                }
            } finally {
                lock.unlock();
            }
            TimeUnit.NANOSECONDS.sleep(known - System.nanoTime());
        }

        @Override
        public long left() {
            return begun + LONGEST_HOLD.toNanos() - System.nanoTime();
        }

        @Override
        public Instant decide() throws InterruptedException {
            if (left() <= 0) {
                throw tooLong();
            }
            Instant now = clock.instant();
            State next = held.state() == State.SOURCE_HELD ? State.TARGET : State.SOURCE;
            lock.lockInterruptibly();
            try {
                records.replace(Optional.of(held), held.in(next, now, ""));
                over = true;
                read();
                return now;
            } catch (StoreException e) {
                throw e.code() == ServiceError.RECORD_CHANGED ? tooLong() : e;
            } finally {
                lock.unlock();
            }
        }

        private StoreException tooLong() {
            return new StoreException(
                    ServiceError.COLLECTION_HELD,
                    "Writes were held for more than " + LONGEST_HOLD.toSeconds() + " seconds");
        }

        @Override
        public void close() {
            boolean interrupted = Thread.interrupted();
            lock.lock();
            try {
                if (!over) {
                    over = true;
                    PrimaryTable.this.replace(held, held.in(held.state().released(), held.since(), ""));
                }
            } catch (InterruptedException e) {
                interrupted = true;
            } finally {
                lock.unlock();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private final class Crossing implements Passage {
        private final Crossings.Place place;
        private final boolean writes;
        private final Optional<Switched> switched;
        private final Optional<Standing> entered;
        private final long knownAt;
        private boolean over;

        Crossing(
                Crossings.Place place,
                boolean writes,
                Optional<Switched> switched,
                Optional<Standing> entered,
                long knownAt) {
            this.entered = entered;
            this.place = place;
            this.writes = writes;
            this.switched = switched;
            this.knownAt = knownAt;
        }

        @Override
        public Optional<Switched> switched() {
            return switched;
        }

        /** Here, whoever holds waits for this one; at another server only for as long as what it had read counted. */
        @Override
        public void confirm() throws InterruptedException {
            if (!shared || System.nanoTime() - knownAt <= TimeUnit.MILLISECONDS.toNanos(KNOWN_MILLIS)) {
                return;
            }
            lock.lockInterruptibly();
            try {
                read();
                if (!about(place.store(), place.collection()).equals(entered)) {
                    throw new StoreException(
                            ServiceError.COLLECTION_HELD,
                            "This write to \"" + place.store() + "\" took so long that its collection may be served by"
                                    + " another store by now: look whether it is there, and repeat it if not");
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!over && writes) {
                    crossings.end(place);
                    changed.signalAll();
                }
                over = true;
            } finally {
                lock.unlock();
            }
        }
    }
}
