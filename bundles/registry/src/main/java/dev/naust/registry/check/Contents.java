package dev.naust.registry.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** Unpacks a whole archive and the archives in it, keeping nothing but the manifest, to see that all of it is what it says. */
final class Contents {
    private static final int SLICE = 64 * 1024;
    private static final int LARGEST_MANIFEST = 1 << 20;
    private static final int DEEPEST = 3;
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final Budget budget;
    private final JavaVersions versions;
    private final byte[] slice = new byte[SLICE];
    private byte @Nullable [] manifest;

    Contents(Budget budget, JavaVersions versions) {
        this.budget = budget;
        this.versions = versions;
    }

    /** The manifest's bytes, once all was read. */
    Optional<byte[]> manifest() {
        return Optional.ofNullable(manifest);
    }

    void read(FileChannel file, List<ZipEntryRecord> entries) throws IOException, BadArchiveException {
        long declared = entries.stream().mapToLong(ZipEntryRecord::size).sum();
        if (!budget.allows(declared)) {
            throw BadArchiveException.tooLarge("", "unpacks to far more than a plugin needs");
        }
        for (ZipEntryRecord entry : entries) {
            budget.takeEntry(entry.name());
            if (!entry.isFolder()) {
                read(file, entry);
            }
        }
    }

    private void read(FileChannel file, ZipEntryRecord entry) throws IOException, BadArchiveException {
        Inflater inflater = new Inflater(true);
        CRC32 crc = new CRC32();
        try {
            file.position(entry.data());
            InputStream raw = new Slice(Channels.newInputStream(file), entry.compressed());
            InputStream content = entry.isDeflated() ? new InflaterInputStream(raw, inflater, SLICE) : raw;
            Counted counted = new Counted(new CheckedInputStream(content, crc), entry.size());
            take(entry.name(), counted, 0);
            boolean isWhole = counted.count() == entry.size()
                    && crc.getValue() == entry.crc()
                    && (!entry.isDeflated() || inflater.getBytesRead() == entry.compressed());
            if (!isWhole) {
                throw BadArchiveException.of(entry.name(), "is damaged: its content is not what its header says");
            }
        } catch (ZipException | java.io.EOFException e) {
            throw BadArchiveException.of(entry.name(), "is damaged");
        } finally {
            inflater.end();
        }
    }

    private void take(String name, InputStream content, int depth) throws IOException, BadArchiveException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (depth == 0 && name.equals(MANIFEST)) {
            manifest = manifest(content);
        } else if (lower.endsWith(".jar") || lower.endsWith(".zip") || lower.endsWith(".war")) {
            unpack(name, content, depth + 1);
        } else if (lower.endsWith(".class")) {
            byte[] head = content.readNBytes(JavaVersions.HEAD);
            budget.take(name, head.length);
            versions.see(name, head, depth > 0);
        }
        drain(name, content);
    }

    private void unpack(String name, InputStream content, int depth) throws IOException, BadArchiveException {
        if (depth > DEEPEST) {
            throw BadArchiveException.of(name, "is an archive in an archive in an archive, too deep to be of use");
        }
        // Not closed: there may be more behind it, which counts as well.
        ZipInputStream inner = new ZipInputStream(content);
        try {
            for (ZipEntry entry = inner.getNextEntry(); entry != null; entry = inner.getNextEntry()) {
                budget.takeEntry(name);
                take(name + "!/" + entry.getName(), inner, depth);
            }
        } catch (ZipException | java.io.EOFException | IllegalArgumentException e) {
            throw BadArchiveException.of(name, "is an archive that is damaged");
        }
    }

    private void drain(String name, InputStream content) throws IOException, BadArchiveException {
        for (int read = content.read(slice); read >= 0; read = content.read(slice)) {
            budget.take(name, read);
        }
    }

    private byte[] manifest(InputStream content) throws IOException, BadArchiveException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(content.readNBytes(LARGEST_MANIFEST));
        budget.take(MANIFEST, bytes.size());
        if (bytes.size() == LARGEST_MANIFEST) {
            throw BadArchiveException.of(MANIFEST, "is longer than a mebibyte");
        }
        return bytes.toByteArray();
    }
}
