package dev.naust.filesystem.foreign;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.filesystem.disk.Guard;
import dev.naust.filesystem.failure.Trouble;
import dev.naust.filesystem.record.Handout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads documents that people made, one ahead of what was asked for. */
final class HandMadeReader implements RecordReader {
    private final Guard guard;
    private final ReadRequest request;
    private final Documents documents;
    private final Handout handout;
    private final boolean keyed;
    private Optional<Document> ahead = Optional.empty();
    private @Nullable Value last;
    private boolean begun;
    private volatile boolean closed;

    HandMadeReader(Guard guard, ReadRequest request, Schema schema, Documents documents) throws IOException {
        this.guard = guard;
        this.request = request;
        this.documents = documents;
        this.keyed = !schema.key().isEmpty();
        try {
            this.handout = new Handout(schema, request);
        } catch (RuntimeException e) {
            documents.close();
            throw e;
        }
    }

    /** The name of the file that a position stands at. */
    static Text name(Position position) {
        return Text.of(position.token());
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        long bytes = 0;
        ensureOpen();
        try {
            if (!begun) {
                begun = true;
                ahead = documents.next();
            }
            while (ahead.isPresent() && records.size() < maxRecords && bytes < maxBytes) {
                ensureOpen();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                Document body = ahead.get();
                ahead = documents.next();
                if (keyed) {
                    last = body.get(FolderDocuments.FILE).orElseThrow();
                }
                if (handout.wants(body)) {
                    DataRecord record = handout.record(body);
                    records.add(record);
                    bytes += record.weight();
                }
            }
        } catch (IOException e) {
            throw Trouble.of("\"" + request.dataset() + "\" cannot be read", e);
        }
        return new Batch(records, position(), ahead.isEmpty());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        guard.forget(this);
        try {
            documents.close();
        } catch (IOException e) {
            throw Trouble.of("A file of \"" + request.dataset() + "\" cannot be closed", e);
        }
    }

    private Optional<Position> position() {
        return request.resumable() && last != null ? Optional.of(new Position(last.toString())) : Optional.empty();
    }

    private void ensureOpen() {
        guard.ensureOpen();
        if (closed) {
            throw Guard.closed("This reader");
        }
    }
}
