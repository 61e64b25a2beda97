package dev.naust.control.run;

import dev.naust.api.service.RunEvent;
import dev.naust.api.service.Runs.Subscription;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener and the events that it has not heard yet. When it is slow it misses progress first, then other changes, but
 * never a run's end.
 */
final class Subscriber implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);
    private static final int MOST = 256;

    private final Deque<RunEvent> waiting = new ArrayDeque<>();
    private final Optional<String> runId;
    private final Consumer<RunEvent> listener;
    private final Executor executor;
    private final Consumer<Subscriber> whenClosed;
    private boolean telling;
    private boolean closed;
    private boolean complained;

    Subscriber(
            Optional<String> runId, Consumer<RunEvent> listener, Executor executor, Consumer<Subscriber> whenClosed) {
        this.runId = runId;
        this.listener = listener;
        this.executor = executor;
        this.whenClosed = whenClosed;
    }

    synchronized void offer(RunEvent event) {
        if (closed || (runId.isPresent() && !runId.get().equals(event.run().id()))) {
            return;
        }
        if (isProgress(event)) {
            dropFirst(older ->
                    isProgress(older) && older.run().id().equals(event.run().id()));
        }
        if (waiting.size() >= MOST && !dropFirst(Subscriber::isProgress)) {
            dropFirst(older -> !older.run().state().isFinal());
        }
        waiting.add(event);
        if (!telling) {
            telling = true;
            startTelling();
        }
    }

    private void startTelling() {
        try {
            executor.execute(this::tell);
        } catch (RejectedExecutionException e) {
            LOG.debug("The server is stopping; nobody is told of runs any more", e);
        }
    }

    private void tell() {
        for (Optional<RunEvent> event = next(); event.isPresent(); event = next()) {
            try {
                listener.accept(event.get());
            } catch (RuntimeException | LinkageError e) {
                complain(e);
            }
        }
    }

    private synchronized Optional<RunEvent> next() {
        RunEvent event = closed ? null : waiting.poll();
        telling = event != null;
        return Optional.ofNullable(event);
    }

    private void complain(Throwable cause) {
        if (!complained) {
            complained = true;
            LOG.warn("A listener of runs fails; it is told of further events all the same", cause);
        }
    }

    private boolean dropFirst(Predicate<RunEvent> which) {
        for (Iterator<RunEvent> events = waiting.iterator(); events.hasNext(); ) {
            if (which.test(events.next())) {
                events.remove();
                return true;
            }
        }
        return false;
    }

    private static boolean isProgress(RunEvent event) {
        return event.type().equals("progressUpdate");
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
        }
        whenClosed.accept(this);
    }
}
