package dev.naust.cross;

import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Run;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.migration.BusyTargets;
import dev.naust.migration.ServerMigrations;
import dev.naust.migration.Surroundings;
import dev.naust.migration.primary.PrimaryTable;
import dev.naust.storage.StorageService;
import dev.naust.testkit.server.StateInStore;
import dev.naust.testkit.server.UnwatchedRun;
import dev.naust.transfer.BoundedPump;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A server that is killed in the middle of a migration, and started again: only its state and the stores last. */
final class MortalServer {
    private static final int MOST_STARTS = 100;

    private final StorageService storage = new StorageService();
    private final StoreRegistry stores;
    private final MortalStore target;
    private final ServerState state;

    MortalServer(Store state, StoreRegistry stores, MortalStore target) {
        this.stores = stores;
        this.target = target;
        this.state = new StateInStore(storage, state);
    }

    /** Migrates, or rolls back, and is killed at the nth write, and again a few writes later each time, until all is done. */
    int run(MigrationRequest request, boolean back, int death) throws Exception {
        for (int start = 0; start < MOST_STARTS; start++) {
            target.dieAt(death + start * 3);
            try {
                migrations().resume(run(request, back)).run(new UnwatchedRun());
                return start;
            } catch (MortalStore.Killed killed) {
                // Started again.
            }
        }
        throw new AssertionError("The server came to no end");
    }

    /** Migrates without being killed. */
    void run(MigrationRequest request, Consumer<String> stages) throws Exception {
        migrations().resume(run(request, false)).run(new UnwatchedRun() {
            @Override
            public void stage(String name) {
                stages.accept(name);
            }
        });
    }

    private ServerMigrations migrations() {
        return new ServerMigrations(
                stores,
                new BoundedPump(),
                storage,
                state,
                new BusyTargets(),
                new Surroundings(),
                new PrimaryTable(state));
    }

    private static Run run(MigrationRequest request, boolean back) {
        return new Run(
                "test",
                "migration",
                "test",
                MigrationRequestForm.write(request),
                Run.State.RUNNING,
                "",
                new Run.Progress(0, 0, 0, 0),
                Instant.EPOCH,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                true,
                back);
    }
}
