package dev.naust.health.monitor;

import dev.naust.api.service.ServerState;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the server's state what monitors saw, on one thread that nobody waits for, and sees by that whether the state can be
 * reached. Thread-safe.
 */
final class Recorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration CHANGES = Duration.ofSeconds(60);

    /** A state that was not reached for this long keeps the server from being ready. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HealthRecords records;
    private final Clock clock;
    private final Map<String, StoreMonitor> unread = new ConcurrentHashMap<>();
    private final Map<String, StoreMonitor> changed = new ConcurrentHashMap<>();
    private final Map<String, StoreMonitor> urgent = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(HealthThreads.named("naust-health-records"));
    private volatile Reached reached;
    private long written = System.nanoTime();

    Recorder(ServerState state, Clock clock) {
        this.records = new HealthRecords(state);
        this.clock = clock;
        this.reached = Reached.now(clock);
        thread.scheduleWithFixedDelay(this::work, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads what is on record of a store, and has its monitor go on from there. */
    void read(StoreMonitor monitor) {
        monitor.hold(true);
        unread.put(monitor.store(), monitor);
        thread.execute(this::readAll);
    }

    /** Writes what a monitor knows some time soon. */
    void changed(StoreMonitor monitor) {
        changed.put(monitor.store(), monitor);
    }

    /** Writes what a monitor knows as soon as possible. */
    void changedMuch(StoreMonitor monitor) {
        urgent.put(monitor.store(), monitor);
    }

    void forget(String store) {
        unread.remove(store);
        changed.remove(store);
        urgent.remove(store);
    }

    /** When the state was reached; how long ago that is does not depend on a clock that jumps. */
    private record Reached(Instant at, long nanos) {
        static Reached now(Clock clock) {
            return new Reached(clock.instant(), System.nanoTime());
        }
    }

    private static boolean isOver(long since, Duration time) {
        return System.nanoTime() - since > time.toNanos();
    }

    /** Why the server's state counts as lost. */
    List<String> problem() {
        Reached last = reached;
        return isOver(last.nanos(), PATIENCE)
                ? List.of("The server's own state (users, runs, the audit log) cannot be reached since " + last.at()
                        + ".")
                : List.of();
    }

    private void work() {
        try {
            records.ask();
            reached = Reached.now(clock);
            readAll();
            boolean isTime = isOver(written, CHANGES);
            write(urgent);
            if (isTime) {
                write(changed);
                written = System.nanoTime();
            }
        } catch (StoreException e) {
            LOG.debug("The server's state cannot be reached", e);
            releaseAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("What is known of the stores' health could not be kept: {}", e.toString(), e);
            releaseAll();
        }
    }

    /** Stores are watched although nobody knows how they were. */
    private void releaseAll() {
        unread.values().forEach(monitor -> monitor.hold(false));
    }

    private void readAll() {
        for (StoreMonitor monitor : List.copyOf(unread.values())) {
            try {
                Optional<HealthRecords.Entry> entry = records.find(monitor.store());
                unread.remove(monitor.store());
                entry.ifPresent(known -> {
                    monitor.failover().remember(known.known());
                    monitor.ring().precede(known.samples());
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.debug("What is on record of store {} cannot be read", monitor.store(), e);
            } finally {
                monitor.hold(false);
            }
        }
    }

    private void write(Map<String, StoreMonitor> waiting) throws InterruptedException {
        for (StoreMonitor monitor : List.copyOf(waiting.values())) {
            waiting.remove(monitor.store());
            if (!unread.containsKey(monitor.store())) {
                records.save(
                        monitor.store(),
                        new HealthRecords.Entry(monitor.failover().known(), monitor.history()));
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
