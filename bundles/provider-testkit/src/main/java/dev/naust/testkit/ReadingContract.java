package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reading in bounded batches, resuming, stopping. */
abstract class ReadingContract extends ContractGroup {

    @Test
    @DisplayName("of an empty collection gets one empty, last batch")
    void readsAnEmptyCollection() throws InterruptedException {
        Schema schema = store().make("empty", Samples.NAME);
        try (RecordReader reader = store().store().read(ReadRequest.of(schema.id()))) {
            Batch batch = reader.next(10, Long.MAX_VALUE);

            assertThat(batch.records()).isEmpty();
            assertThat(batch.last()).isTrue();
        }
    }

    @Test
    @DisplayName("never gets more records than it asked for, and gets all in the end")
    void boundsBatchesByRecords() throws InterruptedException {
        Schema schema = filled("bounded", 103);
        try (RecordReader reader = store().store().read(ReadRequest.of(schema.id()))) {
            List<Batch> batches = TestStore.drain(reader, 10, Long.MAX_VALUE);

            assertThat(batches).allSatisfy(batch -> assertThat(batch.records()).hasSizeLessThanOrEqualTo(10));
            assertThat(batches.stream()
                            .mapToInt(batch -> batch.records().size())
                            .sum())
                    .isEqualTo(103);
        }
    }

    @Test
    @DisplayName("stops a batch after the record that reaches the wanted bytes")
    void boundsBatchesByBytes() throws InterruptedException {
        Schema schema = store().make("heavy", Samples.NAME);
        List<DataRecord> records = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            records.add(Samples.person(store(), schema, i, "x".repeat(5_000)));
        }
        store().insert(schema, records);
        try (RecordReader reader = store().store().read(ReadRequest.of(schema.id()))) {
            List<Batch> batches = TestStore.drain(reader, 1000, 20_000);

            assertThat(batches).allSatisfy(batch -> assertThat(batch.records()).hasSizeLessThanOrEqualTo(5));
            assertThat(batches.stream()
                            .mapToInt(batch -> batch.records().size())
                            .sum())
                    .isEqualTo(40);
        }
    }

    @Test
    @DisplayName("gets one record at a time when its bytes allow no more")
    void getsOneRecordAtATime() throws InterruptedException {
        Schema schema = filled("single", 4);
        try (RecordReader reader = store().store().read(ReadRequest.of(schema.id()))) {
            assertThat(TestStore.drain(reader, 100, 1))
                    .allSatisfy(batch -> assertThat(batch.records()).hasSizeLessThanOrEqualTo(1));
        }
    }

    @Test
    @DisplayName("gives records the key that the collection declares")
    void givesRecordsTheirKey() throws InterruptedException {
        Schema schema = filled("keys", 3);

        assertThat(store().read(schema))
                .allSatisfy(record -> assertThat(record.keyNames()).isEqualTo(schema.key()));
    }

    @Test
    @DisplayName("gets only the fields it asked for, in that order")
    void getsOnlyTheFieldsItAskedFor() throws InterruptedException {
        Schema schema = filled("partial", 3);
        Schema asked = Schema.table(
                schema.id(),
                List.of(schema.field("name").orElseThrow(), schema.field("id").orElseThrow()),
                schema.key());

        assertThat(store().read(ReadRequest.of(schema.id()).as(asked)))
                .hasSize(3)
                .allSatisfy(record -> assertThat(record.body().layout().names()).containsExactly("name", "id"));
    }

    @Test
    @DisplayName("goes on after any position with exactly the rest, in a new reader")
    void resumesWithExactlyTheRest() throws InterruptedException {
        Schema schema = filled("resumed", 57);
        List<Batch> batches;
        try (RecordReader reader =
                store().store().read(ReadRequest.of(schema.id()).withPositions())) {
            batches = TestStore.drain(reader, 8, Long.MAX_VALUE);
        }
        if (!store().has(Feature.KEYS)) {
            assertThat(batches).allSatisfy(batch -> assertThat(batch.position()).isEmpty());
            return;
        }
        List<DataRecord> all =
                batches.stream().flatMap(batch -> batch.records().stream()).toList();
        assertThat(all).hasSize(57);
        for (int n = 0, seen = 0; n < batches.size(); n++) {
            seen += batches.get(n).records().size();
            ReadRequest rest = ReadRequest.of(schema.id())
                    .resumeAfter(batches.get(n).position().orElseThrow());

            assertThat(Canonical.of(store().read(rest)))
                    .as("the rest after batch %d", n)
                    .isEqualTo(Canonical.of(all.subList(seen, all.size())));
        }
    }

    @Test
    @DisplayName("goes on after a position whose record was deleted, and sees records added behind it")
    void resumesAfterAVanishedRecord() throws InterruptedException {
        Schema schema = filled("shifting", 20);
        if (!store().has(Feature.KEYS)) {
            return;
        }
        Batch first;
        try (RecordReader reader =
                store().store().read(ReadRequest.of(schema.id()).withPositions())) {
            first = reader.next(10, Long.MAX_VALUE);
        }
        store().write(
                        dev.naust.api.store.WriteRequest.delete(schema),
                        List.of(first.records().get(9), first.records().get(0)));
        store().insert(schema, List.of(Samples.person(store(), schema, 21, "late")));

        List<DataRecord> rest = store().read(
                        ReadRequest.of(schema.id()).resumeAfter(first.position().orElseThrow()));

        assertThat(rest).hasSize(11);
    }

    @Test
    @DisplayName("resumes by composite keys of text and numbers, whatever the text is")
    void resumesByCompositeKeys() throws InterruptedException {
        List<Field> fields = List.of(
                Field.required("part", FieldType.sized(Kind.TEXT, 40, "")),
                Field.required("number", FieldType.of(Kind.INT64)));
        Schema schema = store().make(Schema.table(DatasetId.of("composite"), fields, List.of("part", "number")));
        List<DataRecord> records = new ArrayList<>();
        for (String part : List.of("", " ", "a", "A", "B", "a:b", "a,b", "'", "\"", "\\", "%", "é", "🚢", "zz", "-1")) {
            for (long number : new long[] {-1, 0, 1}) {
                records.add(store().record(schema, Value.text(part), Value.int64(number)));
            }
        }
        store().insert(schema, records);
        if (!store().has(Feature.KEYS)) {
            return;
        }

        assertThat(Canonical.of(resumedAfterEachBatch(schema)))
                .containsExactlyInAnyOrderElementsOf(Canonical.of(records));
    }

    @Test
    @DisplayName("resumes by keys of a type that only another technology knows, where it keeps such values")
    void resumesByKeysOfForeignTypes() throws InterruptedException {
        FieldType foreign = FieldType.of(Kind.EXTENSION, "objectid");
        Schema schema = store().make(Schema.table(
                DatasetId.of("foreign_keys"), List.of(Field.required("id", foreign)), List.of("id")));
        if (!store().has(Feature.KEYS) || schema.fields().get(0).type().kind() != Kind.EXTENSION) {
            return;
        }
        List<DataRecord> records = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            records.add(store().record(schema, new Value.Extension("objectid", "507f1f77bcf86cd79943901" + number)));
        }
        store().insert(schema, records);

        assertThat(Canonical.of(resumedAfterEachBatch(schema)))
                .containsExactlyInAnyOrderElementsOf(Canonical.of(records));
    }

    private List<DataRecord> resumedAfterEachBatch(Schema schema) throws InterruptedException {
        List<DataRecord> found = new ArrayList<>();
        ReadRequest request = ReadRequest.of(schema.id()).withPositions();
        boolean last = false;
        while (!last) {
            try (RecordReader reader = store().store().read(request)) {
                Batch batch = reader.next(4, Long.MAX_VALUE);
                found.addAll(batch.records());
                last = batch.last();
                request =
                        ReadRequest.of(schema.id()).resumeAfter(batch.position().orElseThrow());
            }
        }
        return found;
    }

    @Test
    @DisplayName("filters and resumes together")
    void filtersAndResumesTogether() throws InterruptedException {
        Schema schema = filled("both", 60);
        if (!store().has(Feature.KEYS)) {
            return;
        }
        Filter upper = new Filter.Comparison("id", Filter.Operator.GT, Value.int64(20));
        ReadRequest request = ReadRequest.of(schema.id()).where(upper).withPositions();
        Batch first;
        try (RecordReader reader = store().store().read(request)) {
            first = reader.next(10, Long.MAX_VALUE);
        }

        List<DataRecord> rest =
                store().read(request.resumeAfter(first.position().orElseThrow()));

        assertThat(first.records().size() + rest.size()).isEqualTo(40);
    }

    @Test
    @DisplayName("stops when its thread is interrupted")
    void stopsWhenInterrupted() throws InterruptedException {
        Schema schema = filled("interrupted", 200);
        try (RecordReader reader = store().store().read(ReadRequest.of(schema.id()))) {
            reader.next(1, Long.MAX_VALUE);

            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> reader.next(100, Long.MAX_VALUE)).isInstanceOf(InterruptedException.class);
        } finally {
            Thread.interrupted();
        }
        assertThat(store().read(schema)).as("the store goes on working").hasSize(200);
    }

    @Test
    @DisplayName("reads the same records as others at the same time")
    void readsBesideOthers() throws Exception {
        Schema schema = filled("crowded", 300);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<DataRecord>>> readings = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readings.add(pool.submit(() -> store().read(schema)));
            }
            for (Future<List<DataRecord>> reading : readings) {
                assertThat(reading.get(60, TimeUnit.SECONDS)).hasSize(300);
            }
        } finally {
            pool.shutdownNow();
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Schema filled(String name, int count) throws InterruptedException {
        Schema schema = store().make(name, Samples.NAME);
        store().insert(schema, Samples.people(store(), schema, count));
        return schema;
    }
}
