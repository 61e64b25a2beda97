package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import dev.naust.json.ExactJson;
import dev.naust.testkit.MatrixValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A store with one collection for each kind that its technology holds, in it the values at the kind's edges. */
record MatrixSource(Store store, List<String> collections) implements AutoCloseable {

    private static final ExactJson EXACT = new ExactJson();

    static MatrixSource fill(Technology technology, Path folder) throws InterruptedException {
        return fill(technology, technology.place(folder));
    }

    private static MatrixSource fill(Technology technology, Document place) throws InterruptedException {
        Store store = technology.open(place);
        List<String> collections = new ArrayList<>();
        for (Map.Entry<String, FieldType> each : MatrixValues.types().entrySet()) {
            Mapping mapping = store.types().plan(Field.of(MatrixRows.VALUE, each.getValue()));
            boolean asText = technology == Technology.CSV;
            boolean held = mapping.fidelity() != Fidelity.UNSUPPORTED
                    && (asText
                            || mapping.target().type().kind() == each.getValue().kind());
            if (held) {
                DatasetId id = fill(store, each.getKey(), mapping.target(), asText);
                collections.add(id.toString());
            }
        }
        assertThat(collections).as(technology.name()).hasSizeGreaterThan(10);
        return new MatrixSource(store, collections);
    }

    /** A folder that people filled: a folder of JSON documents for each kind, a document for each value. */
    static MatrixSource jsonDocuments(Path folder) throws IOException, InterruptedException {
        Document place = Technology.FILESYSTEM.place(folder);
        Path root = Path.of(place.get("root").orElseThrow().toString());
        for (String name : MatrixValues.types().keySet()) {
            Path documents = Files.createDirectory(root.resolve(name));
            long number = 0;
            for (Value each : MatrixValues.of(name)) {
                Document body = Document.of(Map.of(MatrixRows.ID, Value.int64(number), MatrixRows.VALUE, each));
                Files.writeString(documents.resolve(number + ".json"), EXACT.write(body));
                number++;
            }
        }
        Store store = Technology.FILESYSTEM.open(place);
        List<String> collections = List.copyOf(MatrixValues.types().keySet());
        for (String name : collections) {
            Map<Long, Value> held = MatrixRows.read(store, DatasetId.of(name));
            Map<Long, Value> given = new LinkedHashMap<>();
            MatrixValues.of(name).forEach(each -> given.put((long) given.size(), each));
            assertSame(name, given, held);
        }
        return new MatrixSource(store, collections);
    }

    /** A folder that people filled: a CSV file for each kind. */
    static MatrixSource csvDocuments(Path folder) throws InterruptedException {
        Document place = Technology.CSV.place(folder);
        try (MatrixSource written = fill(Technology.CSV, place)) {
            List<String> collections = written.collections();
            Store store = Technology.FILESYSTEM.open(
                    Document.of(Map.of("root", place.get("folder").orElseThrow())));
            for (String name : collections) {
                assertSame(
                        name,
                        MatrixRows.read(written.store(), DatasetId.of(name)),
                        MatrixRows.read(store, DatasetId.of(name)));
            }
            return new MatrixSource(store, collections);
        }
    }

    private static DatasetId fill(Store store, String name, Field value, boolean asText) throws InterruptedException {
        SchemaEditing editing = store.schemaEditing().orElseThrow();
        Field key = store.types()
                .plan(Field.required(MatrixRows.ID, FieldType.of(Kind.INT64)))
                .target();
        Schema schema = Schema.table(editing.place(DatasetId.of(name)), List.of(key, value), List.of(MatrixRows.ID));
        for (SchemaStep step : editing.steps(List.of(schema))) {
            editing.apply(step);
        }
        Map<Long, Value> given = new LinkedHashMap<>();
        for (Value each : MatrixValues.of(name)) {
            given.put((long) given.size(), asText && each != Value.ofNull() ? Text.of(MatrixRows.text(each)) : each);
        }
        Set<Long> refused = write(store, schema, given, asText);
        given.keySet().removeAll(refused);
        assertThat(given).as("values that a source holds in " + name).isNotEmpty();
        assertSame(name, given, MatrixRows.read(store, schema.id()));
        return schema.id();
    }

    private static void assertSame(String name, Map<Long, Value> given, Map<Long, Value> held) {
        assertThat(held.keySet()).as(name).isEqualTo(given.keySet());
        given.forEach((id, each) -> assertThat(MatrixRows.same(each, held.get(id)))
                .as(name + ": " + MatrixRows.shown(each) + " became " + MatrixRows.shown(held.get(id)))
                .isTrue());
    }

    private static Set<Long> write(Store store, Schema schema, Map<Long, Value> values, boolean asText)
            throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        values.forEach((id, value) -> {
            Value key = asText ? Text.of(id.toString()) : Value.int64(id);
            records.add(DataRecord.of(schema.key(), Document.of(schema.layout(), new Value[] {key, value})));
        });
        Set<Long> refused = new HashSet<>();
        try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
            note(writer.write(records).rejected(), refused);
            note(writer.flush().rejected(), refused);
        }
        return refused;
    }

    private static void note(List<Rejected> rejected, Set<Long> refused) {
        rejected.forEach(each -> refused.add(Long.parseLong(
                each.record().body().get(MatrixRows.ID).orElseThrow().toString())));
    }

    @Override
    public void close() {
        store.close();
    }
}
