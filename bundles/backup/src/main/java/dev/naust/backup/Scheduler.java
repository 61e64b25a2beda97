package dev.naust.backup;

import dev.naust.api.service.Backups.NewBackup;
import dev.naust.api.service.Backups.NewSchedule;
import dev.naust.api.service.Run;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the backups that are due, and at first puts in order what a killed server left. */
@Component(
        service = {},
        immediate = true)
public final class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration PACE = Duration.ofSeconds(10);

    private final BackupService backups;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "naust-backup-scheduler");
        thread.setDaemon(true);
        return thread;
    });
    private boolean tidied;

    @Activate
    public Scheduler(@Reference BackupService backups) {
        this.backups = backups;
        thread.scheduleWithFixedDelay(this::tick, 1, PACE.toSeconds(), TimeUnit.SECONDS);
    }

    @Deactivate
    void stop() {
        thread.shutdownNow();
    }

    /** A tick that fails must not end the ticking. */
    private void tick() {
        try {
            if (!tidied) {
                backups.tidy();
                tidied = true;
            }
            backups.timetable().claimDue().forEach(this::start);
        } catch (StoreException e) {
            LOG.info(
                    "The schedules of backups could not be looked at; the next look is in {} seconds",
                    PACE.toSeconds(),
                    e);
        } catch (RuntimeException e) {
            LOG.error("The schedules of backups could not be looked at", e);
        }
    }

    private void start(NewSchedule rule) {
        NewBackup wanted = new NewBackup(rule.store(), rule.collections(), rule.location(), Optional.empty());
        try {
            Run run = backups.create(wanted, "schedule " + rule.id(), Optional.of(rule.id()), rule.drill());
            backups.timetable().note(rule.id(), Optional.of(run.id()), Optional.empty());
        } catch (StoreException e) {
            LOG.warn("Schedule {} could not start its backup: {}", rule.id(), e.getMessage());
            backups.timetable().note(rule.id(), Optional.empty(), Optional.of(e.getMessage()));
        }
    }
}
