package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Difference;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.RepairReport;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The twelve faults that copies are known to make, planted into a migrated collection: each is found by its key, and nothing
 * else is. With {@code -Dnaust.compare.rows=500000} it is the measurement of the promise.
 */
class PlantedFaultsTest {
    private static final int ROWS = Integer.getInteger("naust.compare.rows", 2_000);
    private static final Set<Technology> AT_SIZE = Set.of(Technology.SQLITE, Technology.POSTGRES, Technology.MONGODB);

    /** For half a million rows. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final DatasetId ID = DatasetId.of("reading");
    private static final List<Field> FIELDS = List.of(
            Field.required("id", FieldType.of(Kind.INT64)),
            Field.of("name", FieldType.of(Kind.TEXT)),
            Field.of("amount", FieldType.of(Kind.DECIMAL)),
            Field.of("measure", FieldType.of(Kind.FLOAT64)),
            Field.of("big", FieldType.of(Kind.INT64)),
            Field.of("at", FieldType.of(Kind.MOMENT)),
            Field.of("wall", FieldType.of(Kind.LOCAL_TIMESTAMP)),
            Field.of("raw", FieldType.of(Kind.BYTES)),
            Field.of("note", FieldType.of(Kind.TEXT)));

    @TempDir
    private Path folder;

    private static Document row(long id) {
        Map<String, Value> row = new LinkedHashMap<>();
        row.put("id", Value.int64(id));
        row.put("name", Value.text("Zo\u00eb " + id));
        row.put("amount", new Value.Decimal(BigDecimal.valueOf(id * 7, 2)));
        row.put("measure", new Value.Float64(id == 107 ? 0.0 : id / 8.0));
        row.put("big", Value.int64((1L << 53) + id));
        row.put("at", new Value.Moment(Instant.ofEpochSecond(1_700_000_000L + id, 123_456_000)));
        row.put(
                "wall",
                new Value.LocalTimestamp(LocalDateTime.of(2026, 11, 22, 10, 0).plusSeconds(id)));
        row.put("raw", Bytes.of(new byte[] {0, (byte) id, (byte) 0xff}));
        row.put("note", id % 10 == 5 ? Value.ofNull() : Value.text("note"));
        return Document.of(row);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        "SQLITE, POSTGRES",
        "POSTGRES, SQLITE",
        "POSTGRES, POSTGRES",
        "POSTGRES, MONGODB",
        "SQLITE, REDIS",
        "POSTGRES, FILESYSTEM",
        "SQLITE, MEMORY"
    })
    void everyPlantedFaultIsFoundByItsKeyAndNothingElseIs(Technology from, Technology to) throws Exception {
        int rows = AT_SIZE.contains(to) ? ROWS : Math.min(ROWS, 2_000);
        try (Store source = from.open(folder);
                Store target = to.open(folder)) {
            fill(source, rows);
            MatrixRun run = new MatrixRun(source, target);
            run.migrate(List.of("reading"));
            DatasetId there = run.plan().collections().get(0).target();
            assertThat(run.compare("source", "target", List.of("reading")).verdict())
                    .isEqualTo(Verdict.IDENTICAL);

            plant(to, target, there);
            long begun = System.nanoTime();
            ComparisonReport report = run.compare("source", "target", List.of("reading"));

            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(took).isLessThan(LIMIT);
            System.getLogger(PlantedFaultsTest.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            from + " to " + to + ": " + rows + " rows compared in " + took.toMillis() + " ms");
            Set<String> found = new TreeSet<>();
            for (Difference each : report.collections().get(0).differences()) {
                found.add(each.key().get("id").orElseThrow() + " " + each.kind() + " "
                        + each.fields().stream()
                                .map(field -> each.kind() == ComparisonReport.Kind.DIFFERENT ? field.field() : "")
                                .distinct()
                                .toList());
            }
            assertThat(found)
                    .containsExactly(
                            "100 DIFFERENT [amount]",
                            "101 MISSING []",
                            "103 DIFFERENT [name]",
                            "104 DIFFERENT [name]",
                            "105 DIFFERENT [note]",
                            "106 DIFFERENT [name]",
                            "107 DIFFERENT [measure]",
                            "108 DIFFERENT [at]",
                            "109 DIFFERENT [at]",
                            "110 DIFFERENT [name]",
                            "111 DIFFERENT [big]",
                            "112 DIFFERENT [raw]",
                            "9000000 EXTRA []");
            assertThat(report.collections().get(0).differing()).isEqualTo(13);

            RepairReport repaired = run.repair(report, List.of("reading"));

            assertThat(repaired.leftovers()).isEmpty();
            assertThat(repaired.succeeded()).isTrue();
            assertThat(List.of(repaired.inserted(), repaired.replaced(), repaired.deleted()))
                    .containsExactly(1L, 11L, 1L);
            assertThat(run.compare("source", "target", List.of("reading")).verdict())
                    .isEqualTo(Verdict.IDENTICAL);
        }
    }

    /** The faults of P10: swapped values are two records, so that there are thirteen. */
    private static void plant(Technology to, Store target, DatasetId there) throws InterruptedException {
        Map<Long, Document> rows = read(target, there);
        List<Document> changed = new ArrayList<>();
        changed.add(with(rows, 100, "amount", new Value.Decimal(new BigDecimal("7.01"))));
        changed.add(with(rows, 103, "name", rows.get(104L).get("name").orElseThrow()));
        changed.add(with(rows, 104, "name", rows.get(103L).get("name").orElseThrow()));
        changed.add(with(rows, 105, "note", Value.text("")));
        changed.add(with(rows, 106, "name", Value.text("Zo\u00eb 106 ")));
        // SQLite cannot hold a negative zero.
        changed.add(with(rows, 107, "measure", new Value.Float64(to == Technology.SQLITE ? 0.5 : -0.0)));
        changed.add(with(rows, 108, "at", moment(rows, 108, 3_600, 123_456_000)));
        changed.add(with(rows, 109, "at", moment(rows, 109, 0, 123_000_000)));
        changed.add(with(rows, 110, "name", Value.text("Zoe\u0308 110")));
        changed.add(with(rows, 111, "big", Value.int64((1L << 53) + 110)));
        changed.add(with(rows, 112, "raw", Bytes.of(new byte[] {0, 112})));
        changed.add(with(rows, 200, "id", Value.int64(9_000_000)));
        write(target, WriteRequest.upsert(target.describe(there)), changed);
        write(target, WriteRequest.delete(target.describe(there)), List.of(rows.get(101L)));
    }

    private static Value moment(Map<Long, Document> rows, long id, long later, int nanos) {
        Value.Moment was = (Value.Moment) rows.get(id).get("at").orElseThrow();
        return new Value.Moment(Instant.ofEpochSecond(was.instant().getEpochSecond() + later, nanos));
    }

    private static Document with(Map<Long, Document> rows, long id, String field, Value value) {
        return rows.get(id).with(field, value);
    }

    private static Map<Long, Document> read(Store store, DatasetId id) throws InterruptedException {
        Map<Long, Document> rows = new LinkedHashMap<>();
        try (RecordReader reader = store.read(ReadRequest.of(id))) {
            var batch = reader.next(10_000, 64 << 20);
            while (true) {
                for (DataRecord each : batch.records()) {
                    long number =
                            Long.parseLong(each.body().get("id").orElseThrow().toString());
                    if (number <= 200) {
                        rows.put(number, each.body());
                    }
                }
                if (batch.last()) {
                    return rows;
                }
                batch = reader.next(10_000, 64 << 20);
            }
        }
    }

    private static void fill(Store store, int rows) throws InterruptedException {
        List<Field> fields =
                FIELDS.stream().map(field -> store.types().plan(field).target()).toList();
        Schema schema = Schema.table(store.schemaEditing().orElseThrow().place(ID), fields, List.of("id"));
        for (SchemaStep step : store.schemaEditing().orElseThrow().steps(List.of(schema))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
        try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
            List<DataRecord> batch = new ArrayList<>();
            for (long id = 0; id < rows; id++) {
                batch.add(DataRecord.of(schema.key(), row(id)));
                if (batch.size() == 5_000) {
                    assertThat(writer.write(batch).rejected()).isEmpty();
                    batch = new ArrayList<>();
                }
            }
            assertThat(writer.write(batch).rejected()).isEmpty();
            assertThat(writer.flush().rejected()).isEmpty();
        }
    }

    private static void write(Store store, WriteRequest request, List<Document> rows) throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            List<DataRecord> records = rows.stream()
                    .map(row -> DataRecord.of(request.schema().key(), row))
                    .toList();
            assertThat(writer.write(records).rejected()).isEmpty();
            assertThat(writer.flush().rejected()).isEmpty();
        }
    }
}
