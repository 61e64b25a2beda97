package dev.naust.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.store.Store;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.KeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it makes a backup: what has the name of a backup is one, and the next attempt makes it. */
@Tag("soak")
class KilledBackupTest {
    private static final int KILLS = 20;

    private final KeyRing keys = new KeyRing(TestKeys.of(1));

    @TempDir
    private Path folder;

    @Test
    void killed_at_each_time_that_it_waits_for_the_disk() throws Exception {
        int round = 1;
        while (ended("signal=KILL", round) != 0) {
            isWholeOrAbsent(round);
            round++;
        }
        assertThat(round).as("a backup waits for its file and its folders").isGreaterThan(3);
        isWhole(file(round));
    }

    @Test
    void a_disk_that_cannot_make_it_durable_is_told() throws Exception {
        int round = 1;
        while (ended("error=EIO", round) != 0) {
            isWholeOrAbsent(round);
            round++;
        }
        assertThat(round).isGreaterThan(3);
    }

    @Test
    void killed_at_random_moments() throws Exception {
        Random random = new Random(5);
        for (int round = 1; round <= KILLS; round++) {
            Process process = start(List.of(), file(round));
            assertThat(process.getInputStream().read()).as("it has begun").isEqualTo('.');
            process.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            isWholeOrAbsent(round);
        }
    }

    private int ended(String fault, int when) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "strace is not there");
        Process process = start(
                List.of(
                        "/usr/bin/strace",
                        "-f",
                        "-o",
                        "/dev/null",
                        "-e",
                        "trace=fsync,fdatasync",
                        "-e",
                        "inject=fsync,fdatasync:" + fault + ":when=" + when),
                file(when));
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process start(List<String> before, Path file) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Maker.class.getName(),
                file.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Path file(int round) {
        return folder.resolve("round-" + round).resolve("shop.naust");
    }

    private void isWholeOrAbsent(int round) throws Exception {
        if (Files.exists(file(round))) {
            isWhole(file(round));
        }
        // Whatever was left, the next attempt makes the backup.
        Maker.make(file(round));
        isWhole(file(round));
        assertThat(file(round).getParent().toFile().list()).containsExactly("shop.naust");
    }

    private void isWhole(Path file) throws InterruptedException {
        Archive.open(file, keys, new Key.Master()).verify(records -> {});
    }

    /** Makes one backup, and says when it begins. */
    static final class Maker {
        private Maker() {}

        public static void main(String[] arguments) throws Exception {
            make(Path.of(arguments[0]));
        }

        static void make(Path file) throws Exception {
            try (Store shop = Shops.memory()) {
                Shops.fill(shop, "Noise", 20_000);
                System.out.print('.');
                System.out.flush();
                Shops.backUp(shop, "r1", new KeyRing(TestKeys.of(1)), file);
            }
        }
    }
}
