package dev.naust.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Deflater;

/** A provider jar of the distribution, which can be made a newer version of itself. */
record ShippedJar(String provider, Path path) {
    private static final String NAME = "naust-provider-%s.jar";

    static ShippedJar of(String provider) {
        Path plugins = NaustProcess.distribution().resolve("plugins");
        String name = NAME.formatted(provider);
        Path path = plugins.resolve(name);
        return new ShippedJar(
                provider,
                Files.exists(path) ? path : plugins.resolve("available").resolve(name));
    }

    /** Its name in a plugins folder. */
    String fileName() {
        return NAME.formatted(provider);
    }

    /** The same jar with another version in its manifest. */
    byte[] asVersion(String version) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(Files.newInputStream(path), false)) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(copy, manifest)) {
                out.setLevel(Deflater.NO_COMPRESSION);
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
        }
        return copy.toByteArray();
    }
}
