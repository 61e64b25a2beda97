package dev.naust.registry.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * What a jar says of itself, whether or not it runs.
 *
 * @param changedAt when the file was last written
 * @param name its bundle's symbolic name; empty when it is no bundle
 * @param version its bundle's version; empty when it is no bundle
 */
record JarFile(long size, Instant changedAt, String name, String version) {

    /** Whether the file is, by size and time, still the one that was looked at. */
    boolean isStill(BasicFileAttributes attributes) {
        return attributes.size() == size
                && attributes.lastModifiedTime().toInstant().equals(changedAt);
    }

    static JarFile read(Path file, BasicFileAttributes attributes) {
        Instant changedAt = attributes.lastModifiedTime().toInstant();
        try (java.util.jar.JarFile jar = new java.util.jar.JarFile(file.toFile(), false)) {
            @Nullable Manifest manifest = jar.getManifest();
            String name = manifest == null ? "" : header(manifest, "Bundle-SymbolicName");
            String version = manifest == null ? "" : header(manifest, "Bundle-Version");
            return new JarFile(attributes.size(), changedAt, name, version);
        } catch (IOException | IllegalArgumentException broken) {
            // How it stands tells why.
            return new JarFile(attributes.size(), changedAt, "", "");
        }
    }

    /** A header's value without its directives. */
    private static String header(Manifest manifest, String name) {
        @Nullable String value = manifest.getMainAttributes().getValue(new Attributes.Name(name));
        if (value == null) {
            return "";
        }
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip();
    }
}
