package dev.naust.backup.place;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files of backups: whole in their place or not there at all, and for nobody but the server's user. */
public final class WholeFiles {
    /** How the name of a file ends that is not whole yet. */
    public static final String PART = ".part";

    /** What stands before {@link #PART} in the name of what an earlier attempt left. */
    static final String LEFT = ".left";

    private static final Logger LOG = LoggerFactory.getLogger(WholeFiles.class);

    private WholeFiles() {}

    /** The name of a file while it is not whole yet. */
    public static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + PART);
    }

    /** The name of what an interrupted attempt left of a file, while the next attempt is made from it. */
    public static Path left(Path file) {
        return file.resolveSibling(file.getFileName() + LEFT + PART);
    }

    /** Puts what an interrupted attempt left aside for the next one; of two, the one that came further. */
    public static void setAside(Path file) throws IOException {
        Path part = part(file);
        if (size(part) > size(left(file))) {
            Files.move(part, left(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(part);
        }
    }

    /** Removes what attempts left of a file. */
    public static void discardAttempts(Path file) {
        discard(part(file));
        discard(left(file));
    }

    /** Makes a folder, and those above it, for the server's user only. */
    public static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (isPosix(folder)) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            forceFolder(folder.toAbsolutePath().getParent());
        }
    }

    /** Takes the file's rights from everybody else. */
    public static void makePrivate(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** Makes a file's content durable. */
    public static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Puts a durable file in its place; when this returns, the folder's list of names is durable, too. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(to.getParent());
    }

    /** Removes a file durably; nothing when there is none. */
    public static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            forceFolder(file.getParent());
        }
    }

    /** Removes a file that is of no use; when that fails, the next start tries again. */
    public static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("The unfinished file {} could not be removed", file, e);
        }
    }

    /** Removes what unfinished backups left in a folder. */
    static void discardParts(Path folder, Predicate<String> isLive) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + PART)) {
            for (Path each : parts) {
                if (!isLive.test(whole(each.getFileName().toString()))) {
                    LOG.info("Removing {}, which a backup left that was not finished", each);
                    discard(each);
                }
            }
        } catch (IOException e) {
            LOG.warn("The folder {} could not be looked through for unfinished backups", folder, e);
        }
    }

    /** The name of the file that one that is not whole would become. */
    private static String whole(String part) {
        String name = part.substring(0, part.length() - PART.length());
        return name.endsWith(LEFT) ? name.substring(0, name.length() - LEFT.length()) : name;
    }

    /** Removes what was fetched into a folder, and what was made there and not kept, as far as nobody needs it any more. */
    static void discardWork(Path folder, Predicate<String> isLive, Predicate<String> isRunning) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                if (Files.isDirectory(each) && !isRunning.test(name)) {
                    discardWork(each, file -> false, run -> false);
                    discard(each);
                } else if (Files.isRegularFile(each) && !name.endsWith(PART) && !isLive.test(name)) {
                    discard(each);
                }
            }
        } catch (IOException e) {
            LOG.warn("The folder {} could not be looked through for what was left in it", folder, e);
        }
    }

    /** The bytes that are free where a file is or would be; negative when nobody knows. */
    public static long free(Path file) {
        try {
            return Files.getFileStore(file.getParent()).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    /** The size of a file; 0 when it is not there. */
    public static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void forceFolder(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
