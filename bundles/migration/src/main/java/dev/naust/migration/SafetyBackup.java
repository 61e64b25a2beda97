package dev.naust.migration;

import dev.naust.api.service.Backups;
import dev.naust.api.service.Backups.NewBackup;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Backs up a migration's target before anything is written, and waits for it. */
final class SafetyBackup {
    private static final long LOOK_AGAIN_SECONDS = 5;

    private SafetyBackup() {}

    /** @throws StoreException when the backup did not succeed; the migration must not start then */
    static void make(Backups backups, Runs runs, String store, RunProgress progress) throws InterruptedException {
        progress.stage("Backing up the target");
        Run backup = backups.create(new NewBackup(store, List.of(), Optional.empty(), Optional.empty()), "system");
        CountDownLatch over = new CountDownLatch(1);
        Runs.Subscription told = runs.subscribe(Optional.of(backup.id()), event -> {
            if (event.run().state().isFinal()) {
                over.countDown();
            }
        });
        try {
            Run now = backup;
            while (!now.state().isFinal()) {
                over.await(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
                now = runs.find(backup.id()).orElse(backup);
            }
            if (now.state() != Run.State.SUCCEEDED) {
                throw new StoreException(
                        ServiceError.MIGRATION_BLOCKED,
                        "The backup " + backup.id() + " of " + store + " did not succeed, so nothing was migrated: "
                                + String.join("; ", now.errors()) + ". Put that right, or start without backupFirst");
            }
        } finally {
            told.close();
        }
        progress.warn("The target was backed up first, as " + backup.id());
    }
}
