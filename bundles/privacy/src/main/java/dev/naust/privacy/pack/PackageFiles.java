package dev.naust.privacy.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Where packages lie until they have been fetched or are too old. Safe for use by several threads. */
public final class PackageFiles {
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 6;
    private static final int GROUP = 4;

    private final Path folder;
    private final SecureRandom random = new SecureRandom();

    public PackageFiles(Path home) {
        this.folder = home.resolve("data").resolve("privacy").resolve("packages");
    }

    /** The file of a request's package, there or not. */
    Path path(String request) {
        return folder.resolve(request + ".zip");
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

    public Optional<Path> find(String request) {
        return Optional.of(path(request)).filter(Files::exists);
    }

    public void remove(String request) {
        try {
            Files.deleteIfExists(path(request));
        } catch (IOException e) {
            throw new UncheckedIOException("The package of request " + request + " cannot be removed", e);
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
