package dev.naust.backup.format;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/** The plain bytes of a backup are blocks: a kind, two lengths, and one compressed frame. */
final class Block {
    /** The records of one collection. */
    static final byte RECORDS = 'R';

    /** A part of a value that is too large for a record's line. */
    static final byte CONTENT = 'C';

    static final byte MANIFEST = 'M';

    /** Where the making of the backup stood; who reads records passes it by. */
    static final byte MARK = 'P';

    /** What a block holds at most, uncompressed; no block asks a reader for more memory. */
    static final int MOST = 64 << 20;

    /** The size of a block's beginning. */
    static final int HEAD = 9;

    private static final int LEVEL = 3;

    private Block() {}

    /** Writes a block and says how many bytes it took. */
    static long write(OutputStream out, byte kind, byte[] raw, int length) throws IOException {
        byte[] stored = new byte[Math.toIntExact(Zstd.compressBound(length))];
        long size = Zstd.compressByteArray(stored, 0, stored.length, raw, 0, length, LEVEL);
        if (Zstd.isError(size)) {
            throw new IllegalStateException("Zstandard could not compress: " + Zstd.getErrorName(size));
        }
        out.write(ByteBuffer.allocate(HEAD)
                .put(kind)
                .putInt((int) size)
                .putInt(length)
                .array());
        out.write(stored, 0, (int) size);
        return HEAD + size;
    }

    /**
     * Reads the block at the channel's position.
     *
     * @param end where it must have ended
     * @throws BrokenException when there is none of that kind
     */
    static byte[] read(SeekableByteChannel in, byte kind, long end) throws IOException {
        return read(in, ByteBuffer.wrap(bytes(in, HEAD)), kind, end);
    }

    /** Reads the next block of records and skips large values and marks; empty at the end. */
    static Optional<byte[]> records(SeekableByteChannel in, long end) throws IOException {
        while (in.position() < end) {
            ByteBuffer head = ByteBuffer.wrap(bytes(in, HEAD));
            if (head.get(0) != CONTENT && head.get(0) != MARK) {
                return Optional.of(read(in, head, RECORDS, end));
            }
            int size = head.getInt(1);
            if (size < 0 || in.position() + size > end) {
                throw new BrokenException("a block is longer than the room that it has");
            }
            in.position(in.position() + size);
        }
        return Optional.empty();
    }

    private static byte[] read(SeekableByteChannel in, ByteBuffer head, byte kind, long end) throws IOException {
        if (head.get() != kind) {
            throw new BrokenException("a block is not of the kind that belongs there");
        }
        int size = head.getInt();
        int length = head.getInt();
        if (size < 0 || size > Zstd.compressBound(MOST) || in.position() + size > end) {
            throw new BrokenException("a block is longer than the room that it has");
        }
        if (length < 0 || length > MOST) {
            throw new BrokenException("a block would grow to more than " + MOST + " bytes");
        }
        return inflated(bytes(in, size), length);
    }

    static byte[] bytes(SeekableByteChannel in, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (in.read(buffer) < 0) {
                throw new BrokenException("a block is cut off");
            }
        }
        return buffer.array();
    }

    private static byte[] inflated(byte[] stored, int length) throws BrokenException {
        byte[] raw = new byte[length];
        try {
            long size = Zstd.decompressByteArray(raw, 0, length, stored, 0, stored.length);
            if (Zstd.isError(size) || size != length) {
                throw new BrokenException("a block does not decompress to the length that it names");
            }
            return raw;
        } catch (ZstdException e) {
            throw new BrokenException("a block does not decompress: " + e.getMessage());
        }
    }

    /** The bytes are authentic, but make no sense. */
    static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenException(String what) {
            super(what);
        }
    }
}
