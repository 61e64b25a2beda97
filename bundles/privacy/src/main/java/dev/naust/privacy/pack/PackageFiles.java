package dev.naust.privacy.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where packages lie until they have been fetched or are too old. Safe for use by several threads. */
public final class PackageFiles {
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final String SUFFIX = ".zip";
    private static final int GROUPS = 6;
    private static final int GROUP = 4;

    private final Path folder;
    private final SecureRandom random = new SecureRandom();

    public PackageFiles(Path home) {
        this.folder = home.resolve("data").resolve("privacy").resolve("packages");
    }

    /** The file of a request's package, there or not. */
    Path path(String request) {
        return folder.resolve(request + SUFFIX);
    }

    /** A new file beside it, to be moved in its place when it is whole; what an interrupted attempt left is removed. */
    Path unfinished(String request) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "." + request + "*.tmp")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
        return Files.createTempFile(folder, "." + request, ".tmp");
    }

    /**
     * A package that lies there.
     *
     * @param since when it was written
     */
    public record Kept(String request, Instant since) {}

    /** At most so many of the packages that lie there. */
    public List<Kept> kept(int most) {
        return files(SUFFIX, most).stream()
                .map(file -> new Kept(name(file).substring(0, name(file).length() - SUFFIX.length()), written(file)))
                .toList();
    }

    /** Removes what interrupted attempts left that nobody came back to. */
    public void discard(Instant before, int most) {
        for (Path file : files(".tmp", most)) {
            if (written(file).isBefore(before)) {
                remove(file);
            }
        }
    }

    private List<Path> files(String suffix, int most) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> name(file).endsWith(suffix)).limit(most).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of packages cannot be read", e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** One that goes while it is looked at is as new as can be. */
    private static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return Instant.MAX;
        }
    }

    public Optional<Path> find(String request) {
        return Optional.of(path(request)).filter(Files::exists);
    }

    public void remove(String request) {
        remove(path(request));
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The package " + file + " cannot be removed", e);
        }
    }

    /** A password that can be read out over a telephone: about 118 bits. */
    public String password() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            password.append(i > 0 && i % GROUP == 0 ? "-" : "")
                    .append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
