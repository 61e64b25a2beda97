package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Document;
import dev.naust.api.service.Backups;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.Runs;
import dev.naust.api.store.StoreException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With {@code backupFirst} nothing is written before the backup of the target is whole. */
@Timeout(20)
class SafetyBackupTest {
    private final RecordedProgress progress = new RecordedProgress();
    private final AtomicReference<Run> now = new AtomicReference<>();

    private static Run run(Run.State state, String... errors) {
        return new Run(
                "backup-1",
                "backup",
                "",
                Document.empty(),
                state,
                "",
                new Run.Progress(0, 0, 0, 0),
                Instant.EPOCH,
                Optional.empty(),
                List.of(errors),
                List.of());
    }

    /** Backups that end as soon as somebody listens. */
    private void make(Run end) throws InterruptedException {
        Backups backups = (Backups) Proxy.newProxyInstance(
                Backups.class.getClassLoader(), new Class<?>[] {Backups.class}, (proxy, method, given) -> {
                    now.set(run(Run.State.RUNNING));
                    return now.get();
                });
        Runs runs = (Runs) Proxy.newProxyInstance(
                Runs.class.getClassLoader(), new Class<?>[] {Runs.class}, (proxy, method, given) -> {
                    if (method.getName().equals("find")) {
                        return Optional.of(now.get());
                    }
                    now.set(end);
                    @SuppressWarnings("unchecked")
                    Consumer<RunEvent> listener = (Consumer<RunEvent>) given[1];
                    listener.accept(new RunEvent(1, "runCompleted", end));
                    return (Runs.Subscription) () -> {};
                });
        SafetyBackup.make(backups, runs, "target", progress);
    }

    @Test
    void theMigrationGoesOnWithTheBackupsNumberWhenItIsWhole() throws InterruptedException {
        make(run(Run.State.SUCCEEDED));
        assertThat(progress.stages).containsExactly("Backing up the target");
        assertThat(progress.warnings).singleElement().asString().contains("backup-1");
    }

    @Test
    void nothingIsMigratedWhenTheBackupFails() {
        assertThatThrownBy(() -> make(run(Run.State.FAILED, "the disk is full")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the disk is full")
                .hasMessageContaining("nothing was migrated");
    }
}
