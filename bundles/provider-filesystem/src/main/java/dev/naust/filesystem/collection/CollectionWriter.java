package dev.naust.filesystem.collection;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.filesystem.disk.Guard;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.filesystem.failure.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers records, puts full buffers into sorted files in the workshop, and makes those files part of the collection when it is
 * flushed, all at once.
 */
public final class CollectionWriter implements RecordWriter {
    private final Collections collections;
    private final Guard guard;
    private final DatasetId id;
    private final WriteMode mode;
    private final Shaper shaper;
    private final LineForm form = new LineForm();
    private final Gathered gathered;
    private Runs runs;
    private boolean closed;

    public CollectionWriter(Collections collections, Guard guard, WriteRequest request, Clock clock) {
        this.collections = collections;
        this.guard = guard;
        this.id = request.schema().id();
        this.mode = request.mode();
        Manifest base = collections.existing(id);
        if (mode != WriteMode.INSERT && !base.isKeyed()) {
            throw new StoreException(
                    FilesystemErrorCode.NO_KEY,
                    "Collection \"" + id
                            + "\" has no key, so single records cannot be replaced or deleted; only adding works");
        }
        this.shaper = new Shaper(base.schema(), clock);
        this.gathered = new Gathered(base.isKeyed(), mode == WriteMode.INSERT);
        this.runs = new Runs(collections, id, base, mode == WriteMode.INSERT);
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        ensureOpen();
        List<Rejected> rejected = new ArrayList<>();
        Tally tally = new Tally();
        try {
            for (DataRecord record : batch) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                take(record).ifPresent(rejected::add);
                if (gathered.isFull()) {
                    runs.spill(gathered, tally, rejected);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw Trouble.of("Records for \"" + id + "\" cannot be written", e);
        }
        return new WriteReport(tally.written, tally.bytes, rejected);
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        ensureOpen();
        List<Rejected> rejected = new ArrayList<>();
        Tally tally = new Tally();
        try {
            runs.spill(gathered, tally, rejected);
            Manifest now = runs.publish();
            runs = new Runs(collections, id, now, mode == WriteMode.INSERT);
        } catch (IOException e) {
            throw Trouble.of("Records for \"" + id + "\" cannot be written", e);
        }
        return new WriteReport(tally.written, tally.bytes, rejected);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        guard.forget(this);
        try {
            runs.close();
        } catch (IOException e) {
            throw Trouble.of("What was not flushed for \"" + id + "\" cannot be removed", e);
        }
    }

    private void ensureOpen() {
        guard.ensureOpen();
        if (closed) {
            throw Guard.closed("This writer");
        }
    }

    private Optional<Rejected> take(DataRecord record) {
        Shaper.Shaped shaped = mode == WriteMode.DELETE ? shaper.key(record) : shaper.full(record);
        if (!shaped.fits()) {
            return Optional.of(new Rejected(record, shaped.field(), shaped.reason()));
        }
        Line line = mode == WriteMode.DELETE ? Line.fitting(form.gone(shaped.key())) : Line.of(shaped.body(), form);
        if (!line.fits()) {
            return Optional.of(new Rejected(record, line.field(), line.reason()));
        }
        return gathered.take(shaped.key(), line.bytes(), record)
                ? Optional.empty()
                : Optional.of(Runs.duplicate(record));
    }

    /** What became of records, counted once it is sure. */
    static final class Tally {
        private long written;
        private long bytes;

        void add(long lines, long lineBytes) {
            written += lines;
            bytes += lineBytes;
        }
    }
}
