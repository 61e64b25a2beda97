package dev.naust.testkit;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ForwardingStore;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A real store with a fault put into it: batches can be changed, or fail, on their way in or out. For tests of what stands on
 * stores, which must notice. Counts the readers and writers that are still open.
 */
public final class InterceptedStore extends ForwardingStore {
    private final Store store;
    private final UnaryOperator<List<DataRecord>> onRead;
    private final UnaryOperator<List<DataRecord>> onWrite;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * Puts operators into a store's ways; one that throws makes the batch fail.
     *
     * @param onRead is applied to every batch that is read
     * @param onWrite is applied to every batch before it is written
     */
    public InterceptedStore(
            Store store, UnaryOperator<List<DataRecord>> onRead, UnaryOperator<List<DataRecord>> onWrite) {
        super(store);
        this.store = store;
        this.onRead = onRead;
        this.onWrite = onWrite;
    }

    /** How many readers and writers have not been closed. */
    public int openReadersAndWriters() {
        return open.get();
    }

    @Override
    public RecordReader read(ReadRequest request) {
        RecordReader reader = store.read(request);
        open.incrementAndGet();
        return new RecordReader() {
            private boolean closed;

            @Override
            public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
                Batch batch = reader.next(maxRecords, maxBytes);
                return new Batch(onRead.apply(batch.records()), batch.position(), batch.last());
            }

            @Override
            public void close() {
                reader.close();
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                }
            }
        };
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        RecordWriter writer = store.write(request);
        open.incrementAndGet();
        return new RecordWriter() {
            private boolean closed;

            @Override
            public WriteReport write(List<DataRecord> batch) throws InterruptedException {
                return writer.write(onWrite.apply(batch));
            }

            @Override
            public WriteReport flush() throws InterruptedException {
                return writer.flush();
            }

            @Override
            public void close() {
                writer.close();
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                }
            }
        };
    }

    @Override
    public Schema outline(DatasetId id) {
        return store.outline(id);
    }

    @Override
    public Optional<String> changeMark() throws InterruptedException {
        return store.changeMark();
    }

    @Override
    public boolean keepsExpiry() {
        return store.keepsExpiry();
    }

    @Override
    public Optional<SchemaEditing> schemaEditing() {
        return store.schemaEditing();
    }

    @Override
    public Optional<Profiling> profiling() {
        return store.profiling();
    }

    @Override
    public void close() {
        store.close();
    }
}
