package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose declared types bind. */
class StrictTest {
    @TempDir
    Path folder;

    @Test
    void typesOfAStrictTableAreTakenAtTheirWord() throws Exception {
        Path file = folder.resolve("strict.db");
        Stores.run(
                file, "CREATE TABLE t (a INTEGER PRIMARY KEY, b INT, c TEXT, d REAL, e BLOB, f ANY NOT NULL) STRICT");
        try (Store store = Stores.open(file)) {
            Schema schema = store.describe(DatasetId.of("t"));

            assertThat(schema.fields())
                    .extracting(field -> field.type().kind())
                    .containsExactly(Kind.INT64, Kind.INT64, Kind.TEXT, Kind.FLOAT64, Kind.BYTES, Kind.TEXT);
            assertThat(schema.fields())
                    .extracting(Field::nullable)
                    .containsExactly(false, true, true, true, true, false);
        }
    }

    @Test
    void aColumnOfAnyTypeKeepsATextThatLooksLikeANumberAndABadValueIsRejected() throws Exception {
        Path file = folder.resolve("strict.db");
        Stores.run(file, "CREATE TABLE t (a INTEGER PRIMARY KEY, n INTEGER, f ANY) STRICT");
        try (Store store = Stores.open(file)) {
            Schema schema = store.describe(DatasetId.of("t"));
            DataRecord good = record(schema, Value.int64(1), Value.int64(7), Text.of("007"));
            DataRecord bad = record(schema, Value.int64(2), Text.of("seven"), Text.of("x"));
            try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
                var report = writer.write(List.of(good, bad));
                var rest = writer.flush();
                assertThat(report.rejected().size() + rest.rejected().size()).isEqualTo(1);
                assertThat(report.rejected().get(0).record()).isEqualTo(bad);
            }

            assertThat(Stores.read(store, "t")).hasSize(1);
            assertThat(Stores.first(store, "t").get("f")).isEqualTo(Text.of("007"));
        }
    }

    private static DataRecord record(Schema schema, Value... values) {
        return DataRecord.of(schema.key(), Document.of(schema.layout(), values));
    }
}
