package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Content;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that are larger than what the heap should hold. */
class LargeValueTest {
    private static final int LARGE = 200 << 20;

    @TempDir
    Path folder;

    @Test
    void text_and_bytes_of_some_megabytes_are_copied_in_parts() throws Exception {
        copies(5 << 20);
    }

    /** With the tests' heap limited to 256 MiB this shows that no copy of the value is in it. */
    @Test
    @Tag("soak")
    void bytes_of_200_megabytes_are_copied_in_parts() throws Exception {
        copies(LARGE);
    }

    private void copies(int length) throws Exception {
        Path file = folder.resolve("large.db");
        Stores.run(
                file,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB, c TEXT)",
                "INSERT INTO t VALUES (1, zeroblob(" + length + "), 'small'), (2, x'01', NULL)",
                "INSERT INTO t SELECT 3, NULL, 'æ' || hex(zeroblob(2000000))");
        try (Store from = Stores.open(file);
                Store to = Stores.open(folder.resolve("copy.db"))) {
            Schema schema = from.describe(DatasetId.of("t"));
            var editing = to.schemaEditing().orElseThrow();
            for (SchemaStep step : editing.steps(List.of(schema))) {
                editing.apply(step);
            }
            try (RecordReader reader = from.read(ReadRequest.of(schema.id()));
                    RecordWriter writer = to.write(WriteRequest.fill(schema))) {
                Batch batch = reader.next(100, Long.MAX_VALUE);
                assertThat(batch.records().get(0).body().at(1)).isInstanceOf(Content.class);
                assertThat(batch.records().get(2).body().at(2)).isInstanceOf(Content.class);
                assertThat(writer.write(batch.records()).rejected()).isEmpty();
                writer.flush();
            }
        }
        Stores.run(
                folder.resolve("copy.db"),
                "ATTACH '" + file + "' AS source",
                "CREATE TEMP TABLE same (n CHECK (n = 3))",
                "INSERT INTO same SELECT count(*) FROM t JOIN source.t AS s ON s.id = t.id AND s.b IS t.b AND s.c IS t.c"
                        + " AND typeof(s.b) = typeof(t.b) AND typeof(s.c) = typeof(t.c)");
    }
}
