package dev.naust.redis;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** People in a collection of a Redis, and what is done with them. */
final class People {
    static final Schema SCHEMA = Schema.table(
            DatasetId.of("People"),
            List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("name", FieldType.of(Kind.TEXT))),
            List.of("id"));

    private People() {}

    static StoreException failure(ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call);
    }

    static Store open(int port, Map<String, Value> more) {
        Map<String, Value> connection = new HashMap<>();
        connection.put("host", Value.text("127.0.0.1"));
        connection.put("port", Value.int64(port));
        connection.putAll(more);
        return new RedisProvider().open(StoreConfig.of("faulty", Document.of(connection)));
    }

    static void make(Store store) throws InterruptedException {
        make(store, SCHEMA);
    }

    static void make(Store store, Schema schema) throws InterruptedException {
        for (SchemaStep step : store.schemaEditing().orElseThrow().steps(List.of(schema))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
    }

    static void insert(Store store, int count) throws InterruptedException {
        try (RecordWriter writer = store.write(WriteRequest.insert(SCHEMA))) {
            writer.write(LongStream.rangeClosed(1, count)
                    .mapToObj(id -> record(id, "person " + id))
                    .toList());
            writer.flush();
        }
    }

    static int read(Store store) throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(SCHEMA.id()))) {
            return reader.next(10_000, Long.MAX_VALUE).records().size();
        }
    }

    static DataRecord record(long id, String name) {
        return DataRecord.of(SCHEMA.key(), Document.of(SCHEMA.layout(), new Value[] {Value.int64(id), Text.of(name)}));
    }
}
