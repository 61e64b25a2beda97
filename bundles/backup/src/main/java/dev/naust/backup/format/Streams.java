package dev.naust.backup.format;

import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;

/** The encrypted stream behind the header: AES-256-GCM in segments of one mebibyte, whose order and end are authenticated. */
final class Streams {
    static final int SEGMENT = 1 << 20;

    private Streams() {}

    static OutputStream encrypting(OutputStream file, byte[] dataKey, Header header) throws IOException {
        try {
            return aead(dataKey).newEncryptingStream(file, header.bytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has AES-GCM and HMAC-SHA256", e);
        }
    }

    /**
     * The plain bytes of a file, at any position; each is authenticated before it is handed out.
     *
     * @param finished false for a file that was not written to its end, of which the whole segments can be read
     */
    static SeekableByteChannel decrypting(Path file, byte[] dataKey, Header header, boolean finished)
            throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new DiskException(e);
        }
        try {
            return aead(dataKey).newSeekableDecryptingChannel(new Behind(channel, !finished), header.bytes());
        } catch (GeneralSecurityException e) {
            channel.close();
            throw new IOException("The stream behind the header cannot be opened", e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static StreamingAead aead(byte[] dataKey) throws GeneralSecurityException {
        return new AesGcmHkdfStreaming(dataKey, "HmacSha256", 32, SEGMENT, 0);
    }

    /** The disk failed, which says nothing of what is on it. */
    static final class DiskException extends IOException {
        private static final long serialVersionUID = 1L;

        DiskException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * A file without its header.
     *
     * @param open whether there should be more: the last segment has a nonce of its own, and none of these is the last
     */
    private record Behind(FileChannel file, boolean open) implements SeekableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                if (file.position() < Header.SIZE) {
                    file.position(Header.SIZE);
                }
                return file.read(target);
            } catch (IOException e) {
                throw new DiskException(e);
            }
        }

        @Override
        public long position() throws IOException {
            return Math.max(0, file.position() - Header.SIZE);
        }

        @Override
        public SeekableByteChannel position(long place) throws IOException {
            file.position(place + Header.SIZE);
            return this;
        }

        @Override
        public long size() throws IOException {
            long there = Math.max(0, file.size() - Header.SIZE);
            return open ? (there / SEGMENT + 2) * SEGMENT : there;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException("A backup is written once");
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException("A backup is written once");
        }
    }
}
