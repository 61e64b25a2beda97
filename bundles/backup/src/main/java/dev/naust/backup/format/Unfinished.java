package dev.naust.backup.format;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an interrupted backup left: as much of it as authenticates, up to its last mark. It is copied into a new backup under a
 * new key, record by record, because a stream of segments cannot be written on without using a nonce twice. For one thread.
 */
public final class Unfinished {
    private static final Logger LOG = LoggerFactory.getLogger(Unfinished.class);

    private final Archive archive;
    private final ExactJson json = new ExactJson();
    private final List<DatasetId> complete = new ArrayList<>();
    private Document settings = Document.empty();
    private @Nullable Schema open;
    private @Nullable Position position;
    private long end;

    private Unfinished(Archive archive) {
        this.archive = archive;
    }

    /** A collection that was interrupted, and where its reader goes on. */
    public record Open(Schema schema, Position position) {}

    /**
     * Looks through what was left.
     *
     * @return empty when nothing of it can be used
     * @throws StoreException with {@code backup.wrong_key} when it was closed with another key
     */
    public static Optional<Unfinished> open(Path file, KeyRing keys, Key key) throws InterruptedException {
        try {
            Unfinished left = new Unfinished(Archive.unfinished(file, keys, key));
            left.scan();
            return left.end > 0 ? Optional.of(left) : Optional.empty();
        } catch (StoreException e) {
            if (e.code() == BackupError.DAMAGED || e.code() == BackupError.UNREADABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What was asked for when it was begun. */
    public Document settings() {
        return settings;
    }

    /** The collections that are complete. */
    public List<DatasetId> complete() {
        return List.copyOf(complete);
    }

    /** The collection that was interrupted, when a part of it is there. */
    public Optional<Open> open() {
        Schema begun = open;
        Position there = position;
        return begun == null || there == null ? Optional.empty() : Optional.of(new Open(begun, there));
    }

    /**
     * Copies all of it; every byte is authenticated and every record hashed anew on the way. Afterwards the writer stands where
     * the interrupted one stood: within {@link #open()}, or between two collections.
     */
    public long copyTo(ArchiveWriter writer) throws IOException, InterruptedException {
        RecordForm form = new RecordForm();
        List<String> key = List.of();
        long records = 0;
        try (SeekableByteChannel in = archive.channel()) {
            while (in.position() < end) {
                long place = in.position();
                ByteBuffer head = ByteBuffer.wrap(Block.bytes(in, Block.HEAD));
                in.position(place);
                if (head.get(0) == Block.MARK) {
                    Mark mark = mark(in, end);
                    if (mark instanceof Mark.Begin begin) {
                        key = begin.schema().key();
                        writer.begin(begin.schema());
                    } else if (mark instanceof Mark.At at) {
                        writer.mark(at.position());
                    } else if (mark instanceof Mark.End) {
                        writer.end();
                    }
                } else if (head.get(0) == Block.CONTENT) {
                    in.position(place + Block.HEAD + head.getInt(1));
                } else {
                    ByteBuffer block = ByteBuffer.wrap(Block.read(in, Block.RECORDS, end));
                    while (block.hasRemaining()) {
                        writer.add(form.read(block, key, archive::content));
                        records++;
                    }
                }
                interruptible();
            }
        }
        return records;
    }

    /** Stops at the first thing that is not as it was written: what lies before was authenticated. */
    private void scan() throws InterruptedException {
        try (SeekableByteChannel in = archive.channel()) {
            long limit = archive.authenticLimit();
            Schema begun = null;
            while (in.position() + Block.HEAD <= limit) {
                long place = in.position();
                ByteBuffer head = ByteBuffer.wrap(Block.bytes(in, Block.HEAD));
                int size = head.getInt(1);
                if (size < 0 || size > Block.MOST || in.position() + size > limit) {
                    return;
                }
                if (head.get(0) == Block.MARK) {
                    Mark mark = mark(in.position(place), limit);
                    begun = mark instanceof Mark.Begin begin ? begin.schema() : begun;
                    note(mark, begun, in.position());
                } else {
                    Block.bytes(in, size);
                }
                interruptible();
            }
        } catch (IOException torn) {
            // A torn segment is what an interruption leaves; all before the last mark was authenticated.
            LOG.debug("Backup {} can be used up to byte {} of its plain stream", archive.name(), end, torn);
        }
    }

    private void note(Mark mark, @Nullable Schema begun, long behind) {
        if (mark instanceof Mark.Settings all) {
            settings = all.settings();
        } else if (mark instanceof Mark.At at) {
            open = begun;
            position = at.position();
            end = behind;
        } else if (mark instanceof Mark.End && begun != null) {
            complete.add(begun.id());
            open = null;
            position = null;
            end = behind;
        }
    }

    private Mark mark(SeekableByteChannel in, long limit) throws IOException {
        try {
            return Mark.read(json.readDocument(new String(Block.read(in, Block.MARK, limit), StandardCharsets.UTF_8)));
        } catch (MalformedJsonException e) {
            throw new Block.BrokenException("a mark is not what a backup writes");
        }
    }

    private static void interruptible() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
