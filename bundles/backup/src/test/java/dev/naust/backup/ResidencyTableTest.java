package dev.naust.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.BackupFiles.Wanted;
import dev.naust.api.service.Backups.NewBackup;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.KeyRing;
import dev.naust.migration.MigrationService;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.UnwatchedRun;
import dev.naust.transfer.BoundedPump;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each level of classification against each place, through everything here that moves data: what the table forbids is refused
 * before the first byte, and what it allows is not. Failover has its own table in {@code health}.
 */
class ResidencyTableTest {
    private static final String MARK = "the run was started";

    private final BoundedPump pump = new BoundedPump();

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({
        "OPEN,norway,yes", "OPEN,eu,yes", "OPEN,global,yes", "OPEN,,yes",
        "RESTRICTED,norway,yes", "RESTRICTED,eu,yes", "RESTRICTED,global,no", "RESTRICTED,,no",
        "CONFIDENTIAL,norway,yes", "CONFIDENTIAL,eu,no", "CONFIDENTIAL,global,no", "CONFIDENTIAL,,no",
        "SECRET,norway,yes", "SECRET,eu,no", "SECRET,global,no", "SECRET,,no"
    })
    void data_goes_only_where_its_level_allows(String level, String place, String verdict) throws Exception {
        boolean allowed = verdict.equals("yes");
        Optional<String> residency = Optional.ofNullable(place);
        try (Store source = Shops.memory();
                Store target = Shops.memory()) {
            Shops.fill(source, "People", 3);
            DockedStores stores = new DockedStores();
            stores.dock("source", source, Optional.of(level), Optional.of("norway"));
            stores.dock("target", target, Optional.empty(), residency);
            MigrationService migrations = new MigrationService(stores, pump);
            FileService files = new FileService(TestKeys.of(1), migrations, pump, stores);

            isJudged(allowed, level, target, catchThrowable(() -> backUp(stores, residency)), "backup");
            isJudged(allowed, level, target, catchThrowable(() -> restore(files, level, source)), "restore");
            clear(target);
            isJudged(allowed, level, target, catchThrowable(() -> migrate(migrations)), "migration");
        }
    }

    private void isJudged(boolean allowed, String level, Store target, Throwable outcome, String what) {
        if (allowed) {
            if (outcome != null) {
                assertThat(outcome).as(what).hasMessage(MARK);
            }
            return;
        }
        assertThat(outcome).as(what).isInstanceOf(StoreException.class).hasMessageContaining("classified " + level);
        assertThat(((StoreException) outcome).code())
                .as(what)
                .isIn(ServiceError.RESIDENCY_VIOLATION, ServiceError.MIGRATION_BLOCKED);
        assertThat(target.datasets()).as("what was written by the " + what).isEmpty();
    }

    /** A backup into a folder of that place; the run is where the first byte would be read. */
    private void backUp(StoreRegistry stores, Optional<String> residency) throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(
                home.resolve("config/backups.json"),
                "{\"locations\":[{\"name\":\"nas\",\"path\":\"nas\""
                        + residency
                                .map(place -> ",\"residency\":\"" + place + "\"")
                                .orElse("") + "}]}");
        Runs runs = proxy(Runs.class, method -> {
            throw new IllegalStateException(MARK);
        });
        ServerState state = proxy(ServerState.class, method -> Optional.empty());
        new BackupService(
                        home,
                        "0",
                        Clock.systemUTC(),
                        stores,
                        runs,
                        state,
                        new Restoring(new MigrationService(stores, pump), pump),
                        new KeyRing(TestKeys.of(1)),
                        new Log(),
                        new Erasures())
                .create(new NewBackup("source", List.of(), Optional.of("nas"), Optional.empty()), "test");
    }

    private void restore(FileService files, String level, Store source) throws InterruptedException {
        Path file = home.resolve("source.naust");
        new BackupMaker(new KeyRing(TestKeys.of(1)), new Key.Master(), new UnwatchedRun())
                .make(
                        new BackupMaker.Source(
                                "1",
                                "source",
                                "memory",
                                "r1",
                                "0",
                                Instant.EPOCH,
                                Optional.of(level),
                                Optional.of("norway"),
                                List.of()),
                        source,
                        file);
        Wanted wanted = new Wanted(new Endpoint.StoreId("target"), List.of(), Options.defaults(), Optional.empty());
        succeeded(files.restore(file, new Key.Master(), wanted, plan -> {}, new UnwatchedRun()));
    }

    private static void migrate(MigrationService migrations) throws InterruptedException {
        succeeded(migrations.run(
                new MigrationRequest(
                        new Endpoint.StoreId("source"), new Endpoint.StoreId("target"), List.of(), Options.defaults()),
                plan -> {},
                new UnwatchedRun()));
    }

    private static void succeeded(MigrationReport report) {
        assertThat(report.succeeded()).isTrue();
        assertThat(report.written()).isEqualTo(3);
    }

    private static void clear(Store store) throws InterruptedException {
        for (var each : store.datasets()) {
            store.schemaEditing().orElseThrow().drop(each.id());
        }
    }

    private interface Answer {
        Object to(String method);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName())));
    }
}
