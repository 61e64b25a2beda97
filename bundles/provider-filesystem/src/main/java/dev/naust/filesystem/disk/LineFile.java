package dev.naust.filesystem.disk;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file read line by line, from any byte on. One line and one block are in memory. */
public final class LineFile implements Closeable {
    private static final int BLOCK = 64 * 1024;

    private final Path path;
    private final int longest;
    private final FileChannel channel;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
    private @Nullable MessageDigest digest;
    private long filled;
    private long lineStart;
    private long lineNumber;

    /** @param longest the most bytes that a line may have */
    public LineFile(Path path, int longest) throws IOException {
        this.path = path;
        this.longest = longest;
        this.channel = FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        block.limit(0);
    }

    public Path path() {
        return path;
    }

    public long size() throws IOException {
        return channel.size();
    }

    /** Computes the digest of what is read from here on; only from the beginning does it mean something. */
    public void digestWith(MessageDigest other) {
        digest = other;
    }

    /** Goes on reading at a byte; lines are counted from there. */
    public void seek(long at) {
        filled = at;
        block.position(0).limit(0);
        lineNumber = 0;
    }

    /** Where the next line begins. */
    public long position() {
        return filled - block.remaining();
    }

    /** Where the line read last began. */
    public long lineStart() {
        return lineStart;
    }

    /** The number of the line read last, from 1. */
    public long lineNumber() {
        return lineNumber;
    }

    /**
     * The next line without its end; null at the end of the file.
     *
     * @throws LineTooLongException when it is longer than allowed
     */
    public byte @Nullable [] next() throws IOException {
        lineStart = position();
        lineNumber++;
        ByteArrayOutputStream before = null;
        while (block.hasRemaining() || fill()) {
            int from = block.position();
            int end = from;
            byte[] bytes = block.array();
            while (end < block.limit() && bytes[end] != '\n') {
                end++;
            }
            long length = (before == null ? 0L : before.size()) + end - from;
            if (length > longest) {
                throw new LineTooLongException(lineNumber, longest);
            }
            boolean whole = end < block.limit();
            block.position(whole ? end + 1 : end);
            if (whole && before == null) {
                return Arrays.copyOfRange(bytes, from, end);
            }
            before = before == null ? new ByteArrayOutputStream(2 * BLOCK) : before;
            before.write(bytes, from, end - from);
            if (whole) {
                return before.toByteArray();
            }
        }
        return before == null ? null : before.toByteArray();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean fill() throws IOException {
        block.clear();
        int read = channel.read(block, filled);
        block.flip();
        if (read <= 0) {
            block.limit(0);
            return false;
        }
        filled += read;
        if (digest != null) {
            digest.update(block.array(), 0, read);
        }
        return true;
    }

    /** A line is longer than a reader takes. */
    public static final class LineTooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        LineTooLongException(long line, int longest) {
            super("line " + line + " is longer than " + longest + " bytes");
        }
    }
}
