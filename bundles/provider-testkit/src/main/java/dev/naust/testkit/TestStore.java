package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The store under test, with the few shortcuts that tests need. */
public final class TestStore implements AutoCloseable {
    private final StoreProvider provider;
    private final StoreConfig config;
    private final Set<Feature> lacks;
    private Store store;

    TestStore(StoreProvider provider, StoreConfig config, Set<Feature> lacks) {
        this.provider = provider;
        this.config = config;
        this.lacks = lacks;
        this.store = provider.open(config);
    }

    /** The open store. */
    public Store store() {
        return store;
    }

    /** The provider that opened it. */
    public StoreProvider provider() {
        return provider;
    }

    StoreConfig config() {
        return config;
    }

    boolean has(Feature feature) {
        return !lacks.contains(feature);
    }

    /** Closes the store and opens it again with the same configuration. */
    public void reopen() {
        store.close();
        store = provider.open(config);
    }

    SchemaEditing editing() {
        return store.schemaEditing()
                .orElseThrow(() -> new AssertionError("The contract makes its collections through schemaEditing()"));
    }

    /** Where the store would put a collection of this name. */
    public DatasetId id(String name) {
        List<String> path = new ArrayList<>(editing().place(DatasetId.of(name)).path());
        path.set(path.size() - 1, editing().fit(path.get(path.size() - 1)));
        return new DatasetId(path);
    }

    /** The collection as this technology would declare it: placed, its fields planned. */
    public Schema planned(Schema source) {
        List<Field> fields = source.fields().stream()
                .map(field -> store.types().plan(field).target())
                .toList();
        return new Schema(
                id(source.id().name()),
                source.shape(),
                fields,
                source.key(),
                source.indexes(),
                source.foreignKeys().stream()
                        .map(reference -> new dev.naust.api.model.ForeignKey(
                                reference.name(),
                                reference.fields(),
                                id(reference.target().name()),
                                reference.targetFields(),
                                reference.onDelete(),
                                reference.onUpdate(),
                                reference.broken()))
                        .toList(),
                source.extras());
    }

    /** Makes collections with everything that they declare, as they are planned here. */
    public List<Schema> make(List<Schema> sources) throws InterruptedException {
        List<Schema> planned = sources.stream().map(this::planned).toList();
        for (SchemaStep step : editing().steps(planned)) {
            editing().apply(step);
        }
        return planned.stream().map(schema -> store.describe(schema.id())).toList();
    }

    /** Makes one collection, and returns what the store then declares for it. */
    public Schema make(Schema source) throws InterruptedException {
        return make(List.of(source)).get(0);
    }

    /** A collection named after a test, with a number as its key and these fields besides. */
    public Schema make(String name, Field... fields) throws InterruptedException {
        List<Field> all = new ArrayList<>();
        all.add(Samples.ID);
        all.addAll(Arrays.asList(fields));
        return make(Schema.table(DatasetId.of(name), all, List.of("id")));
    }

    /** A record of a collection; the values are brought into its fields' kinds. */
    public DataRecord record(Schema schema, Value... values) {
        Value[] fitted = new Value[values.length];
        for (int i = 0; i < values.length; i++) {
            Value value = values[i];
            fitted[i] =
                    Conversions.to(schema.fields().get(i).type().kind(), value).orElse(value);
        }
        return DataRecord.of(schema.key(), Document.of(schema.layout(), fitted));
    }

    /** Writes, flushes and closes; the sum of all reports. */
    public WriteReport write(WriteRequest request, List<DataRecord> records) throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            WriteReport taken = writer.write(records);
            WriteReport flushed = writer.flush();
            List<Rejected> rejected = new ArrayList<>(taken.rejected());
            rejected.addAll(flushed.rejected());
            WriteReport sum =
                    new WriteReport(taken.written() + flushed.written(), taken.bytes() + flushed.bytes(), rejected);
            assertThat(sum.written() + rejected.size())
                    .as("every record counts once, as written or as rejected")
                    .isEqualTo(records.size());
            return sum;
        }
    }

    /** Adds records, none of which may be rejected. */
    public void insert(Schema schema, List<DataRecord> records) throws InterruptedException {
        WriteReport report = write(WriteRequest.insert(schema), records);
        assertThat(report.rejected()).as("rejects of ordinary records").isEmpty();
    }

    /** All records that a request finds, read in batches of a hundred. */
    public List<DataRecord> read(ReadRequest request) throws InterruptedException {
        try (RecordReader reader = store.read(request)) {
            return drain(reader, 100, Long.MAX_VALUE).stream()
                    .flatMap(batch -> batch.records().stream())
                    .toList();
        }
    }

    /** All records of a collection. */
    public List<DataRecord> read(Schema schema) throws InterruptedException {
        return read(ReadRequest.of(schema.id()));
    }

    static List<Batch> drain(RecordReader reader, int maxRecords, long maxBytes) throws InterruptedException {
        List<Batch> batches = new ArrayList<>();
        Batch batch;
        do {
            batch = reader.next(maxRecords, maxBytes);
            assertThat(batch.records().isEmpty() && !batch.last())
                    .as("a batch that is empty though more follows")
                    .isFalse();
            batches.add(batch);
        } while (!batch.last());
        return batches;
    }

    @Override
    public void close() {
        store.close();
    }
}
