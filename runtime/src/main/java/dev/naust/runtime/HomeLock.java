package dev.naust.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keeps a home and the SQLite file of its state to one server: two would write to the same data. The system frees the
 * locks when the process ends, however it ends.
 */
final class HomeLock implements AutoCloseable {
    private final List<FileChannel> channels = new ArrayList<>();

    private HomeLock() {}

    /**
     * Takes the lock of a home, and that of the file of its state.
     *
     * @throws StartFailure when another server has it
     */
    static HomeLock take(Home home, Map<String, String> environment) throws StartFailure, IOException {
        HomeLock locks = new HomeLock();
        try {
            locks.take(
                    home.data().resolve("naust"),
                    "",
                    "A Naust server already runs with the home folder " + home.folder(),
                    "NAUST_HOME to another folder");
            if (set(environment, "STORAGE_BACKEND", "sqlite").equals("sqlite")) {
                Path file = home.folder()
                        .resolve(set(environment, "SQLITE_PATH", "data/control.db"))
                        .toAbsolutePath()
                        .normalize();
                Files.createDirectories(file.getParent());
                Path real = file.getParent().toRealPath().resolve(file.getFileName());
                locks.take(
                        real,
                        " with the home folder " + home.folder(),
                        "Another Naust server keeps its own state in " + real,
                        "SQLITE_PATH to another file; servers share a state in PostgreSQL only");
            }
            return locks;
        } catch (StartFailure | IOException | RuntimeException e) {
            locks.close();
            throw e;
        }
    }

    private static String set(Map<String, String> environment, String name, String otherwise) {
        String value = environment.getOrDefault(name, "").strip();
        return value.isEmpty() ? otherwise : value;
    }

    private void take(Path file, String more, String taken, String other) throws StartFailure {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        Path pidFile = file.resolveSibling(file.getFileName() + ".pid");
        try {
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channels.add(channel);
            if (channel.tryLock() == null) {
                throw new StartFailure(taken + owner(pidFile) + ". Stop it first, or set " + other + ".");
            }
            Files.writeString(pidFile, ProcessHandle.current().pid() + more);
        } catch (IOException e) {
            throw new StartFailure(
                    "The lock " + lockFile + " cannot be taken: " + e + ". Correct the folder's rights, or set " + other
                            + ".",
                    e);
        }
    }

    private static String owner(Path pidFile) throws IOException {
        return Files.exists(pidFile) ? " (process " + Files.readString(pidFile).strip() + ")" : "";
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels) {
            channel.close();
        }
    }
}
