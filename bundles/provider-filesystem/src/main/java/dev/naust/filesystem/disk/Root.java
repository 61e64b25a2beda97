package dev.naust.filesystem.disk;

import dev.naust.api.store.StoreException;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.filesystem.failure.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folder that a store never leaves: links inside it are not followed, special files are not opened. */
public final class Root {
    /** Holds locks, checksums and unfinished files; never shown. */
    public static final String OWN = ".naust";

    private final Path path;

    private Root(Path path) {
        this.path = path;
    }

    /**
     * The folder at this place, which is made when only its last part is missing.
     *
     * @throws StoreException when it is no folder that can be read
     */
    public static Root open(Path place) {
        Path wanted = place.toAbsolutePath().normalize();
        try {
            if (!Files.exists(wanted) && wanted.getParent() != null && Files.isDirectory(wanted.getParent())) {
                Files.createDirectory(wanted);
            }
            if (!Files.isDirectory(wanted)) {
                throw noFolder(wanted);
            }
            Root root = new Root(wanted.toRealPath());
            root.check();
            return root;
        } catch (IOException e) {
            throw Trouble.of("The folder " + wanted + " cannot be opened", e);
        }
    }

    public Path path() {
        return path;
    }

    /** The folder for locks, checksums and unfinished files. */
    public Path own() {
        return path.resolve(OWN);
    }

    /** Proves that the folder is there and can be listed. */
    public void check() {
        if (!Files.isDirectory(path)) {
            throw noFolder(path);
        }
        try (Stream<Path> some = Files.list(path)) {
            some.findFirst();
        } catch (IOException e) {
            throw Trouble.of("The folder " + path + " cannot be listed", e);
        }
    }

    /** Whether a path is a plain file, and not a link, a folder, a pipe or a device. */
    public static boolean isPlainFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether a path is a folder and not a link to one. */
    public static boolean isPlainFolder(Path folder) {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    private static StoreException noFolder(Path wanted) {
        return new StoreException(
                FilesystemErrorCode.NO_FOLDER, "There is no folder " + wanted + "; make it, or correct \"root\"");
    }
}
