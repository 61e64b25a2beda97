package dev.naust.registry.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Writes a file whole or not at all: when that has returned it is on the disk, after a crash it is the old or the new one. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Writes a text; a new file is for its owner alone, because it may hold a secret, and one that is there keeps its rights.
     *
     * @throws IOException when it is not known to be on the disk; the old file is there again then, wherever that can be done
     */
    public static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // A name that nobody who watches the folder takes for a configuration.
        Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
        Path before = temporary.resolveSibling(temporary.getFileName() + ".old");
        try {
            keepRights(file, temporary);
            force(temporary, text);
            boolean kept = keep(file, before);
            move(temporary, file);
            force(folder, file, kept ? before : null);
        } finally {
            Files.deleteIfExists(temporary);
            Files.deleteIfExists(before);
        }
    }

    /** The old file under a second name: what the disk has once confirmed need not be written again to come back. */
    private static boolean keep(Path file, Path before) {
        try {
            Files.createLink(before, file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // There is none yet, or the file system knows no second names.
            return false;
        }
    }

    private static void force(Path folder, Path file, @Nullable Path before) throws IOException {
        try {
            forceFolder(folder);
        } catch (IOException e) {
            if (before != null) {
                move(before, file);
            }
            throw e;
        }
    }

    /** Removes a file, if it is there: when this returns it is gone from the disk. */
    public static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            forceFolder(file.toAbsolutePath().getParent());
        }
    }

    /** Makes a folder that only the server's own user may look into, if it is not there. */
    public static void createPrivateFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder);
        if (isPosix(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Makes the folder's list of files durable, after one was moved or deleted. */
    public static void forceFolder(Path folder) throws IOException {
        if (!isPosix(folder)) {
            // Windows cannot open a folder, and does not need to.
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Whether the file system knows the rights of owner, group and others. */
    static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    private static void keepRights(Path file, Path temporary) throws IOException {
        boolean posix = isPosix(temporary);
        if (posix && Files.exists(file)) {
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(file));
        } else if (posix) {
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void force(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot replace a file in one step", e);
        }
    }
}
