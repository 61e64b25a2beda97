package dev.naust.control.run;

import dev.naust.api.service.RunEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Passes events on to whoever subscribed, each at its own pace. */
final class RunFeed implements AutoCloseable {
    private final AtomicInteger threads = new AtomicInteger();
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "naust-run-events-" + threads.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    Subscriber subscribe(Optional<String> runId, Consumer<RunEvent> listener) {
        Subscriber subscriber = new Subscriber(runId, listener, executor, subscribers::remove);
        subscribers.add(subscriber);
        return subscriber;
    }

    /** Puts an event into the queues; never waits. */
    void publish(RunEvent event) {
        subscribers.forEach(subscriber -> subscriber.offer(event));
    }

    @Override
    public void close() {
        subscribers.forEach(Subscriber::close);
        executor.shutdownNow();
    }
}
