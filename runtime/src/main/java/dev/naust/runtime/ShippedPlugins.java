package dev.naust.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.zip.CRC32;

/**
 * Brings the installation's own plugins into a home and keeps them current there. A jar that the operator deleted stays deleted
 * and one that the operator replaced stays as it is: only what this class once put there, and nobody touched, is renewed.
 */
final class ShippedPlugins {
    private final Path shipped;
    private final Path plugins;
    private final Path memory;

    /**
     * Plugins of one home.
     *
     * @param shipped the installation's plugins
     * @param plugins the home's plugins; may be the same folder
     * @param data where it is noted which jars were put there
     */
    ShippedPlugins(Path shipped, Path plugins, Path data) {
        this.shipped = shipped;
        this.plugins = plugins;
        this.memory = data.resolve("shipped-plugins.properties");
    }

    /** Copies what is new, renews what is old. */
    void refresh() throws IOException {
        if (!Files.isDirectory(shipped) || Files.isSameFile(shipped, plugins)) {
            return;
        }
        Properties known = read();
        Properties before = (Properties) known.clone();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(shipped, "*.jar")) {
            for (Path jar : jars) {
                refresh(jar, known);
            }
        }
        if (!known.equals(before)) {
            try (OutputStream out = Files.newOutputStream(memory)) {
                known.store(out, "Plugins that came with the installation, with their checksums");
            }
        }
    }

    private void refresh(Path jar, Properties known) throws IOException {
        String name = jar.getFileName().toString();
        Path mine = plugins.resolve(name);
        String current = checksum(jar);
        String last = known.getProperty(name);
        boolean isNew = last == null && Files.notExists(mine);
        boolean untouched = last != null && !last.equals(current) && Files.exists(mine) && last.equals(checksum(mine));
        if (isNew || untouched) {
            // The folder may be watched: a jar appears there whole or not at all.
            Path part = plugins.resolve(name + ".part");
            Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, mine, StandardCopyOption.ATOMIC_MOVE);
            known.setProperty(name, current);
        }
    }

    private Properties read() throws IOException {
        Properties known = new Properties();
        if (Files.exists(memory)) {
            try (InputStream in = Files.newInputStream(memory)) {
                known.load(in);
            }
        }
        return known;
    }

    private static String checksum(Path file) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(Files.readAllBytes(file));
        return Files.size(file) + "-" + Long.toHexString(crc.getValue());
    }
}
