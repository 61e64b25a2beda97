package dev.naust.migration.reshape;

import dev.naust.api.store.Batch;
import dev.naust.api.store.RecordReader;

/** Hands out batches no faster than a pace. */
final class PacedReader implements RecordReader {
    private final RecordReader reader;
    private final Pace pace;

    PacedReader(RecordReader reader, Pace pace) {
        this.reader = reader;
        this.pace = pace;
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        pace.await();
        Batch batch = reader.next(pace.most(maxRecords), maxBytes);
        pace.pass(batch.records().size());
        return batch;
    }

    @Override
    public void close() {
        reader.close();
    }
}
