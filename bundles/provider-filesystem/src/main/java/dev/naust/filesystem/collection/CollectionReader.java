package dev.naust.filesystem.collection;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.disk.Guard;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.filesystem.failure.Trouble;
import dev.naust.filesystem.record.Handout;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a collection as it was when the reader was opened, in the order of its keys. */
public final class CollectionReader implements RecordReader {
    private static final int TRIES = 20;

    private final Guard guard;
    private final ReadRequest request;
    private final Schema schema;
    private final Handout handout;
    private final MergedScan scan;
    private @Nullable RowKey last;
    private volatile boolean closed;

    public CollectionReader(Collections collections, Guard guard, ReadRequest request) {
        this.guard = guard;
        this.request = request;
        this.last = request.after().map(RowKey::at).orElse(null);
        Manifest manifest = collections.existing(request.dataset());
        this.schema = manifest.schema();
        this.handout = new Handout(schema, request);
        this.scan = opened(collections, manifest);
    }

    /** The record with a key, whatever the order of the key's names. */
    public static Optional<DataRecord> find(Collections collections, DatasetId id, RecordKey wanted) {
        Manifest manifest = collections.existing(id);
        List<String> names = manifest.schema().key();
        List<Value> values = new ArrayList<>();
        for (String name : names) {
            int at = wanted.names().indexOf(name);
            if (at < 0) {
                throw new StoreException(
                        FilesystemErrorCode.NO_KEY,
                        "Records of \"" + id + "\" are found by " + names + ", not by " + wanted.names());
            }
            values.add(wanted.values().get(at));
        }
        if (names.isEmpty()) {
            return Optional.empty();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                Optional<Document> found = KeySearch.find(collections.stored(id, manifest), names, new RowKey(values));
                return found.map(body -> DataRecord.of(names, body));
            } catch (NoSuchFileException e) {
                manifest = again(collections, id, attempt, e);
            } catch (IOException e) {
                throw Trouble.of("A record of \"" + id + "\" cannot be read", e);
            }
        }
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        long bytes = 0;
        ensureOpen();
        SegmentCursor next = scan.peek();
        while (next != null && records.size() < maxRecords && bytes < maxBytes) {
            ensureOpen();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LineForm.Line line = next.line();
            if (!line.gone() && handout.wants(line.body())) {
                DataRecord record = handout.record(line.body());
                records.add(record);
                bytes += record.weight();
            }
            last = line.key();
            scan.pass();
            next = scan.peek();
        }
        return new Batch(records, position(), next == null);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        guard.forget(this);
        try {
            scan.close();
        } catch (IOException e) {
            throw Trouble.of("A file of \"" + request.dataset() + "\" cannot be closed", e);
        }
    }

    private Optional<Position> position() {
        return request.resumable() && !schema.key().isEmpty()
                ? Optional.ofNullable(last).map(RowKey::position)
                : Optional.empty();
    }

    private MergedScan opened(Collections collections, Manifest found) {
        Manifest manifest = found;
        DatasetId id = request.dataset();
        for (int attempt = 1; ; attempt++) {
            try {
                return new MergedScan(collections.stored(id, manifest), schema.key(), last, true);
            } catch (NoSuchFileException e) {
                manifest = again(collections, id, attempt, e);
            } catch (IOException e) {
                throw Trouble.of("\"" + id + "\" cannot be read", e);
            }
        }
    }

    /** What the collection is now: its files may have been merged since it was looked at. */
    private static Manifest again(Collections collections, DatasetId id, int attempt, NoSuchFileException e) {
        if (attempt == TRIES) {
            throw new StoreException(
                    FilesystemErrorCode.DAMAGED,
                    "\"" + id + "\" cannot be read: its file " + e.getFile()
                            + " is not there. Restore the collection from a backup",
                    e);
        }
        return collections.existing(id);
    }

    private void ensureOpen() {
        guard.ensureOpen();
        if (closed) {
            throw Guard.closed("This reader");
        }
    }
}
