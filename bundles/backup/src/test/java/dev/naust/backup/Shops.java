package dev.naust.backup;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.WriteRequest;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.KeyRing;
import dev.naust.memory.MemoryProvider;
import dev.naust.testkit.server.UnwatchedRun;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Stores of noise, which does not shrink when it is compressed, and their backups. */
final class Shops {
    private Shops() {}

    static Store memory() {
        return new MemoryProvider().open(StoreConfig.of("m", Document.empty()));
    }

    /** Fills a new collection; each record has 256 bytes of noise. */
    static void fill(Store store, String name, int count) throws InterruptedException {
        Schema schema = Schema.table(
                DatasetId.of(name),
                List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("noise", FieldType.of(Kind.BYTES))),
                List.of("id"));
        for (var step : store.schemaEditing().orElseThrow().steps(List.of(schema))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
        Random random = new Random(count);
        List<DataRecord> records = new ArrayList<>();
        for (long id = 1; id <= count; id++) {
            byte[] noise = new byte[256];
            random.nextBytes(noise);
            records.add(DataRecord.of(
                    List.of("id"), Document.of(schema.layout(), new Value[] {Value.int64(id), Bytes.of(noise)})));
        }
        try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
            writer.write(records);
            writer.flush();
        }
    }

    /** Backs a store up as the server does. */
    static Archive backUp(Store store, String revision, KeyRing keys, Path file) throws InterruptedException {
        return new BackupMaker(keys, new Key.Master(), new UnwatchedRun())
                .make(
                        new BackupMaker.Source(
                                "1",
                                "shop",
                                "memory",
                                revision,
                                "0.1.0",
                                Instant.EPOCH,
                                Optional.empty(),
                                Optional.empty(),
                                List.of()),
                        store,
                        file);
    }
}
