package dev.naust.control.run;

import dev.naust.api.service.Run;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the record of live runs up to date on a thread of its own, so that neither a run's interruption nor a store that is
 * away for a moment gets in the way. What cannot be written now is tried again.
 */
final class RunRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "naust-runs-recorder");
        thread.setDaemon(true);
        return thread;
    });
    private final RunArchive archive;
    private final Node node;
    private final Listener listener;

    /** Is told, on the recorder's thread, what the record says. */
    interface Listener {
        /** A run's end is on record. */
        void over(LiveRun run);

        /** Somebody wishes a run's end. */
        void cancelled(LiveRun run);

        /** A run is another server's. */
        void lost(LiveRun run, String why);
    }

    RunRecorder(RunArchive archive, Node node, Listener listener) {
        this.archive = archive;
        this.node = node;
        this.listener = listener;
    }

    void record(LiveRun run) {
        if (run.fallBehind()) {
            try {
                writer.execute(() -> write(run));
            } catch (RejectedExecutionException e) {
                LOG.debug("The server is stopping; run {} is put in order at the next start", run.id(), e);
            }
        }
    }

    /**
     * Waits until the record says what the run says now.
     *
     * @throws StoreException when it cannot be written; it is tried further
     */
    void recordNow(LiveRun run) throws InterruptedException {
        try {
            if (writer.submit(() -> write(run)).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            throw unrecorded(run, e);
        }
        throw unrecorded(run, null);
    }

    private static StoreException unrecorded(LiveRun run, @Nullable Exception cause) {
        return new StoreException(
                ServiceError.CONTROL_UNAVAILABLE,
                "Run " + run.id()
                        + " does so, but that cannot be put on record at the moment, so that it may be forgotten when"
                        + " the server ends now; the log says why. Ask for it again when that is repaired",
                cause);
    }

    /** Whether the record says by now what the run said before. */
    private boolean write(LiveRun run) {
        run.catchUp();
        if (run.isSettled()) {
            return true;
        }
        Optional<Lease.Hold> hold = run.hold();
        if (hold.isEmpty()) {
            later(run);
            return false;
        }
        // Asked before the rest: what is let go in between is written once more.
        boolean letGo = run.isLetGo();
        Run now = run.now();
        try {
            long began = System.nanoTime();
            Lease lease = archive.save(now, run.report(), hold.get(), letGo, node);
            run.heldBy(hold.get(), began);
            run.onRecord().complete(null);
            told(run, letGo, now.state().isFinal(), lease.cancel());
            return true;
        } catch (StoreException e) {
            if (e.code() == ServiceError.RUN_LOST) {
                listener.lost(run, e.getMessage());
                return false;
            }
            LOG.warn("Run {} cannot be recorded yet: {}", run.id(), e.getMessage());
            later(run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Run {} cannot be recorded", run.id(), e);
            later(run);
        }
        return false;
    }

    private void told(LiveRun run, boolean letGo, boolean over, boolean cancel) {
        if (letGo) {
            run.settle();
        }
        if (over) {
            listener.over(run);
        } else if (cancel) {
            listener.cancelled(run);
        }
    }

    private void later(LiveRun run) {
        if (run.fallBehind() && !writer.isShutdown()) {
            writer.schedule(() -> write(run), RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            writer.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.shutdownNow();
    }
}
