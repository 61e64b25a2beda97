package dev.naust.registry.plugin;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.PluginRefusedException;
import dev.naust.api.service.PluginRefusedException.Reason;
import dev.naust.registry.check.JarCheck;
import dev.naust.registry.config.WholeFile;
import dev.naust.registry.lifecycle.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes in jars that somebody sends: each is written to a place apart, looked at there as a whole, and moved into the plugins
 * folder in one step, or deleted.
 */
final class Uploads {
    private static final int SLICE = 64 * 1024;
    private static final int LONGEST_NAME = 100;
    private static final Pattern UNSAFE = Pattern.compile("[\\\\/\\p{Cntrl}]|^\\.|\\.\\.");
    private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9._-]+");

    private final Path folder;
    private final Path staging;
    private final Needs needs;

    Uploads(Path home, Needs needs) {
        this.folder = home.resolve("plugins");
        this.staging = home.resolve("data").resolve("tmp");
        this.needs = needs;
    }

    /** A jar that was found sound and waits outside the folder. Closing it deletes it, unless it was moved. */
    record Staged(Path file, JarCheck check) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Takes a jar in and looks at it.
     *
     * @throws PluginRefusedException when it is too large or not sound
     */
    Staged stage(InputStream jar, long largest) throws IOException {
        Files.createDirectories(staging);
        Path file = Files.createTempFile(staging, "upload-", ".part");
        try {
            write(jar, file, largest);
            JarCheck check = JarCheck.of(file, needs::lacking);
            if (!check.problems().isEmpty()) {
                throw new PluginRefusedException(
                        check.tooLarge() ? Reason.TOO_LARGE : Reason.INVALID, check.problems());
            }
            return new Staged(file, check);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void write(InputStream jar, Path file, long largest) throws IOException {
        byte[] slice = new byte[SLICE];
        long length = 0;
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int read = jar.read(slice); read >= 0; read = jar.read(slice)) {
                length += read;
                if (length > largest) {
                    throw new PluginRefusedException(Reason.TOO_LARGE, List.of(tooLong(largest)));
                }
                ByteBuffer bytes = ByteBuffer.wrap(slice, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
    }

    private static ConfigProblem tooLong(long largest) {
        return new ConfigProblem(
                "",
                "is larger than " + (largest >> 20)
                        + " MiB. Send a smaller jar, or raise plugins.maxJarMiB in config/naust.json");
    }

    /**
     * The name that a jar gets in the folder: what was asked for, with odd letters replaced, or its bundle's name and version.
     *
     * @throws PluginRefusedException when it would lead out of the folder or hide in it
     */
    static String name(Optional<String> wanted, JarCheck check) {
        String name = wanted.filter(asked -> !asked.isBlank())
                .orElse(check.name() + "-" + check.version() + ".jar")
                .strip();
        boolean isJar = name.endsWith(".jar") && name.length() > ".jar".length();
        if (UNSAFE.matcher(name).find() || !isJar || name.length() > LONGEST_NAME) {
            throw new PluginRefusedException(
                    Reason.INVALID,
                    List.of(new ConfigProblem(
                            "/file",
                            "must be a plain file name that ends in .jar, of at most " + LONGEST_NAME
                                    + " letters, without folders")));
        }
        return ODD.matcher(name).replaceAll("-");
    }

    /** Puts a jar into the folder, where it appears whole or not at all. */
    Path place(Staged staged, String name) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(folder);
        try {
            Files.move(staged.file(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException otherDisk) {
            placeAcross(staged.file(), target);
        }
        WholeFile.forceFolder(folder);
        return target;
    }

    private static void placeAcross(Path file, Path target) throws IOException {
        // A name that nobody who watches the folder takes for a plugin.
        Path part = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
