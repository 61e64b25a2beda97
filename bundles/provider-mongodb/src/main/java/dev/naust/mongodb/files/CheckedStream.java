package dev.naust.mongodb.files;

import com.mongodb.MongoException;
import dev.naust.api.model.Bytes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** A file's content that fails at its end when it is not what was written. */
final class CheckedStream extends FilterInputStream {
    private final String path;
    private final long length;
    private final Optional<Bytes> sum;
    private final MessageDigest digest;
    private long seen;
    private boolean checked;

    CheckedStream(InputStream in, String path, long length, Optional<Bytes> sum) {
        super(in);
        this.path = path;
        this.length = length;
        this.sum = sum;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256 (MessageDigest's contract)", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        int n;
        try {
            n = in.read(into, offset, count);
        } catch (MongoException e) {
            throw new IOException("The file \"" + path + "\" cannot be read from the server to its end", e);
        }
        if (n > 0) {
            digest.update(into, offset, n);
            seen += n;
        } else if (n < 0 && !checked) {
            checked = true;
            check();
        }
        return n;
    }

    private void check() throws IOException {
        boolean same = seen == length
                && sum.map(wanted -> Arrays.equals(wanted.array(), digest.digest()))
                        .orElse(true);
        if (!same) {
            throw new IOException("The file \"" + path + "\" is not what was written: its checksum differs");
        }
    }

    @Override
    public long skip(long count) throws IOException {
        return count <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(count, 8192)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
