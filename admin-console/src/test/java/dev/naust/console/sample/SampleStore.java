package dev.naust.console.sample;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A store that can be looked at and not be written to. */
public final class SampleStore implements Store {
    private final Map<DatasetId, Schema> schemas = new TreeMap<>();
    private final Map<DatasetId, List<Document>> records = new TreeMap<>();

    /** Adds a collection. */
    public SampleStore with(Schema schema, List<Document> documents) {
        schemas.put(schema.id(), schema);
        records.put(schema.id(), documents);
        return this;
    }

    @Override
    public void check(Duration timeout) {
        // It is memory: it always answers.
    }

    @Override
    public List<Dataset> datasets() {
        return schemas.values().stream()
                .map(schema -> new Dataset(
                        schema.id(),
                        schema.shape(),
                        OptionalLong.of(records.get(schema.id()).size())))
                .toList();
    }

    @Override
    public Schema describe(DatasetId id) {
        return Optional.ofNullable(schemas.get(id))
                .orElseThrow(() -> new StoreException(ServiceError.COLLECTION_NOT_FOUND, "No collection " + id));
    }

    @Override
    public RecordReader read(ReadRequest request) {
        List<Document> all = records.get(request.dataset());
        List<String> key = describe(request.dataset()).key();
        int start = request.after()
                .map(position -> Integer.parseInt(position.token()))
                .orElse(0);
        return new RecordReader() {
            private int at = start;

            @Override
            public Batch next(int maxRecords, long maxBytes) {
                int end = Math.min(all.size(), at + maxRecords);
                List<DataRecord> some = all.subList(at, end).stream()
                        .map(document -> DataRecord.of(key, document))
                        .toList();
                at = end;
                return new Batch(some, Optional.of(new Position(Integer.toString(at))), at == all.size());
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        throw new StoreException(ServiceError.OPTION_UNSUPPORTED, "The sample is not written to.");
    }

    @Override
    public TypeMapper types() {
        throw new StoreException(ServiceError.OPTION_UNSUPPORTED, "The sample is not written to.");
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
