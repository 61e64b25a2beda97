package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.storage.StorageService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A collection whose maker died before it had its key, in a store that gives keys in steps of their own. */
final class UnfinishedCollectionTest {
    private static final Schema NOTES = Schema.table(
            DatasetId.of("notes"),
            List.of(Field.required("id", FieldType.of(Kind.TEXT)), Field.of("text", FieldType.of(Kind.TEXT))),
            List.of("id"));

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = Technology.POSTGRES.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** @param done how many of the steps that follow the making itself were still carried out */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void itIsGivenItsKeyByTheNextThatNeedsIt(int done) throws Exception {
        begin(done);

        DocumentRepository notes = repository();

        notes.create(note("a"));
        assertThatThrownBy(() -> notes.create(note("a"))).isInstanceOf(StoreException.class);
        assertThat(store.describe(notes.schema().id()).key()).containsExactly("id");
    }

    @Test
    void withRecordsInItItIsSomebodyElsesAndStaysAsItIs() throws Exception {
        Schema made = begin(0);
        try (RecordWriter writer = store.write(WriteRequest.insert(made))) {
            writer.write(List.of(record(), record()));
            writer.flush();
        }

        assertThatThrownBy(this::repository)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("its key is [] and not [id]");
        assertThat(store.describe(made.id()).key()).isEmpty();
    }

    private DocumentRepository repository() throws InterruptedException {
        return new StorageService().over(store).repository(NOTES);
    }

    private Schema begin(int done) throws InterruptedException {
        SchemaEditing editing = store.schemaEditing().orElseThrow();
        Schema fitted = new Schema(
                editing.place(NOTES.id()),
                NOTES.shape(),
                NOTES.fields().stream()
                        .map(field -> store.types().plan(field).target())
                        .toList(),
                NOTES.key(),
                List.of(),
                List.of(),
                List.of());
        int after = 0;
        for (SchemaStep step : editing.steps(List.of(fitted))) {
            if (step.phase() == SchemaStep.Phase.CREATE || after++ < done) {
                editing.apply(step);
            }
        }
        assertThat(store.describe(fitted.id()).key()).isEmpty();
        return store.describe(fitted.id());
    }

    private static DataRecord record() {
        return DataRecord.of(List.of(), note("a"));
    }

    private static Document note(String id) {
        return Document.of(Map.of("id", Value.text(id)));
    }
}
