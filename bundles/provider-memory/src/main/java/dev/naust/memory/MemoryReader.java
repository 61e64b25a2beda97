package dev.naust.memory;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.json.AskedKinds;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a collection as it was when the reader was opened, in the order of its keys. */
final class MemoryReader implements RecordReader {
    private final MemoryStore store;
    private final ReadRequest request;
    private final Schema schema;
    private final Optional<Layout> wanted;
    private final Optional<AskedKinds> asked;
    private final Iterator<Map.Entry<RowKey, DataRecord>> rows;
    private @Nullable RowKey last;
    private boolean closed;

    MemoryReader(MemoryStore store, ReadRequest request) {
        this.store = store;
        this.request = request;
        MemoryTable table = store.contents().table(request.dataset());
        this.schema = table.schema();
        this.wanted = request.readAs().map(Schema::layout);
        this.asked = schema.shape() == Shape.TABLE
                ? Optional.empty()
                : request.readAs().map(AskedKinds::new);
        request.readAs().ifPresent(this::requireFields);
        this.last = request.after().map(KeyToken::decode).orElse(null);
        this.rows = table.rows().entriesAfter(last);
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        store.ensureOpen();
        if (closed) {
            throw MemoryStore.closed("This reader");
        }
        List<DataRecord> records = new ArrayList<>();
        long bytes = 0;
        while (records.size() < maxRecords && bytes < maxBytes && rows.hasNext()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Map.Entry<RowKey, DataRecord> entry = rows.next();
            DataRecord row = entry.getValue();
            if (request.filter().map(filter -> filter.matches(row.body())).orElse(true)) {
                DataRecord record = handedOut(row);
                records.add(record);
                bytes += record.weight();
            }
            last = entry.getKey();
        }
        return new Batch(records, position(), !rows.hasNext());
    }

    @Override
    public void close() {
        closed = true;
    }

    private Optional<Position> position() {
        return request.resumable() && !schema.key().isEmpty()
                ? Optional.ofNullable(last).map(KeyToken::encode)
                : Optional.empty();
    }

    private DataRecord handedOut(DataRecord row) {
        Document chosen = wanted.map(layout -> selected(row.body(), layout)).orElse(row.body());
        Document body = asked.map(kinds -> kinds.of(chosen)).orElse(chosen);
        boolean anyLarge = false;
        for (int i = 0; i < body.size() && !anyLarge; i++) {
            anyLarge = body.at(i).weight() > request.largeValue();
        }
        return anyLarge ? row.withBody(streamed(body)) : body == row.body() ? row : row.withBody(body);
    }

    private Document selected(Document body, Layout layout) {
        if (layout.equals(body.layout())) {
            return body;
        }
        List<String> present = layout.names().stream()
                .filter(name -> body.layout().indexOf(name) >= 0)
                .toList();
        Layout kept = present.size() == layout.size() ? layout : Layout.of(present);
        Value[] values = new Value[kept.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = body.at(body.layout().indexOf(kept.names().get(i)));
        }
        return Document.of(kept, values);
    }

    private Document streamed(Document body) {
        Value[] values = new Value[body.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Content.streamed(body.at(i), request.largeValue());
        }
        return Document.of(body.layout(), values);
    }

    private void requireFields(Schema asked) {
        if (schema.shape() != Shape.TABLE) {
            return;
        }
        for (Field field : asked.fields()) {
            if (schema.field(field.name()).isEmpty()) {
                throw new StoreException(
                        MemoryErrorCode.NO_SUCH_FIELD,
                        "Collection \"" + schema.id() + "\" has no field \"" + field.name() + "\"");
            }
        }
    }
}
