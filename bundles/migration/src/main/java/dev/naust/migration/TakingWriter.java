package dev.naust.migration;

import dev.naust.api.model.DataRecord;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.WriteReport;
import java.util.List;

/** The end of a pump that leads into no store: each batch is handed to whoever looks at it. */
final class TakingWriter implements RecordWriter {
    private final Taker taker;

    /** Gets batches. */
    @FunctionalInterface
    interface Taker {
        void accept(List<DataRecord> batch) throws InterruptedException;
    }

    TakingWriter(Taker taker) {
        this.taker = taker;
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        taker.accept(batch);
        return new WriteReport(batch.size(), 0, List.of());
    }

    @Override
    public WriteReport flush() {
        return WriteReport.nothing();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
