package dev.naust.filesystem.collection;

import dev.naust.api.store.StoreException;
import dev.naust.filesystem.disk.LineFile;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.filesystem.failure.Trouble;
import dev.naust.json.MalformedJsonException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a segment that goes forward line by line. When it went through the whole file, the file's checksum has been
 * compared. For one thread.
 */
final class SegmentCursor implements Closeable {
    /** Below this distance, reading on is faster than searching. */
    private static final int NEAR = 8 * 1024;

    private final Segment segment;
    private final List<String> key;
    private final LineForm form = new LineForm();
    private final LineFile lines;
    private @Nullable MessageDigest digest;
    private byte @Nullable [] raw;
    private LineForm.@Nullable Line line;

    SegmentCursor(Path file, Segment segment, List<String> key) throws IOException {
        this.segment = segment;
        this.key = key;
        this.lines = new LineFile(file, LineForm.LONGEST);
    }

    /** Goes to the first line. */
    void toStart() {
        lines.seek(0);
        digest = RunFile.sha256();
        lines.digestWith(digest);
        forward();
    }

    /** Goes to the first line whose key is not smaller, or, where {@code behind}, greater. */
    void to(RowKey wanted, boolean behind) throws IOException {
        long low = 0;
        long high = lines.size();
        while (high - low > NEAR) {
            long middle = low + (high - low) / 2;
            lines.seek(middle);
            lines.next();
            long start = lines.position();
            if (start >= high) {
                high = middle;
                continue;
            }
            forward();
            if (isBefore(wanted, behind)) {
                low = lines.position();
            } else {
                high = start;
            }
        }
        lines.seek(low);
        forward();
        while (line != null && isBefore(wanted, behind)) {
            forward();
        }
    }

    boolean atEnd() {
        return line == null;
    }

    LineForm.Line line() {
        if (line == null) {
            throw new IllegalStateException("There is no line behind the last one");
        }
        return line;
    }

    /** The line as it stands in the file. */
    byte[] raw() {
        if (raw == null) {
            throw new IllegalStateException("There is no line behind the last one");
        }
        return raw;
    }

    /**
     * Goes to the next line.
     *
     * @throws StoreException when the file is not what was written
     */
    void forward() {
        try {
            raw = lines.next();
            line = raw == null ? null : form.read(raw, key);
            if (raw == null
                    && digest != null
                    && !Arrays.equals(digest.digest(), segment.sha256().array())) {
                digest = null;
                throw damaged("its content does not have the checksum it was written with", null);
            }
        } catch (MalformedJsonException e) {
            throw damaged("line " + lines.lineNumber() + " is no record", e);
        } catch (LineFile.LineTooLongException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw Trouble.of(lines.path() + " cannot be read", e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private boolean isBefore(RowKey wanted, boolean behind) {
        if (line == null) {
            return false;
        }
        int order = line.key().compareTo(wanted);
        return behind ? order <= 0 : order < 0;
    }

    private StoreException damaged(String why, @Nullable Exception cause) {
        return new StoreException(
                FilesystemErrorCode.DAMAGED,
                "The file " + lines.path() + " is damaged: " + why
                        + ". Somebody changed it, or the disk fails; restore it from a backup",
                cause);
    }
}
