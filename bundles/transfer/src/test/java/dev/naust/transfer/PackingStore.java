package dev.naust.transfer;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;

/** Reads one store with records packed, but for odd ones, and writes to another. */
final class PackingStore implements Store {
    final AtomicInteger packed = new AtomicInteger();
    private final Store source;
    private final Store target;
    private final LongPredicate odd;

    PackingStore(Store source, Store target, LongPredicate odd) {
        this.source = source;
        this.target = target;
        this.odd = odd;
    }

    @Override
    public RecordReader read(ReadRequest request) {
        RecordReader reader = source.read(request);
        return new RecordReader() {
            private final Deque<DataRecord> ahead = new ArrayDeque<>();

            private boolean isOver() throws InterruptedException {
                if (ahead.isEmpty()) {
                    ahead.addAll(reader.next(100, Long.MAX_VALUE).records());
                }
                return ahead.isEmpty();
            }

            @Override
            public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
                List<DataRecord> one = isOver() ? List.of() : List.of(ahead.remove());
                return new Batch(one, Optional.empty(), isOver());
            }

            @Override
            public Packed pack(PackedRecords batch) throws InterruptedException {
                while (!batch.isFull()) {
                    if (isOver()) {
                        return Packed.END;
                    }
                    DataRecord record = ahead.element();
                    if (odd.test(((Value.Int64) record.body().at(0)).number())) {
                        return Packed.ODD;
                    }
                    batch.<RuntimeException>add((field, out) -> {
                        out.put(record.body().at(field));
                        return true;
                    });
                    packed.incrementAndGet();
                    ahead.remove();
                }
                return Packed.FULL;
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        RecordWriter writer = target.write(request);
        return new RecordWriter() {
            @Override
            public boolean takesPacked() {
                return true;
            }

            @Override
            public WriteReport write(List<DataRecord> batch) throws InterruptedException {
                return writer.write(batch);
            }

            @Override
            public WriteReport flush() throws InterruptedException {
                return writer.flush();
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }

    @Override
    public void check(Duration timeout) {
        source.check(timeout);
    }

    @Override
    public List<Dataset> datasets() {
        return source.datasets();
    }

    @Override
    public Schema describe(DatasetId id) {
        return source.describe(id);
    }

    @Override
    public TypeMapper types() {
        return target.types();
    }

    @Override
    public void close() {}
}
