package dev.naust.storage;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ForwardingStore;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store whose {@link DocumentTables} are seen as collections of documents: it reads and writes the documents' fields where the
 * store behind it holds one JSON text. It belongs to whoever has the store behind it, and is never closed.
 */
final class DocumentStore extends ForwardingStore {
    private static final ExactJson JSON = new ExactJson();

    private final Store store;

    DocumentStore(Store store) {
        super(store);
        this.store = store;
    }

    @Override
    public Schema describe(DatasetId id) {
        return DocumentTables.shown(store.describe(id));
    }

    @Override
    public Schema outline(DatasetId id) {
        return DocumentTables.shown(store.outline(id));
    }

    @Override
    public Optional<Lookup> lookup() {
        return store.lookup()
                .map(lookup -> (dataset, key) -> lookup.find(dataset, key).map(DocumentStore::shown));
    }

    /** The id is the store's own to look for; what lies in the documents is looked for here. */
    @Override
    public RecordReader read(ReadRequest request) {
        Optional<Filter> whole = request.filter();
        ReadRequest inner = new ReadRequest(
                request.dataset(),
                Optional.empty(),
                whole.flatMap(DocumentStore::onId),
                request.after(),
                request.resumable(),
                Integer.MAX_VALUE,
                whole.isEmpty() ? request.most() : 0);
        return new Reader(store.read(inner), whole);
    }

    /** What lies in the documents is counted by reading them. */
    @Override
    public long count(ReadRequest request) throws InterruptedException {
        return request.filter().isEmpty() && request.after().isEmpty()
                ? store.count(ReadRequest.of(request.dataset()))
                : super.count(request);
    }

    private static Optional<Filter> onId(Filter filter) {
        List<Filter> parts = filter instanceof Filter.And and ? and.parts() : List.of(filter);
        List<Filter> onId = parts.stream()
                .filter(part -> part instanceof Filter.Comparison comparison
                                && comparison.field().equals(DocumentTables.ID)
                        || part instanceof Filter.In in && in.field().equals(DocumentTables.ID))
                .toList();
        return onId.isEmpty() ? Optional.empty() : Optional.of(new Filter.And(onId));
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        Schema table = DocumentTables.table(request.schema().id());
        Schema written = request.mode() == WriteMode.DELETE
                ? table.withFields(table.fields().subList(0, 1))
                : table;
        return new Writer(store.write(new WriteRequest(written, request.mode(), request.fresh())), written);
    }

    @Override
    public void close() {
        // Whoever opened the store behind this view closes it.
    }

    private static DataRecord shown(DataRecord record) {
        Value id = record.body().get(DocumentTables.ID).orElseThrow();
        Document fields = record.body()
                .get(DocumentTables.DOCUMENT)
                .map(document -> fields(document, record.key()))
                .orElse(Document.empty());
        Map<String, Value> body = Document.of(Map.of(DocumentTables.ID, id)).toMap();
        fields.toMap().forEach(body::putIfAbsent);
        return DataRecord.of(List.of(DocumentTables.ID), Document.of(body), record.meta());
    }

    private static Document fields(Value document, RecordKey key) {
        try {
            return JSON.readDocument(
                    document instanceof Value.Json json ? json.text().string() : document.toString());
        } catch (MalformedJsonException e) {
            throw new StoreException(
                    ServiceError.RECORD_INVALID,
                    "The record " + key + " does not hold a JSON object in its field \"" + DocumentTables.DOCUMENT
                            + "\": " + e.getMessage() + ". Correct it in the table.",
                    e);
        }
    }

    /** Hands out documents. */
    private record Reader(RecordReader rows, Optional<Filter> filter) implements RecordReader {
        @Override
        public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
            Batch batch = rows.next(maxRecords, maxBytes);
            List<DataRecord> found = matching(batch);
            while (found.isEmpty() && !batch.last()) {
                batch = rows.next(maxRecords, maxBytes);
                found = matching(batch);
            }
            return new Batch(found, batch.position(), batch.last());
        }

        private List<DataRecord> matching(Batch batch) {
            return batch.records().stream()
                    .map(DocumentStore::shown)
                    .filter(record -> filter.isEmpty() || filter.get().matches(record.body()))
                    .toList();
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /** Takes documents. */
    private record Writer(RecordWriter rows, Schema table) implements RecordWriter {
        @Override
        public WriteReport write(List<DataRecord> batch) throws InterruptedException {
            List<DataRecord> kept = new ArrayList<>();
            List<Rejected> refused = new ArrayList<>();
            for (DataRecord record : batch) {
                try {
                    kept.add(row(record));
                } catch (IllegalArgumentException e) {
                    refused.add(new Rejected(record, "", String.valueOf(e.getMessage())));
                }
            }
            WriteReport report = rows.write(kept);
            refused.addAll(report.rejected());
            return new WriteReport(report.written(), report.bytes(), refused);
        }

        private DataRecord row(DataRecord record) {
            Value id = record.body().get(DocumentTables.ID).orElseThrow();
            Value[] values = table.fields().size() == 1
                    ? new Value[] {id}
                    : new Value[] {
                        id, new Value.Json(Text.of(JSON.write(record.body().without(DocumentTables.ID))))
                    };
            return DataRecord.of(table.key(), Document.of(table.layout(), values), record.meta());
        }

        @Override
        public WriteReport flush() throws InterruptedException {
            return rows.flush();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
