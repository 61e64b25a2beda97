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
import dev.naust.api.store.StoreException;
import dev.naust.migration.schema.TestStores;
import dev.naust.testkit.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A target whose disk is full; a file system in memory, which only Linux's root may mount. */
@Timeout(180)
class FullDiskTest {
    private static final MigrationRequest REQUEST = ServerFixture.request(
            new Options(Conflict.FAIL, 200, true, false, 2, false, false, Lossy.REJECT, new Limits(0, 1, 0)));

    @TempDir
    private Path disk;

    @TempDir
    private Path folder;

    private SmallDisk small;
    private Path ballast;

    @AfterEach
    void unmount() {
        if (small != null) {
            small.close();
        }
    }

    private Store source() throws InterruptedException {
        Store source = TestStores.sqlite(folder.resolve("source.db"));
        TestStores.run(
                source,
                "CREATE TABLE noise (id INTEGER PRIMARY KEY, text TEXT)",
                "INSERT INTO noise WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
                        + " SELECT i, hex(randomblob(150)) FROM n");
        return source;
    }

    private static Map<String, ContentHash> content(Store store) throws InterruptedException {
        Map<String, ContentHash> all = new TreeMap<>();
        ServerFixture.content(store).forEach((name, hash) -> all.put(name.substring(name.indexOf('.') + 1), hash));
        return all;
    }

    /** The disk fills up while it is written, somebody makes room, and the run goes on. */
    private void fillsUpAndGoesOn(Store source, Store target, String words) throws Exception {
        try (ServerFixture naust =
                new ServerFixture(source, new Tapped(target).onWrite(20, () -> ballast = small.fill()))) {
            RecordedProgress progress = new RecordedProgress();
            assertThatThrownBy(() -> naust.migrate(REQUEST, progress))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining(words);
            assertThat(progress.warnings).anyMatch(line -> line.contains("resume"));

            Files.delete(ballast);
            naust.put("target", target);
            naust.migrate(REQUEST, new RecordedProgress());
            assertThat(content(target)).isEqualTo(content(source));
        }
    }

    @Test
    void aRunIntoAFileStopsClearlyAndGoesOnWhenThereIsRoom() throws Exception {
        small = SmallDisk.over(disk, 12 << 20);
        try (Store source = source();
                Store target = TestStores.sqlite(disk.resolve("target.db"))) {
            fillsUpAndGoesOn(source, target, "full");
        }
    }

    @Test
    void aPlanIsBlockedWhereThereIsSurelyTooLittleRoom() throws Exception {
        small = SmallDisk.over(disk, 1 << 20);
        try (Store source = source();
                Store target = TestStores.sqlite(disk.resolve("target.db"));
                ServerFixture naust = new ServerFixture(source, target)) {
            assertThatThrownBy(() -> naust.migrate(REQUEST, new RecordedProgress()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("has room for")
                    .hasMessageContaining("make room");
        }
    }

    @Tag("soak")
    @Test
    void aRunIntoPostgresStopsClearlyAndGoesOnWhenThereIsRoom() throws Exception {
        small = SmallDisk.over(disk, 200 << 20);
        try (Store source = source();
                MortalPostgres server = new MortalPostgres(disk.resolve("data"));
                Store target = server.store()) {
            fillsUpAndGoesOn(source, target, "Copying");
        }
    }
}
