package dev.naust.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.format.KeyRing;
import dev.naust.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full while backups are made; a file system in memory, which only Linux's root may mount. */
class FullDiskTest {
    private static final int ROUNDS = 10;
    private static final int DISK = 12 << 20;

    private final KeyRing keys = new KeyRing(TestKeys.of(1));

    @TempDir
    private Path disk;

    private SmallDisk small;

    @BeforeEach
    void mount() {
        small = SmallDisk.over(disk, DISK);
    }

    @AfterEach
    void unmount() {
        if (small != null) {
            small.close();
        }
    }

    @Test
    void a_full_disk_is_named_with_its_bytes_and_damages_no_earlier_backup() throws Exception {
        Random random = new Random(4);
        try (Store shop = Shops.memory()) {
            Shops.fill(shop, "Noise", 8_000);
            for (int round = 0; round < ROUNDS; round++) {
                Path ballast = disk.resolve("ballast");
                Files.write(ballast, new byte[random.nextInt(DISK / 2)]);
                List<Path> good = new ArrayList<>();
                StoreException full = untilFull(shop, good);

                assertThat(full.code()).isEqualTo(BackupError.DISK_FULL);
                assertThat(full)
                        .hasMessageContaining(disk.toString())
                        .hasMessageMatching(".*needs more than the \\d+ bytes.*and \\d+ bytes are free.*");
                assertThat(names())
                        .as("what is left")
                        .hasSize(good.size() + 1)
                        .noneMatch(name -> name.endsWith(".part"));
                for (Path each : good) {
                    Archive.open(each, keys, new Key.Master()).verify(records -> {});
                    Files.delete(each);
                }
                Files.delete(ballast);
            }
            Shops.backUp(shop, "r1", keys, disk.resolve("afterwards.naust")).verify(records -> {});
        }
    }

    private StoreException untilFull(Store shop, List<Path> good) throws InterruptedException {
        while (good.size() < DISK) {
            Path file = disk.resolve("shop-" + good.size() + ".naust");
            try {
                Shops.backUp(shop, "r1", keys, file);
                good.add(file);
            } catch (StoreException e) {
                return e;
            }
        }
        throw new AssertionError("The disk never was full");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(disk)) {
            return all.map(each -> each.getFileName().toString()).toList();
        }
    }
}
