package dev.naust.storage;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds and counts the records of one collection. */
final class RecordFinder {
    static final int BATCH = 1_000;
    static final long BATCH_BYTES = 4 << 20;

    private final Schema schema;

    RecordFinder(Schema schema) {
        this.schema = schema;
    }

    Optional<DataRecord> find(Store store, RecordKey key) throws InterruptedException {
        Optional<Lookup> lookup = store.lookup();
        if (lookup.isPresent()) {
            return lookup.get().find(schema.id(), key);
        }
        // The record leaves its reader here, so nothing of it may be a stream that ends with the reader.
        ReadRequest one = ReadRequest.of(schema.id()).where(equal(key)).streamingAbove(Integer.MAX_VALUE);
        try (RecordReader reader = store.read(one)) {
            Batch batch = reader.next(1, BATCH_BYTES);
            while (batch.records().isEmpty() && !batch.last()) {
                batch = reader.next(1, BATCH_BYTES);
            }
            return batch.records().stream().findFirst();
        }
    }

    long count(Store store, Optional<Filter> filter) throws InterruptedException {
        ReadRequest request = filter.map(ReadRequest.of(schema.id())::where)
                .orElseGet(() -> ReadRequest.of(schema.id()).as(keysOnly()));
        return store.count(request);
    }

    private Schema keysOnly() {
        List<Field> keys = schema.fields().stream()
                .filter(field -> schema.key().contains(field.name()))
                .toList();
        return schema.withFields(keys);
    }

    private static Filter equal(RecordKey key) {
        return new Filter.And(IntStream.range(0, key.names().size())
                .mapToObj(i -> Filter.eq(key.names().get(i), key.values().get(i)))
                .toList());
    }
}
