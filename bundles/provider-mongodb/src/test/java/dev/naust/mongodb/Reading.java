package dev.naust.mongodb;

import dev.naust.api.model.DataRecord;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes whole collections. */
final class Reading {
    private Reading() {}

    static List<DataRecord> all(Store store, ReadRequest request) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        try (RecordReader reader = store.read(request)) {
            Batch batch;
            do {
                batch = reader.next(7, Long.MAX_VALUE);
                records.addAll(batch.records());
            } while (!batch.last());
        }
        return records;
    }

    static WriteReport write(Store store, WriteRequest request, List<DataRecord> records) throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            WriteReport report = writer.write(records);
            writer.flush();
            return report;
        }
    }
}
