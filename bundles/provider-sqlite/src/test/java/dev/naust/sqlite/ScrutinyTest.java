package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said to be refused before there is a table. */
class ScrutinyTest {
    private static final DatasetId TABLE = DatasetId.of("t");

    @TempDir
    Path folder;

    @Test
    void text_of_another_technology_is_kept_although_it_looks_like_a_number() throws Exception {
        Field path = Field.of("path", FieldType.of(Kind.EXTENSION, "ltree"));
        Value value = new Value.Extension("ltree", "1.20");
        try (Store store = Stores.open(folder.resolve("extension.db"))) {
            Schema schema = Schema.table(TABLE, List.of(store.types().plan(path).target()), List.of());
            DataRecord record = DataRecord.of(List.of(), Document.of(schema.layout(), new Value[] {value}));

            assertThat(store.scrutiny().orElseThrow().refused(schema, List.of(record)))
                    .isEmpty();

            for (SchemaStep step : store.schemaEditing().orElseThrow().steps(List.of(schema))) {
                store.schemaEditing().orElseThrow().apply(step);
            }
            try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
                assertThat(writer.write(List.of(record)).rejected()).isEmpty();
                writer.flush();
            }
            assertThat(Stores.read(store, TABLE.name()))
                    .extracting(each -> each.body().at(0))
                    .containsExactly(value);
        }
    }
}
