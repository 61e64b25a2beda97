package dev.naust.registry.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A copy of a plugin's jar that was found whole, so that what is looked at is what is installed, whoever writes to the folder
 * meanwhile. Closing it deletes the copy.
 *
 * @param name the bundle's symbolic name
 * @param version the bundle's version
 * @param fragmentHost the bundle that it is a part of; empty for one of its own
 */
record WholeJar(Path copy, String name, Version version, String fragmentHost) implements AutoCloseable {

    /** Why a file is no plugin, to follow its name. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message);
        }
    }

    /**
     * Copies a jar and reads all of the copy.
     *
     * @throws Unfit when it is no whole jar or no bundle
     * @throws IOException when the file cannot be read or changes while it is copied
     */
    static WholeJar of(Path file, Path copy) throws IOException, Unfit {
        BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
        try (OutputStream out = Files.newOutputStream(copy)) {
            Files.copy(file, out);
        }
        BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
        boolean still = before.size() == after.size()
                && Files.size(copy) == after.size()
                && before.lastModifiedTime().equals(after.lastModifiedTime());
        try {
            if (!still) {
                throw new IOException("it changed while it was copied");
            }
            return read(copy);
        } catch (IOException | Unfit e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    private static WholeJar read(Path copy) throws IOException, Unfit {
        Manifest manifest;
        try (JarFile jar = new JarFile(copy.toFile(), false)) {
            manifest = jar.getManifest();
            readAll(jar);
        } catch (IOException | SecurityException | IllegalArgumentException e) {
            throw new Unfit(
                    "is truncated or no jar at all: copy it again, and rename it to .jar when the copy is whole");
        }
        String name = manifest == null ? "" : header(manifest, Constants.BUNDLE_SYMBOLICNAME);
        if (name.isEmpty()) {
            throw new Unfit(
                    "is a plain jar, not an OSGi bundle: build it with bnd-maven-plugin, as the plugin guide shows");
        }
        return new WholeJar(copy, name, version(manifest), header(manifest, Constants.FRAGMENT_HOST));
    }

    /** Every entry has its checksum, which only reading it compares. */
    private static void readAll(JarFile jar) throws IOException {
        Enumeration<JarEntry> entries = jar.entries();
        while (entries.hasMoreElements()) {
            try (InputStream in = jar.getInputStream(entries.nextElement())) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private static Version version(Manifest manifest) throws Unfit {
        try {
            return Version.parseVersion(header(manifest, Constants.BUNDLE_VERSION));
        } catch (IllegalArgumentException e) {
            throw new Unfit("has a Bundle-Version that is no version: " + FirstLine.of(e));
        }
    }

    /** A header's value without its directives. */
    private static String header(Manifest manifest, String name) {
        @Nullable String value = manifest.getMainAttributes().getValue(new Attributes.Name(name));
        return value == null ? "" : value.split(";", 2)[0].strip();
    }

    boolean isFragment() {
        return !fragmentHost.isEmpty();
    }

    /** Whether it is an extension of the framework, whose classes would be everybody's. */
    boolean isPartOfTheFramework() {
        return fragmentHost.equals(Constants.SYSTEM_BUNDLE_SYMBOLICNAME)
                || fragmentHost.equals("org.apache.felix.framework");
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(copy);
    }
}
