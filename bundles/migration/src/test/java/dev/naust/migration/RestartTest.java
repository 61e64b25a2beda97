package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.ContentHash;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Limits;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.store.Store;
import dev.naust.migration.schema.TestStores;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that stops in the middle of a batch and starts again: a run waits for it and goes on, and everything is there once. */
@Timeout(180)
class RestartTest {
    @TempDir
    private Path folder;

    private static MigrationRequest request(int retries) {
        return ServerFixture.request(
                new Options(Conflict.FAIL, 200, true, false, 2, false, false, Lossy.REJECT, new Limits(0, retries, 0)));
    }

    private Store filled() throws InterruptedException {
        Store file = TestStores.sqlite(folder.resolve("file.db"));
        TestStores.run(
                file,
                "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
                "CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer, note TEXT)",
                "CREATE TABLE line (text TEXT)",
                "INSERT INTO customer WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
                        + " SELECT i, 'Åse ' || i FROM n",
                "INSERT INTO purchase SELECT id, id, hex(randomblob(120)) FROM customer",
                "INSERT INTO line SELECT 'line ' || id % 7 FROM customer");
        return file;
    }

    private static Map<String, ContentHash> content(Store store) throws InterruptedException {
        Map<String, ContentHash> all = new TreeMap<>();
        ServerFixture.content(store).forEach((name, hash) -> all.put(name.substring(name.indexOf('.') + 1), hash));
        return all;
    }

    /** Stops it, and starts it again while somebody waits for it. */
    private static void restart(MortalPostgres server, CompletableFuture<?>[] risen) throws Exception {
        server.die();
        risen[0] = CompletableFuture.runAsync(() -> {
            try {
                server.rise();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aRunWaitsForATargetAndForASourceThatStartAgain() throws Exception {
        try (MortalPostgres postgres = new MortalPostgres(folder.resolve("postgres"));
                Store file = filled();
                Store server = postgres.store();
                Store copy = TestStores.sqlite(folder.resolve("copy.db"))) {
            CompletableFuture<?>[] risen = new CompletableFuture<?>[1];
            Tapped target = new Tapped(server);
            RecordedProgress there = migrate(file, target.onWrite(45, () -> restart(postgres, risen)), request(20));
            risen[0].join();
            assertThat(target.happened()).isTrue();
            assertThat(there.stages).containsSubsequence("Copying", "Waiting for a store", "Copying");
            assertThat(there.warnings)
                    .anyMatch(line -> line.contains("Trying again"))
                    .noneMatch(line -> line.contains(".."));
            assertThat(content(server)).isEqualTo(content(file));
            assertThat(TestStores.ask(
                            server,
                            "SELECT count(*)::text FROM pg_constraint WHERE contype IN ('p', 'f')"
                                    + " AND connamespace = 'public'::regnamespace"))
                    .containsExactly("3");

            Tapped source = new Tapped(server);
            // What the server has sent already is still read, so that nobody may have to wait.
            migrate(source.onRead(60, () -> restart(postgres, risen)), copy, request(20));
            risen[0].join();
            assertThat(source.happened()).isTrue();
            assertThat(content(copy)).isEqualTo(content(file));
        }
    }

    @Tag("soak")
    @Test
    void aRunThatWaitedInVainIsResumedWhenItsTargetIsBack() throws Exception {
        try (MortalPostgres postgres = new MortalPostgres(folder.resolve("postgres"));
                Store file = filled();
                Store server = postgres.store();
                ServerFixture naust = new ServerFixture(file, new Tapped(server).onWrite(45, postgres::die))) {
            assertThatThrownBy(() -> naust.migrate(request(1), new RecordedProgress()))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("Copying");
            postgres.rise();
            naust.put("target", server);
            naust.migrate(request(1), new RecordedProgress());
            assertThat(content(server)).isEqualTo(content(file));
        }
    }

    private static RecordedProgress migrate(Store from, Store to, MigrationRequest request) throws Exception {
        RecordedProgress progress = new RecordedProgress();
        try (ServerFixture naust = new ServerFixture(from, to)) {
            naust.migrate(request, progress);
        }
        return progress;
    }
}
