package dev.naust.registry.plugin;

import dev.naust.registry.plugin.trust.Sha256;
import dev.naust.registry.plugin.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Judges a jar before the framework sees it. Where the policy asks for proof, it works on a copy of its own, and that copy is
 * what is installed: nobody can put another jar in its place between the judgement and the installation.
 */
final class Gate {
    private final Optional<Path> home;
    private final Trust trust;

    Gate(Optional<Path> home, Trust trust) {
        this.home = home;
        this.trust = trust;
    }

    Trust trust() {
        return trust;
    }

    /** A jar that was judged. Closing it removes what was only made for it. */
    static final class Passage implements AutoCloseable {
        private final Path content;
        private final boolean isCopy;
        private final JarFile jar;
        private final Optional<Held> refusal;

        private Passage(Path content, boolean isCopy, JarFile jar, Optional<Held> refusal) {
            this.content = content;
            this.isCopy = isCopy;
            this.jar = jar;
            this.refusal = refusal;
        }

        /** Why it may not be installed. */
        Optional<Held> refusal() {
            return refusal;
        }

        JarFile jar() {
            return jar;
        }

        /** What was judged. */
        InputStream open() throws IOException {
            return Files.newInputStream(content);
        }

        @Override
        public void close() throws IOException {
            if (isCopy) {
                Files.deleteIfExists(content);
            }
        }
    }

    Passage pass(Path file) throws IOException {
        if (home.isEmpty() || trust.isOpen()) {
            JarFile jar = read(file);
            return new Passage(file, false, jar, jar.fault().map(Held::failed));
        }
        Path folder = Files.createDirectories(home.get().resolve("data").resolve("tmp"));
        Path copy = Files.createTempFile(folder, "plugin-", ".jar");
        try {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            JarFile jar = read(copy);
            Optional<Held> refusal = jar.fault().map(Held::failed);
            if (refusal.isEmpty()) {
                refusal = trust.refuse(copy, Sha256.of(copy)).map(Held::quarantined);
            }
            return new Passage(copy, true, jar, refusal);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    private static JarFile read(Path file) throws IOException {
        return JarFile.read(file, Files.readAttributes(file, BasicFileAttributes.class));
    }
}
