package dev.naust.registry.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * What a jar says of itself before any framework has looked at it.
 *
 * @param changedAt when the file was last written
 * @param name its bundle's symbolic name; empty when it is no bundle
 * @param version its bundle's version; empty when it is no bundle
 * @param fault why it cannot be a plugin
 */
record JarFile(long size, Instant changedAt, String name, String version, Optional<String> fault) {

    /** Whether the file is, by size and time, still the one that was looked at. */
    boolean isStill(BasicFileAttributes attributes) {
        return attributes.size() == size
                && attributes.lastModifiedTime().toInstant().equals(changedAt);
    }

    static JarFile read(Path file, BasicFileAttributes attributes) {
        Instant changedAt = attributes.lastModifiedTime().toInstant();
        try (java.util.jar.JarFile jar = new java.util.jar.JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            String name = manifest == null ? "" : header(manifest, "Bundle-SymbolicName");
            if (name.isEmpty()) {
                return broken(
                        attributes,
                        "is a plain jar, not an OSGi bundle: build it with bnd-maven-plugin, as the plugin guide shows");
            }
            if (extendsFramework(manifest)) {
                return broken(
                        attributes,
                        "would become part of the framework itself, which no plugin may: take Fragment-Host out of it");
            }
            return version(header(manifest, "Bundle-Version"))
                    .map(version -> new JarFile(attributes.size(), changedAt, name, version, Optional.empty()))
                    .orElseGet(() -> broken(
                            attributes,
                            "has the Bundle-Version \"" + header(manifest, "Bundle-Version")
                                    + "\", which is none: it must look like 1.2.3"));
        } catch (IOException e) {
            return broken(
                    attributes,
                    Files.isReadable(file)
                            ? "is truncated or no jar at all: copy it again, and rename it to .jar when the copy is whole"
                            : "cannot be read: correct its rights");
        }
    }

    /** Such a fragment's classes would lie on the launcher's class path, and its activator would run when it is installed. */
    private static boolean extendsFramework(Manifest manifest) {
        String host = header(manifest, "Fragment-Host");
        return host.equals("system.bundle") || host.equals("org.apache.felix.framework");
    }

    private static Optional<String> version(String written) {
        try {
            return Optional.of(Version.parseVersion(written).toString());
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static JarFile broken(BasicFileAttributes attributes, String fault) {
        return new JarFile(attributes.size(), attributes.lastModifiedTime().toInstant(), "", "", Optional.of(fault));
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
