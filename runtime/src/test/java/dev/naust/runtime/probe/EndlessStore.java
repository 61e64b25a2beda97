package dev.naust.runtime.probe;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.Mapping;
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

/** A store whose one collection has no end: whoever reads it is in the middle of it. */
public final class EndlessStore implements Store {
    private static final DatasetId WAVES = DatasetId.of("waves");

    /** Made at once: when it is needed, the jar may be gone with its classes. */
    private static final ErrorCode CLOSED = new Closed();

    private volatile boolean closed;

    @Override
    public void check(Duration timeout) {
        // It is always there.
    }

    @Override
    public List<Dataset> datasets() {
        return List.of(new Dataset(WAVES, Shape.TABLE, OptionalLong.of(1_000_000)));
    }

    @Override
    public Schema describe(DatasetId id) {
        return Schema.table(WAVES, List.of(Field.required("id", FieldType.of(Kind.INT64))), List.of("id"));
    }

    @Override
    public RecordReader read(ReadRequest request) {
        return new Waves();
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        throw new UnsupportedOperationException("waves come by themselves");
    }

    @Override
    public TypeMapper types() {
        return Mapping::exact;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Hands out one record each time. */
    public final class Waves implements RecordReader {
        private long number;

        @Override
        public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
            Thread.sleep(10);
            if (closed) {
                throw new StoreException(CLOSED, "The waves stopped, because the store was closed.");
            }
            Document body = Document.of(Map.of("id", Value.int64(++number)));
            return new Batch(List.of(DataRecord.of(List.of("id"), body)), Optional.empty(), false);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** What a closed store says. */
    public record Closed() implements ErrorCode {
        @Override
        public String code() {
            return "endless.closed";
        }

        @Override
        public Category category() {
            return Category.UNAVAILABLE;
        }
    }
}
