package dev.naust.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a home to one server: two would write to the same data. The system frees the lock when the process ends, however it ends. */
final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a home.
     *
     * @throws StartFailure when another server has it
     */
    static HomeLock take(Home home) throws StartFailure {
        Path lockFile = home.data().resolve("naust.lock");
        Path pidFile = home.data().resolve("naust.pid");
        try {
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new StartFailure("A Naust server already runs with the home folder " + home.folder()
                        + owner(pidFile) + ". Stop it first, or set NAUST_HOME to another folder.");
            }
            Files.writeString(pidFile, Long.toString(ProcessHandle.current().pid()));
            return new HomeLock(channel);
        } catch (IOException e) {
            throw new StartFailure(
                    "The lock " + lockFile + " cannot be taken: " + e + ". Correct the folder's rights, or"
                            + " set NAUST_HOME to another folder.",
                    e);
        }
    }

    private static String owner(Path pidFile) throws IOException {
        return Files.exists(pidFile) ? " (process " + Files.readString(pidFile).strip() + ")" : "";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
