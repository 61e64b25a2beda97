package dev.naust.registry.store;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that retired stores are closed in the end, and that nothing is left open when the registry stops. */
final class Retirement implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(named("naust-store-timer"));
    private final ExecutorService closers = Executors.newCachedThreadPool(named("naust-store-closer"));
    private final Set<SharedStore> open = ConcurrentHashMap.newKeySet();

    /** Begins to look for leases that were lost or last long. */
    Retirement() {
        timer.scheduleWithFixedDelay(
                this::inspect, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void inspect() {
        for (SharedStore store : open()) {
            try {
                if (store.inspect()) {
                    closers.execute(store::closeStore);
                }
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("The leases of store {} could not be looked at: {}", store.name(), e.toString());
            }
        }
    }

    /** Where work on stores is done that nobody waits for. */
    ExecutorService workers() {
        return closers;
    }

    /** Does some work later, unless everything is closed by then. */
    void later(Duration delay, Runnable work) {
        timer.schedule(() -> closers.execute(work), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Watches over a store that is about to open. */
    void watch(SharedStore store) {
        open.removeIf(SharedStore::isClosed);
        open.add(store);
    }

    /** The stores that are not closed yet. */
    Collection<SharedStore> open() {
        open.removeIf(SharedStore::isClosed);
        return open;
    }

    /** Retires a store; it is closed when its leases have ended, or after {@code patience} all the same. */
    void retire(SharedStore store, Duration patience) {
        if (store.retire()) {
            closers.execute(store::closeStore);
        } else if (!store.isClosed()) {
            // While it is open it is held by the list of open stores; once it is closed, its provider's classes must
            // go.
            WeakReference<SharedStore> still = new WeakReference<>(store);
            timer.schedule(() -> closeNow(still.get()), patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void closeNow(@Nullable SharedStore store) {
        if (store != null) {
            closers.execute(store::closeNow);
        }
    }

    /** Retires a store; it is closed when its leases have ended, and not before. */
    void retireWhenIdle(SharedStore store) {
        if (store.retire()) {
            closers.execute(store::closeStore);
        }
    }

    /** Retires stores and returns when they are closed; their leases have until {@code patience} is over. */
    void retireAndWait(List<SharedStore> stores, Duration patience) {
        stores.stream().filter(SharedStore::retire).forEach(store -> closers.execute(store::closeStore));
        awaitClosed(stores, patience);
        stores.stream().filter(store -> !store.isClosed()).forEach(store -> closers.execute(store::closeNow));
        awaitClosed(stores, LAST_PATIENCE);
    }

    /** Retires a store and closes it when {@code patience} is over, whoever has it; a driver that does not close is not waited for. */
    void retireAtOnce(SharedStore store, Duration patience) {
        if (store.retire()) {
            closers.execute(store::closeStore);
        }
        if (!store.awaitClosed(patience)) {
            closers.execute(store::closeNow);
            store.awaitClosed(CLOSING);
        }
    }

    private static void awaitClosed(List<SharedStore> stores, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        stores.forEach(store -> store.awaitClosed(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
    }

    /** Closes everything, side by side, and ends the threads. */
    @Override
    public void close() {
        timer.shutdownNow();
        open().forEach(store -> closers.execute(store::closeNow));
        closers.shutdown();
        try {
            if (!closers.awaitTermination(LAST_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                closers.shutdownNow();
            }
        } catch (InterruptedException e) {
            closers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
