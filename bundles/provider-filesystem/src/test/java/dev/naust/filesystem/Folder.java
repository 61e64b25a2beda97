package dev.naust.filesystem;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.WriteRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What tests do with a folder's store. */
final class Folder {
    static final Schema NUMBERS = Schema.table(
            DatasetId.of("numbers"),
            List.of(
                    Field.required("id", FieldType.of(Kind.INT64)),
                    Field.required("round", FieldType.of(Kind.INT64)),
                    Field.of("text", FieldType.of(Kind.TEXT))),
            List.of("id"));

    private Folder() {}

    static Store open(Path root) {
        Document connection = Document.of(Map.of("root", Value.text(root.toString())));
        return new FilesystemProvider().open(StoreConfig.of("test", connection));
    }

    static void make(Store store, Schema schema) throws InterruptedException {
        for (SchemaStep step : store.schemaEditing().orElseThrow().steps(List.of(schema))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
    }

    static DataRecord number(long id, long round, String text) {
        Value[] values = {Value.int64(id), Value.int64(round), Value.text(text)};
        return DataRecord.of(NUMBERS.key(), Document.of(NUMBERS.layout(), values));
    }

    static List<Rejected> write(Store store, WriteRequest request, List<DataRecord> records)
            throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            List<Rejected> rejected = new ArrayList<>(writer.write(records).rejected());
            rejected.addAll(writer.flush().rejected());
            return rejected;
        }
    }

    static List<DataRecord> read(Store store, ReadRequest request) throws InterruptedException {
        List<DataRecord> all = new ArrayList<>();
        try (RecordReader reader = store.read(request)) {
            Batch batch;
            do {
                batch = reader.next(500, 1 << 20);
                all.addAll(batch.records());
            } while (!batch.last());
        }
        return all;
    }

    static List<DataRecord> read(Store store, String collection) throws InterruptedException {
        return read(store, ReadRequest.of(DatasetId.of(collection)));
    }
}
