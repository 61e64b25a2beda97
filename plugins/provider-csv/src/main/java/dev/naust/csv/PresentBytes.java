package dev.naust.csv;

import dev.naust.api.model.Text;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file's bytes up to the length that it has now: what is appended meanwhile is not seen by halves. */
final class PresentBytes extends FilterInputStream {
    private long left;

    PresentBytes(Path file) throws IOException {
        super(Files.newInputStream(file));
        this.left = Files.size(file);
    }

    /** The first line with bytes that are no UTF-8; the last line where there is none. */
    static long firstLineNotUtf8(Path file) {
        long line = 1;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                bytes.write(b);
                if (b == '\n') {
                    if (!Text.ofUtf8(bytes.toByteArray()).isWellFormed()) {
                        return line;
                    }
                    bytes.reset();
                    line++;
                }
            }
            return line;
        } catch (IOException e) {
            throw CsvFolder.failed("The file " + file + " cannot be read", e);
        }
    }

    @Override
    public int read() throws IOException {
        int b = left > 0 ? super.read() : -1;
        left -= b < 0 ? 0 : 1;
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left <= 0) {
            return -1;
        }
        int n = super.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(0, n);
        return n;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(left, super.available());
    }

    @Override
    public long skip(long bytes) throws IOException {
        long n = super.skip(Math.min(bytes, left));
        left -= n;
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
