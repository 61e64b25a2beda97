package dev.naust.health.monitor;

import dev.naust.api.service.Health.Event;
import dev.naust.api.service.Health.Report;
import dev.naust.api.service.Health.Subscription;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes events on to whoever subscribed, in order, on one thread. When nobody keeps up the oldest are dropped. Thread-safe. */
final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int WAITING = 1_000;

    private final AtomicLong sequence = new AtomicLong();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            0,
            1,
            5,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            HealthThreads.named("naust-health-events"),
            new ThreadPoolExecutor.DiscardOldestPolicy());

    Subscription subscribe(Consumer<Event> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void publish(String type, Report report) {
        Event event = new Event(sequence.incrementAndGet(), type, report);
        thread.execute(() -> listeners.forEach(listener -> pass(event, listener)));
    }

    private static void pass(Event event, Consumer<Event> listener) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.warn("Somebody who wants to hear of health failed", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
