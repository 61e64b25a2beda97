package dev.naust.registry.check;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Counts what is read from a stream, and fails as soon as it is more than was announced. */
final class Counted extends FilterInputStream {
    private final long announced;
    private long count;

    Counted(InputStream in, long announced) {
        super(in);
        this.announced = announced;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        if (read >= 0) {
            add(1);
        }
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read > 0) {
            add(read);
        }
        return read;
    }

    private void add(int read) throws ZipException {
        count += read;
        if (count > announced) {
            throw new ZipException("more than was announced");
        }
    }
}
