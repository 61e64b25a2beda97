package dev.naust.control.run;

import dev.naust.api.service.Run;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the record of live runs up to date on a thread of its own, so that neither a run's interruption nor a store that is
 * away for a moment gets in the way. What cannot be written now is tried again.
 */
final class RunRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "naust-runs-recorder");
        thread.setDaemon(true);
        return thread;
    });
    private final RunArchive archive;
    private final Consumer<LiveRun> whenOver;

    /**
     * A recorder.
     *
     * @param whenOver is told of runs whose end is on record
     */
    RunRecorder(RunArchive archive, Consumer<LiveRun> whenOver) {
        this.archive = archive;
        this.whenOver = whenOver;
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

    private void write(LiveRun run) {
        run.catchUp();
        Run now = run.now();
        try {
            archive.save(now, run.report());
            run.onRecord().complete(null);
            if (now.state().isFinal()) {
                whenOver.accept(run);
            }
        } catch (StoreException e) {
            LOG.warn("Run {} cannot be recorded yet: {}", run.id(), e.getMessage());
            later(run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Run {} cannot be recorded", run.id(), e);
            later(run);
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
