package dev.naust.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A disk that is soon full or can be made read-only: a file system in memory, which only Linux's root may mount. Where
 * it cannot be mounted, the test that asked for it is skipped and says so.
 */
public final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 64 << 10;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Mounts one over an empty folder.
     *
     * @param bytes the room on it
     */
    public static SmallDisk over(Path folder, long bytes) {
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString()),
                "only root on Linux may mount a small disk");
        return new SmallDisk(folder);
    }

    /** Where it is mounted. */
    public Path folder() {
        return folder;
    }

    /** Refuses all writing from now on. */
    public void readOnly() {
        must("mount", "-o", "remount,ro", folder.toString());
    }

    /**
     * Takes all the room that is left.
     *
     * @return the file that takes it; there is room again when it is deleted
     */
    public Path fill() throws IOException {
        Path ballast = folder.resolve("ballast");
        byte[] block = new byte[BLOCK];
        try (OutputStream file = Files.newOutputStream(ballast)) {
            for (long room = room(); room > 0; room = room()) {
                file.write(block, 0, (int) Math.min(BLOCK, room));
            }
        }
        return ballast;
    }

    private long room() {
        return folder.toFile().getUsableSpace();
    }

    @Override
    public void close() {
        must("umount", folder.toString());
    }

    private static void must(String... command) {
        if (!run(command)) {
            throw new AssertionError("failed: " + String.join(" ", command));
        }
    }

    private static boolean run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program: not a Linux
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
