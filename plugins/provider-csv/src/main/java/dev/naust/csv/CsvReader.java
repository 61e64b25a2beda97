package dev.naust.csv;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
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

/** Hands out one file's records in the file's order, one line in memory at a time. */
final class CsvReader implements RecordReader {
    private final CsvStore store;
    private final CsvLines lines;
    private final ReadRequest request;
    private final Layout all;
    private final List<Field> fields;
    private final Layout layout;
    private final int[] columns;
    private @Nullable List<Optional<String>> ahead;
    private volatile boolean closed;

    CsvReader(CsvStore store, CsvLines lines, ReadRequest request, Schema declared) {
        this.store = store;
        this.lines = lines;
        this.request = request;
        this.all = Layout.of(lines.header());
        Schema wanted = request.readAs().orElse(declared);
        this.fields = wanted.fields();
        this.layout = wanted.layout();
        this.columns = fields.stream().mapToInt(this::column).toArray();
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
            List<Optional<String>> row = ahead;
            ahead = lines.next();
            if (request.filter().map(filter -> filter.matches(texts(row))).orElse(true)) {
                DataRecord record = DataRecord.of(List.of(), body(row));
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
            throw CsvStore.closed("This reader");
        }
    }

    private Document body(List<Optional<String>> row) {
        Value[] values = new Value[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Kind kind = fields.get(i).type().kind();
            values[i] = row.get(columns[i]).map(text -> value(kind, text)).orElse(Value.ofNull());
        }
        return Document.of(layout, values);
    }

    private Value value(Kind kind, String text) {
        Optional<Value> found = kind == Kind.TEXT ? Optional.empty() : CsvForm.read(kind, text);
        return found.orElseGet(() -> streamedIfLarge(Text.of(text)));
    }

    private Value streamedIfLarge(Text text) {
        return text.utf8().length > request.largeValue() ? new LargeText(text.utf8()) : text;
    }

    /** The record as the filter sees it: all columns, in the kinds they are read as. */
    private Document texts(List<Optional<String>> row) {
        Value[] values = row.stream()
                .<Value>map(field -> field.<Value>map(Text::of).orElse(Value.ofNull()))
                .toArray(Value[]::new);
        for (int i = 0; i < columns.length; i++) {
            Kind kind = fields.get(i).type().kind();
            if (kind != Kind.TEXT && row.get(columns[i]).isPresent()) {
                values[columns[i]] =
                        CsvForm.read(kind, row.get(columns[i]).get()).orElse(values[columns[i]]);
            }
        }
        return Document.of(all, values);
    }

    private int column(Field field) {
        int column = all.indexOf(field.name());
        if (column < 0) {
            throw new StoreException(
                    CsvErrorCode.NO_SUCH_COLUMN,
                    "\"" + request.dataset() + "\" has no column \"" + field.name() + "\"; its header names "
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
