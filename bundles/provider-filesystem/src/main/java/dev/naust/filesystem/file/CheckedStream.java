package dev.naust.filesystem.file;

import dev.naust.api.model.Bytes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/** A file's content that fails at its end when it does not have the file's checksum. */
final class CheckedStream extends FilterInputStream {
    private final String path;
    private final MessageDigest digest;
    private final Bytes expected;
    private boolean compared;

    CheckedStream(String path, InputStream in, MessageDigest digest, Bytes expected) {
        super(in);
        this.path = path;
        this.digest = digest;
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read > 0) {
            digest.update(bytes, offset, read);
        } else if (read < 0 && !compared) {
            if (!Arrays.equals(digest.digest(), expected.array())) {
                throw new IOException("The file \"" + path
                        + "\" is damaged: its content does not have the checksum it was written with. Restore it from a"
                        + " backup");
            }
            compared = true;
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] passed = new byte[(int) Math.min(8192, Math.max(0, count))];
        long done = 0;
        while (done < count) {
            int read = read(passed, 0, (int) Math.min(passed.length, count - done));
            if (read < 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
