package dev.naust.sample;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands out one file's records in the file's order, one line in memory besides those it hands out. */
final class SampleReader implements RecordReader {
    private final SampleStore store;
    private final SampleLines lines;
    private final ReadRequest request;
    private final Layout layout;
    private final int[] columns;
    private @Nullable List<Value> ahead;
    private volatile boolean closed;

    SampleReader(SampleStore store, SampleLines lines, ReadRequest request) {
        this.store = store;
        this.lines = lines;
        this.request = request;
        this.layout = request.readAs().map(Schema::layout).orElse(lines.header());
        this.columns = layout.names().stream().mapToInt(this::column).toArray();
        this.ahead = lines.next();
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        long bytes = 0;
        while (ahead != null && records.size() < maxRecords && bytes < maxBytes) {
            ensureOpen();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            List<Value> line = ahead;
            ahead = lines.next();
            if (isWanted(line)) {
                DataRecord record = DataRecord.of(List.of(), body(line));
                records.add(record);
                bytes += record.weight();
            }
        }
        ensureOpen();
        return new Batch(records, Optional.empty(), ahead == null);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            store.forget(this);
            lines.close();
        }
    }

    private void ensureOpen() {
        store.ensureOpen();
        if (closed) {
            throw SampleStore.closed("This reader");
        }
    }

    private boolean isWanted(List<Value> line) {
        return request.filter()
                .map(filter -> filter.matches(Document.of(lines.header(), line.toArray(Value[]::new))))
                .orElse(true);
    }

    private Document body(List<Value> line) {
        Value[] values = new Value[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Value value = line.get(columns[i]);
            boolean large = value instanceof Text text && text.utf8().length > request.largeValue();
            values[i] = large ? new LargeText(((Text) value).utf8()) : value;
        }
        return Document.of(layout, values);
    }

    private int column(String field) {
        int column = lines.header().indexOf(field);
        if (column < 0) {
            throw new StoreException(
                    SampleErrorCode.NO_SUCH_FIELD,
                    "\"" + request.dataset() + "\" has no field \"" + field + "\"; its first line names "
                            + lines.header());
        }
        return column;
    }

    /** A text that is larger than the caller wants in one piece. */
    private record LargeText(byte[] utf8) implements Content {
        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public long length() {
            return utf8.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(utf8);
        }
    }
}
