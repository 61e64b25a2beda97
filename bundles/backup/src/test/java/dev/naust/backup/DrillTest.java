package dev.naust.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Backups.Backup;
import dev.naust.api.service.Backups.Check;
import dev.naust.api.service.Backups.NewBackup;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.KeyRing;
import dev.naust.migration.MigrationService;
import dev.naust.sqlite.SqliteProvider;
import dev.naust.storage.StorageService;
import dev.naust.testkit.SmallDisk;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.FinishedRuns;
import dev.naust.testkit.server.StateInStore;
import dev.naust.transfer.BoundedPump;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;

/** Trial restores of backups that the service made, and what is known of them afterwards. */
class DrillTest {
    /** More than a drill restores into memory. */
    private static final int LARGE = 70_000;

    private final Store shop = Shops.memory();
    private final Store state = Shops.memory();
    private final DockedStores stores = new DockedStores();
    private final Runs runs = new FinishedRuns();

    @TempDir
    private Path home;

    private BackupService backups;
    private Callable<Path> before = () -> home;

    @BeforeEach
    void start() {
        stores.dock("shop", shop);
        stores.opener(this::open);
        BoundedPump pump = new BoundedPump();
        ServerState kept = new StateInStore(new StorageService(), state);
        Erasures erasures = new Erasures();
        backups = new BackupService(
                home,
                "0.1.0",
                Clock.systemUTC(),
                stores,
                runs,
                kept,
                new Restoring(new MigrationService(stores, pump), pump, erasures),
                new KeyRing(TestKeys.of(1)),
                new Log(),
                erasures);
    }

    @AfterEach
    void close() {
        shop.close();
        state.close();
    }

    /** A disk that is too small for what is to come, and one that others fill on the way. */
    @ParameterizedTest
    @CsvSource({"8, false, 'the backup itself is as it was'", "40, true, disk is full"})
    void a_drill_without_room_has_failed_with_its_reason_leaves_nothing_and_can_be_tried_again(
            int megabytes, boolean filled, String why) throws Exception {
        Shops.fill(shop, "Noise", LARGE);
        String id = made();
        Path folder = Files.createDirectories(home.resolve("data/drills"));
        try (SmallDisk disk = SmallDisk.over(folder, (long) megabytes << 20)) {
            before = filled ? disk::fill : () -> folder;

            assertThat(isProven(id)).isFalse();

            Check drilled = backups.find(id).orElseThrow().drilled().orElseThrow();
            assertThat(drilled.problem().orElseThrow()).contains(why);
            assertThat(backups.proven()).isEmpty();
            assertThat(names(folder)).noneMatch(name -> name.contains(".db"));
        }
        before = () -> folder;
        assertThat(backups.verify(id, Optional.empty(), "kari").state()).isEqualTo(Run.State.SUCCEEDED);

        assertThat(backups.drill(id, Optional.empty(), "kari").state()).isEqualTo(Run.State.SUCCEEDED);

        assertThat(backups.proven()).containsKey("shop");
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void what_naust_keeps_in_a_store_for_its_own_work_is_in_a_backup_only_when_it_is_named() throws Exception {
        Shops.fill(shop, "Noise", 10);
        Shops.fill(shop, OwnCollections.ROLLBACK, 10);
        Shops.fill(shop, OwnCollections.CHECKPOINTS, 10);

        assertThat(parts(made())).containsExactly("Noise");
        String named = made("Noise", OwnCollections.ROLLBACK);
        assertThat(parts(named)).containsExactly("Noise", OwnCollections.ROLLBACK);
        for (Backup each : backups.list(Optional.empty(), Optional.empty(), 10)) {
            assertThat(backups.drill(each.id(), Optional.empty(), "kari").state())
                    .as("every collection of %s is proven", each.collections())
                    .isEqualTo(Run.State.SUCCEEDED);
        }
    }

    private String made(String... collections) {
        Run run =
                backups.create(new NewBackup("shop", List.of(collections), Optional.empty(), Optional.empty()), "kari");
        assertThat(run.state()).isEqualTo(Run.State.SUCCEEDED);
        return run.id();
    }

    private boolean isProven(String id) {
        try {
            return backups.drill(id, Optional.empty(), "kari").state() == Run.State.SUCCEEDED;
        } catch (StoreException e) {
            // The reason is on record with the backup.
            return false;
        }
    }

    private List<String> parts(String id) {
        return backups.find(id).orElseThrow().collections().stream()
                .map(each -> each.name())
                .sorted()
                .toList();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString()).toList();
        }
    }

    private StoreLease open(String endpoint) {
        return endpoint.equals("memory:")
                ? new Trial("memory", Shops.memory())
                : new Trial("sqlite", watched(sqlite(endpoint.substring("sqlite:".length()))));
    }

    private static Store sqlite(String file) {
        BundleContext nothing = (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
        return new SqliteProvider(nothing)
                .open(StoreConfig.of("trial", Document.empty().with("path", Value.text(file))));
    }

    /** The same, and something happens after it was asked how much room it has. */
    private Store watched(Store store) {
        AtomicBoolean asked = new AtomicBoolean();
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (asked.get() && !method.getName().equals("close")) {
                        before.call();
                    }
                    asked.compareAndSet(false, method.getName().equals("footing"));
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private record Trial(String type, Store store) implements StoreLease {
        @Override
        public String name() {
            return type;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
