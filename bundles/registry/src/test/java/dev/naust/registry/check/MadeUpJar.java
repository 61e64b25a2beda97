package dev.naust.registry.check;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A jar that a test makes, whole or with one thing wrong. */
final class MadeUpJar {
    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** A bundle with a class for Java 17. */
    static MadeUpJar sound() {
        return bare().with("META-INF/MANIFEST.MF", manifest("")).with("test/Plugin.class", classFor(17));
    }

    static MadeUpJar bare() {
        return new MadeUpJar();
    }

    static byte[] manifest(String more) {
        return ("Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: test.plugin\n"
                        + "Bundle-Version: 1.2\n" + more + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] classFor(int java) {
        return new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, (byte) (java + 44), 1, 2, 3};
    }

    MadeUpJar with(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Replaces a name by another of the same length, wherever it stands. */
    static byte[] renamed(byte[] jar, String from, String to) {
        String text = new String(jar, StandardCharsets.ISO_8859_1);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Changes a field of the directory's entry with a name. */
    static byte[] inDirectory(byte[] jar, String name, int offset, int value, int length) {
        return patched(jar, CENTRAL, 46, name, offset, value, length);
    }

    /** Changes a field of an entry's own header. */
    static byte[] inHeader(byte[] jar, String name, int offset, int value, int length) {
        return patched(jar, LOCAL, 30, name, offset, value, length);
    }

    private static byte[] patched(
            byte[] jar, int signature, int nameAt, String name, int offset, int value, int length) {
        byte[] copy = jar.clone();
        ByteBuffer buffer = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at + nameAt + wanted.length <= copy.length; at++) {
            boolean found = buffer.getInt(at) == signature
                    && new String(copy, at + nameAt, wanted.length, StandardCharsets.UTF_8).equals(name);
            if (found && length == 2) {
                buffer.putShort(at + offset, (short) value);
                return copy;
            } else if (found) {
                buffer.putInt(at + offset, value);
                return copy;
            }
        }
        throw new IllegalArgumentException(name);
    }

    /** What a reader finds that goes by the directory. */
    static Map<String, String> byDirectory(Path file) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                found.put(entry.getName(), new String(content, StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }

    /** What a reader finds that goes from entry to entry. */
    static Map<String, String> byHeaders(Path file) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                found.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }
}
