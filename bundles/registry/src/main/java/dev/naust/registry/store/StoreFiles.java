package dev.naust.registry.store;

import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder {@code config/stores}: one file for each store, written whole or not at all. */
final class StoreFiles {
    private static final String SUFFIX = ".json";
    private static final long LARGEST = 1024 * 1024;

    private final Path folder;

    StoreFiles(Path home) {
        this.folder = home.resolve("config").resolve("stores");
    }

    /**
     * A file's content.
     *
     * @param revision changes with every byte of it
     */
    record Content(String text, String revision) {}

    /** The id of the store that a file is for; empty for files that are for none. */
    Optional<String> idOf(Path file) {
        String name = file.getFileName().toString();
        boolean inFolder = folder.toAbsolutePath()
                .normalize()
                .equals(file.toAbsolutePath().normalize().getParent());
        boolean hidden = name.startsWith(".");
        return inFolder && !hidden && name.endsWith(SUFFIX)
                ? Optional.of(name.substring(0, name.length() - SUFFIX.length()))
                : Optional.empty();
    }

    /** The ids of all stores that have a file. */
    List<String> ids() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> idOf(file).stream()).sorted().toList();
        } catch (IOException e) {
            throw unusable("The folder config/stores cannot be read", e);
        }
    }

    /** A store's file; empty when there is none. */
    Optional<Content> read(String id) {
        try {
            Path file = file(id);
            if (Files.size(file) > LARGEST) {
                throw new StoreException(
                        RegistryErrorCode.CONFIG_INVALID,
                        "config/stores/" + id + SUFFIX
                                + " is larger than any store's configuration (1 MiB). Remove it.");
            }
            byte[] bytes = Files.readAllBytes(file);
            return Optional.of(new Content(new String(bytes, StandardCharsets.UTF_8), revision(bytes)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable("config/stores/" + id + SUFFIX + " cannot be read", e);
        }
    }

    /** Writes a store's file: after this returns it is on the disk, after a crash it is the old or the new one. */
    void write(String id, String text) {
        Path file = file(id);
        try {
            Files.createDirectories(folder);
            // A name that neither this class nor FileInstall takes for a store's file.
            Path temporary = Files.createTempFile(folder, "." + id, ".tmp");
            try {
                keepRights(file, temporary);
                force(temporary, text);
                move(temporary, file);
            } finally {
                Files.deleteIfExists(temporary);
            }
            forceFolder();
        } catch (IOException e) {
            throw unusable("config/stores/" + id + SUFFIX + " cannot be written", e);
        }
    }

    /** Removes a store's file. */
    void delete(String id) {
        try {
            Files.deleteIfExists(file(id));
            forceFolder();
        } catch (IOException e) {
            throw unusable("config/stores/" + id + SUFFIX + " cannot be removed", e);
        }
    }

    private Path file(String id) {
        return folder.resolve(id + SUFFIX);
    }

    private static void keepRights(Path file, Path temporary) throws IOException {
        boolean posix = Files.getFileStore(temporary).supportsFileAttributeView("posix");
        if (posix && Files.exists(file)) {
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(file));
        } else if (posix) {
            // It may hold a password in clear.
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

    private void forceFolder() throws IOException {
        if (!Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            // Windows cannot open a folder, and does not need to.
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String revision(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static StoreException unusable(String what, IOException e) {
        return new StoreException(
                RegistryErrorCode.CONFIG_UNWRITABLE,
                what + " (" + e.getClass().getSimpleName() + "). Check the folder's rights and its disk's free space.",
                e);
    }
}
