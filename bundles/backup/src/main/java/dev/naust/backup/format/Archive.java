package dev.naust.backup.format;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.Content;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Kind;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An opened backup file. Holds no file handle; each reader opens its own. Safe for use by several threads. */
public final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final int TRAILER = 16;
    private static final int TAG = 16;
    private static final int STREAM_HEADER = 40;
    private static final int BATCH = 1_000;
    private static final long BATCH_BYTES = 4L << 20;

    private final Path file;
    private final Header header;
    private final byte[] dataKey;
    private @Nullable Manifest read;

    private final boolean finished;

    private Archive(Path file, Header header, byte[] dataKey, boolean finished) {
        this.file = file;
        this.header = header;
        this.dataKey = dataKey;
        this.finished = finished;
    }

    /**
     * Opens a file: its header, its last segment and its manifest are authenticated.
     *
     * @throws StoreException with {@code backup.damaged}, {@code backup.wrong_key}, {@code backup.unsupported} or
     *     {@code backup.unreadable}
     */
    public static Archive open(Path file, KeyRing keys, Key key) {
        Archive archive = open(file, keys, key, true);
        archive.read = archive.readManifest();
        return archive;
    }

    /** A file whose making was interrupted: it has no manifest, and ends anywhere. */
    static Archive unfinished(Path file, KeyRing keys, Key key) {
        return open(file, keys, key, false);
    }

    private static Archive open(Path file, KeyRing keys, Key key, boolean finished) {
        String name = file.getFileName().toString();
        byte[] beginning;
        try (var in = Files.newInputStream(file)) {
            beginning = in.readNBytes(Header.SIZE);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        Header header = Header.read(beginning, name);
        if (!finished) {
            keys.refuseOther(header, key, name);
        }
        return new Archive(file, header, keys.open(header, key, name), finished);
    }

    /** What the file says of itself. */
    public Manifest manifest() {
        return Objects.requireNonNull(read, "the manifest is read when the file is opened");
    }

    /** What closes it, in words. */
    public String closedWith() {
        return header.wrap().words();
    }

    /** A name of exactly this file's header, which no other backup has. */
    public String seal() {
        return HexFormat.of().formatHex(header.bytes(), 108, Header.SIZE);
    }

    /**
     * Authenticates every segment and computes every collection's hash anew.
     *
     * @param onRecords is told how many records were read, now and then
     * @throws StoreException with {@code backup.damaged}, naming the segment or the collection
     */
    public void verify(LongConsumer onRecords) throws InterruptedException {
        authenticate();
        for (Manifest.Collection each : collections()) {
            ContentHash found = hash(each, onRecords);
            if (!each.isOf(found)) {
                throw Header.damaged(
                        name(),
                        "collection " + each.name() + " holds " + found + ", and its manifest says " + each.records()
                                + " records with the hash " + each.hash().substring(0, 16));
            }
        }
    }

    private void authenticate() throws InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
        long place = 0;
        try (SeekableByteChannel in = channel()) {
            while (in.read(buffer) >= 0) {
                buffer.clear();
                place = in.position();
                interruptible();
            }
        } catch (IOException e) {
            throw failure(e, place);
        }
    }

    private ContentHash hash(Manifest.Collection each, LongConsumer onRecords) throws InterruptedException {
        CanonicalForm canonical = new CanonicalForm();
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        try (RecordReader reader = reader(each, ReadRequest.of(each.schema().id()))) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(BATCH, BATCH_BYTES);
                for (DataRecord record : batch.records()) {
                    sum.add(canonical.hash(record.body()));
                }
                onRecords.accept(batch.records().size());
                last = batch.last();
                interruptible();
            }
            return sum.result();
        } catch (UncheckedIOException e) {
            throw failure(e.getCause(), each.start());
        }
    }

    RecordReader reader(Manifest.Collection each, ReadRequest request) {
        SeekableByteChannel channel;
        try {
            channel = channel();
        } catch (IOException e) {
            throw failure(e, each.start());
        }
        try {
            return new ArchiveReader(this, each, request, channel);
        } catch (IOException e) {
            close(channel);
            throw failure(e, each.start());
        }
    }

    Content content(Kind kind, long position, long length) {
        return new ArchiveContent(this, kind, position, length);
    }

    SeekableByteChannel channel() throws IOException {
        return Streams.decrypting(file, dataKey, header, finished);
    }

    /** How far the plain stream of an unfinished file may be read: to the end of its last whole segment. */
    long authenticLimit() throws IOException {
        long segments = (Files.size(file) - Header.SIZE) / Streams.SEGMENT;
        return segments * (Streams.SEGMENT - TAG) - STREAM_HEADER;
    }

    /** What a failure at a place of the plain stream means. */
    StoreException failure(IOException failure, long place) {
        if (failure instanceof Streams.DiskException) {
            return unreadable(file, failure);
        }
        if (failure instanceof Block.BrokenException) {
            return Header.damaged(name(), failure.getMessage());
        }
        long segment = (place + STREAM_HEADER) / (Streams.SEGMENT - TAG);
        long from = Header.SIZE + segment * Streams.SEGMENT;
        return Header.damaged(
                name(),
                "segment " + (segment + 1) + " (from byte " + from
                        + " of the file) is not as it was written, or not in its place, or the file was cut or"
                        + " lengthened" + within(place));
    }

    private String within(long place) {
        // While the manifest itself is read nobody knows yet what lies where.
        Manifest known = read;
        return known == null
                ? ""
                : known.collections().stream()
                        .filter(each -> place >= each.start() && place < each.end())
                        .findFirst()
                        .map(each -> "; collection " + each.name() + " is there")
                        .orElse("");
    }

    private Manifest readManifest() {
        long place = 0;
        try (SeekableByteChannel in = channel()) {
            long size = in.size();
            if (size < TRAILER) {
                throw Header.damaged(name(), "it ends before its manifest");
            }
            place = size - TRAILER;
            ByteBuffer trailer = ByteBuffer.wrap(Block.bytes(in.position(place), TRAILER));
            long start = trailer.getLong();
            byte[] end = new byte[ArchiveWriter.END.length];
            trailer.get(end);
            if (!Arrays.equals(end, ArchiveWriter.END) || start < 0 || start > place) {
                throw Header.damaged(name(), "it was not written to its end");
            }
            byte[] text = Block.read(in.position(start), Block.MANIFEST, place);
            return Manifest.read(new ExactJson().readDocument(new String(text, StandardCharsets.UTF_8)), start);
        } catch (MalformedJsonException e) {
            throw Header.damaged(name(), "its manifest is not what a backup writes");
        } catch (IOException e) {
            throw failure(e, place);
        } catch (IllegalArgumentException e) {
            throw Header.damaged(name(), "the file was cut or lengthened");
        }
    }

    /** The file's name, for people. */
    String name() {
        return file.getFileName().toString();
    }

    List<Manifest.Collection> collections() {
        return manifest().collections();
    }

    private static void close(SeekableByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A backup file that was only read could not be closed", e);
        }
    }

    private static void interruptible() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static StoreException unreadable(Path file, IOException e) {
        return new StoreException(
                BackupError.UNREADABLE,
                "Backup file " + file + " cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                        + "). Check that it is there, and its rights",
                e);
    }
}
