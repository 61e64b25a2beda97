package dev.naust.storage;

import dev.naust.api.service.OperationListener;
import dev.naust.api.service.OperationListener.Operation;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners how long operations on one store take and how they end. Safe for use by several threads. */
final class Measure {
    /** Tells nobody anything. */
    static final Measure NOTHING = new Measure("", List.of());

    private static final Logger LOG = LoggerFactory.getLogger(Measure.class);

    private final String store;
    private final Collection<OperationListener> listeners;

    /**
     * For one store.
     *
     * @param store its id
     * @param listeners may change at any time
     */
    Measure(String store, Collection<OperationListener> listeners) {
        this.store = store;
        this.listeners = listeners;
    }

    /** An operation. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws InterruptedException;
    }

    /** Runs an operation and tells of it, also when it fails. */
    <T> T of(String name, Call<T> call) throws InterruptedException {
        long begun = System.nanoTime();
        String outcome = "error";
        try {
            T result = call.run();
            outcome = "ok";
            return result;
        } catch (StoreException e) {
            outcome = e.category().name().toLowerCase(Locale.ROOT);
            throw e;
        } catch (InterruptedException e) {
            outcome = "interrupted";
            throw e;
        } finally {
            tell(new Operation(store, name, outcome, Duration.ofNanos(System.nanoTime() - begun)));
        }
    }

    private void tell(Operation operation) {
        for (OperationListener listener : listeners) {
            try {
                listener.ended(operation);
            } catch (RuntimeException e) {
                LOG.warn("A listener of operations failed at {}", operation.name(), e);
            }
        }
    }
}
