package dev.naust.migration;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A few records at hand as a store of one collection, and a consumer as one that takes any: the two ends of a pump. */
final class GivenRecords implements Store {
    private final Schema schema;
    private final List<DataRecord> records;
    private final TakingWriter.Taker taker;

    private GivenRecords(Schema schema, List<DataRecord> records, TakingWriter.Taker taker) {
        this.schema = schema;
        this.records = records;
        this.taker = taker;
    }

    /** To read from. */
    static Store of(Schema schema, List<DataRecord> records) {
        return new GivenRecords(schema, records, batch -> {});
    }

    /** To write to. */
    static Store to(Schema schema, TakingWriter.Taker taker) {
        return new GivenRecords(schema, List.of(), taker);
    }

    @Override
    public void check(Duration timeout) {
        // What is at hand answers.
    }

    @Override
    public List<Dataset> datasets() {
        return List.of(new Dataset(schema.id(), schema.shape(), OptionalLong.of(records.size())));
    }

    @Override
    public Schema describe(DatasetId id) {
        return schema;
    }

    @Override
    public RecordReader read(ReadRequest request) {
        return new RecordReader() {
            private int at;

            @Override
            public Batch next(int maxRecords, long maxBytes) {
                int end = Math.min(records.size(), at + maxRecords);
                List<DataRecord> batch = records.subList(at, end);
                at = end;
                return new Batch(batch, Optional.empty(), end == records.size());
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        return new TakingWriter(taker);
    }

    @Override
    public TypeMapper types() {
        throw new UnsupportedOperationException("Records at hand have no types of their own");
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
