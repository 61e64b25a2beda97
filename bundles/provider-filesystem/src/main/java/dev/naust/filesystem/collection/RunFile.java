package dev.naust.filesystem.collection;

import dev.naust.api.model.Bytes;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A segment that is being written, line by line in the order of their keys. */
final class RunFile implements Closeable {
    private static final int BUFFER = 256 * 1024;

    private final Path path;
    private final boolean adds;
    private final MessageDigest digest = sha256();
    private final OutputStream file;
    private final OutputStream out;
    private @Nullable RowKey first;
    private @Nullable RowKey last;
    private long lines;
    private long bytes;

    /** @param adds whether every line will be a record that is not there yet */
    RunFile(Path path, boolean adds) throws IOException {
        this.path = path;
        this.adds = adds;
        this.file = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.out = new BufferedOutputStream(file, BUFFER);
    }

    Path path() {
        return path;
    }

    /** Whether lines from this key on would go on in order. */
    boolean goesOnWith(RowKey key) {
        return last == null || last.compareTo(key) < 0;
    }

    void add(RowKey key, byte[] line) throws IOException {
        out.write(line);
        out.write('\n');
        digest.update(line);
        digest.update((byte) '\n');
        if (first == null) {
            first = key;
        }
        last = key;
        lines++;
        bytes += line.length + 1L;
    }

    /** Hands what was added so far to the operating system, so that it can be read. */
    void flush() throws IOException {
        out.flush();
    }

    /** What was added so far, as a segment of the file's own name. */
    Segment segment() {
        try {
            RowKey none = new RowKey(List.of());
            return new Segment(
                    path.getFileName().toString(),
                    lines,
                    bytes,
                    Bytes.of(((MessageDigest) digest.clone()).digest()),
                    first == null ? none : first,
                    last == null ? none : last,
                    adds);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JDK's SHA-256 can be cloned", e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Gives up what was added: on a full disk, what is still in memory must not be tried again. */
    void discard() throws IOException {
        try {
            file.close();
        } finally {
            Files.deleteIfExists(path);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
