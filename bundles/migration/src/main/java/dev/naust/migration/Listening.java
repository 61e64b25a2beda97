package dev.naust.migration;

import dev.naust.api.store.StoreException;
import dev.naust.migration.Notices.Tempo;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the pace of a run that this server is at as other servers ask for it, until it is closed. Where there are no others nothing
 * is done.
 */
final class Listening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    private static final Duration LOOK = Duration.ofMillis(300);

    private final Notices notices;
    private final Underway run;
    private final Optional<ScheduledExecutorService> looking;

    Listening(Notices notices, Underway run) {
        this.notices = notices;
        this.run = run;
        this.looking = notices.areRead() ? Optional.of(begin()) : Optional.empty();
    }

    private ScheduledExecutorService begin() {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "naust-pace-" + run.id());
            daemon.setDaemon(true);
            return daemon;
        });
        thread.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return thread;
    }

    private void look() {
        try {
            Optional<Tempo> asked = notices.takeTempo(run.id());
            if (asked.isPresent()) {
                set(asked.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            LOG.debug("What others ask of run {} is looked at again in a moment", run.id(), e);
        }
    }

    private void set(Tempo asked) throws InterruptedException {
        if (asked.recordsPerSecond().isPresent()) {
            run.pace(asked.recordsPerSecond().get());
        }
        if (asked.paused().isPresent() && asked.paused().get()) {
            run.pause();
        } else if (asked.paused().isPresent()) {
            run.goOn();
        }
    }

    @Override
    public void close() {
        looking.ifPresent(ScheduledExecutorService::shutdownNow);
    }
}
