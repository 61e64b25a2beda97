package dev.naust.sample;

import dev.naust.api.model.Layout;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file line by line, up to the length that it had when it was opened: what is appended meanwhile is not seen by
 * halves.
 */
final class SampleLines implements AutoCloseable {
    private static final int LONGEST = 64 << 20;

    private final Path file;
    private final InputStream in;
    private final Layout header;
    private long left;
    private long number;

    private SampleLines(Path file, InputStream in, long size) {
        this.file = file;
        this.in = in;
        this.left = size;
        this.header = readHeader();
    }

    /** Opens a file and reads its first line. */
    static SampleLines open(Path file) {
        try {
            long size = Files.size(file);
            InputStream in = new BufferedInputStream(Files.newInputStream(file));
            try {
                return new SampleLines(file, in, size);
            } catch (RuntimeException e) {
                in.close();
                throw e;
            }
        } catch (IOException e) {
            throw SampleFolder.failed("The file " + file + " cannot be read", e);
        }
    }

    /** The names of the fields. */
    Layout header() {
        return header;
    }

    /** The values of the next record, one for each field; null at the end of the file. */
    @Nullable
    List<Value> next() {
        List<Value> values = values();
        if (values != null && values.size() != header.size()) {
            throw malformed("has " + values.size() + " values, but the first line names " + header.size() + " fields");
        }
        return values;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw SampleFolder.failed("The file " + file + " cannot be closed", e);
        }
    }

    private Layout readHeader() {
        List<Value> names = values();
        if (names == null) {
            throw malformed("is empty; the first line must name the fields, with a tab between them");
        }
        try {
            return Layout.of(names.stream().map(Value::toString).toList());
        } catch (IllegalArgumentException twice) {
            throw malformed("names a field twice; rename one of them");
        }
    }

    private @Nullable List<Value> values() {
        number++;
        byte[] line = line();
        if (line == null) {
            return null;
        }
        if (!Text.ofUtf8(line).isWellFormed()) {
            throw malformed("is not in UTF-8; save the file as UTF-8");
        }
        try {
            return SampleLine.decode(line);
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private byte @Nullable [] line() {
        if (left <= 0) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int each = read(); each >= 0 && each != '\n'; each = read()) {
                line.write(each);
                if (line.size() > LONGEST) {
                    throw malformed("has more than " + LONGEST + " bytes");
                }
            }
        } catch (IOException e) {
            throw SampleFolder.failed("The file " + file + " cannot be read", e);
        }
        byte[] bytes = line.toByteArray();
        boolean fromWindows = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return fromWindows ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    private int read() throws IOException {
        return left-- > 0 ? in.read() : -1;
    }

    private StoreException malformed(String what) {
        return new StoreException(
                SampleErrorCode.MALFORMED, file.getFileName() + ", line " + number + ": the line " + what);
    }
}
