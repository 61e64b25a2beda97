package dev.naust.backup.format;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.Content;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.store.Position;
import dev.naust.json.ExactJson;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes a backup file, collection by collection. Holds one block in memory. For one thread. */
public final class ArchiveWriter implements AutoCloseable {
    static final byte[] END = "NAUSTEND".getBytes(StandardCharsets.US_ASCII);

    private static final int FULL = 1 << 20;

    /** A mark costs a block of its own, so that there is one after so many bytes at the earliest. */
    private static final int MARK_AFTER = 1 << 19;

    private final OutputStream out;
    private final RecordForm form = new RecordForm();
    private final ExactJson json = new ExactJson();
    private final CanonicalForm canonical = new CanonicalForm();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(FULL + FULL / 4);
    private final ByteArrayOutputStream one = new ByteArrayOutputStream();
    private final List<Manifest.Collection> collections = new ArrayList<>();
    private ContentHash.Accumulator content = new ContentHash.Accumulator();
    private @Nullable Document settings;
    private @Nullable Schema schema;
    private long start;
    private long position;
    private long marked;
    private long bytes;

    /**
     * Begins a file.
     *
     * @param file is closed with this writer
     */
    public ArchiveWriter(OutputStream file, KeyRing keys, Key key) throws IOException {
        KeyRing.Fresh fresh = keys.fresh(key);
        file.write(fresh.header().bytes());
        this.out = new BufferedOutputStream(Streams.encrypting(file, fresh.dataKey(), fresh.header()), 1 << 16);
    }

    /** Notes what was asked for, so that only the same backup is ever gone on with; comes first. */
    public void settings(Document wanted) {
        settings = wanted;
    }

    /** Begins a collection. */
    public void begin(Schema next) throws IOException {
        schema = next;
        if (settings != null) {
            write(new Mark.Settings(settings));
            settings = null;
        }
        write(new Mark.Begin(next));
        bytes = 0;
        content = new ContentHash.Accumulator();
    }

    /** Adds a record to the collection. */
    public void add(DataRecord record) throws IOException {
        content.add(canonical.hash(record.body()));
        one.reset();
        form.write(record, new DataOutputStream(one), this::away);
        if (pending.size() > 0 && pending.size() + one.size() > FULL) {
            flush();
        }
        one.writeTo(pending);
    }

    /** Notes that all of the collection up to a position has been added; now and then this is written, too. */
    public void mark(Position reader) throws IOException {
        if (position + pending.size() - marked >= MARK_AFTER) {
            flush();
            write(new Mark.At(reader));
        }
    }

    /** Ends the collection. */
    public void end() throws IOException {
        flush();
        write(new Mark.End());
        ContentHash sum = content.result();
        collections.add(new Manifest.Collection(
                Objects.requireNonNull(schema, "begin() comes first"),
                sum.records(),
                sum.hex(),
                bytes,
                start,
                position));
        start = position;
    }

    /**
     * Writes the manifest and the end of the file.
     *
     * @param manifest makes it of the collections
     */
    public Manifest finish(Function<List<Manifest.Collection>, Manifest> manifest) throws IOException {
        Manifest whole = manifest.apply(List.copyOf(collections));
        byte[] text = json.write(whole.document()).getBytes(StandardCharsets.UTF_8);
        Block.write(out, Block.MANIFEST, text, text.length);
        out.write(ByteBuffer.allocate(16).putLong(position).put(END).array());
        out.close();
        return whole;
    }

    /** Frees the file; without {@link #finish} it is none. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private void write(Mark mark) throws IOException {
        byte[] text = json.write(Mark.document(mark)).getBytes(StandardCharsets.UTF_8);
        position += Block.write(out, Block.MARK, text, text.length);
        marked = position;
    }

    private void flush() throws IOException {
        if (pending.size() > 0) {
            byte[] raw = pending.toByteArray();
            bytes += raw.length;
            position += Block.write(out, Block.RECORDS, raw, raw.length);
            pending.reset();
        }
    }

    /** A large value's blocks stand before the block of its record. */
    private long away(Content value) throws IOException {
        long place = position;
        byte[] part = new byte[FULL];
        try (InputStream in = value.open()) {
            int count = in.readNBytes(part, 0, FULL);
            while (count > 0) {
                position += Block.write(out, Block.CONTENT, part, count);
                bytes += count;
                count = in.readNBytes(part, 0, FULL);
            }
        }
        return place;
    }
}
