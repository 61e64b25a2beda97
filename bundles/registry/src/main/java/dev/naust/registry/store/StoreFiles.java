package dev.naust.registry.store;

import dev.naust.api.store.StoreException;
import dev.naust.registry.config.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
     * @param problem why it cannot be read; the text is empty then
     */
    record Content(String text, String revision, Optional<String> problem) {
        static Content of(String text) {
            return new Content(text, StoreFiles.revision(text.getBytes(StandardCharsets.UTF_8)), Optional.empty());
        }

        static Content unreadable(String problem) {
            return new Content("", "unreadable", Optional.of(problem));
        }
    }

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
            return Optional.of(
                    new Content(new String(bytes, StandardCharsets.UTF_8), revision(bytes), Optional.empty()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable("config/stores/" + id + SUFFIX + " cannot be read", e);
        }
    }

    /** Writes a store's file: after this returns it is on the disk, after a crash it is the old or the new one. */
    void write(String id, String text) {
        try {
            WholeFile.write(file(id), text);
        } catch (IOException e) {
            throw unusable("config/stores/" + id + SUFFIX + " cannot be written", e);
        }
    }

    /** Removes a store's file. */
    void delete(String id) {
        try {
            WholeFile.delete(file(id));
        } catch (IOException e) {
            throw unusable("config/stores/" + id + SUFFIX + " cannot be removed", e);
        }
    }

    private Path file(String id) {
        return folder.resolve(id + SUFFIX);
    }

    private static String revision(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    static StoreException unusable(String what, IOException e) {
        return new StoreException(
                RegistryErrorCode.CONFIG_UNWRITABLE,
                what + " (" + e.getClass().getSimpleName() + "). Check the folder's rights and its disk's free space.",
                e);
    }
}
