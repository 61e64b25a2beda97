package dev.naust.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A memory store")
class MemoryLimitsTest {
    private static final Schema NOTES = Schema.table(
            DatasetId.of("notes"),
            List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("text", FieldType.of(Kind.TEXT))),
            List.of("id"));

    private final Store store =
            new MemoryProvider().open(StoreConfig.of("small", Document.of(Map.of("maxBytes", Value.int64(100_000)))));

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void thatIsFullSaysSoAndKeepsWhatItHad() throws InterruptedException {
        make(NOTES);
        write(WriteRequest.insert(NOTES), note(1, "x".repeat(60_000)));

        assertThatThrownBy(() -> write(WriteRequest.insert(NOTES), note(2, "x".repeat(60_000))))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.category()).isEqualTo(Category.LIMIT))
                .hasMessageContaining("100000 bytes")
                .hasMessageContaining("maxBytes");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void hasRoomAgainWhenRecordsAreReplacedDeletedOrDropped() throws InterruptedException {
        make(NOTES);
        for (int i = 0; i < 20; i++) {
            write(WriteRequest.upsert(NOTES), note(1, "x".repeat(30_000)));
        }
        write(WriteRequest.delete(NOTES), note(1, ""));
        write(WriteRequest.insert(NOTES), note(2, "x".repeat(80_000)));
        store.schemaEditing().orElseThrow().drop(NOTES.id());
        make(NOTES);
        write(WriteRequest.insert(NOTES), note(3, "x".repeat(80_000)));

        assertThat(count()).isEqualTo(1);
    }

    @Test
    void letsAReaderGoOnWithWhatWasThereWhenItBegan() throws InterruptedException {
        make(NOTES);
        write(WriteRequest.insert(NOTES), note(1, "a"), note(2, "b"));
        try (RecordReader reader = store.read(ReadRequest.of(NOTES.id()))) {
            write(WriteRequest.delete(NOTES), note(1, ""), note(2, ""));
            write(WriteRequest.insert(NOTES), note(3, "c"));

            assertThat(reader.next(10, Long.MAX_VALUE).records()).hasSize(2);
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void writesAgainWhatDoesNotClashWithOthersWhoWroteMeanwhile() throws InterruptedException {
        make(NOTES);
        try (RecordWriter first = store.write(WriteRequest.insert(NOTES));
                RecordWriter second = store.write(WriteRequest.insert(NOTES))) {
            first.write(List.of(note(1, "first")));
            second.write(List.of(note(2, "second")));
            first.flush();
            second.flush();

            first.write(List.of(note(3, "first")));
            second.write(List.of(note(3, "second")));
            first.flush();
            assertThatThrownBy(second::flush)
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure ->
                                    assertThat(failure.category().isTransient()).isTrue());
        }

        assertThat(count()).isEqualTo(3);
    }

    @Test
    void refusesToBeChangedFromOutsideItsOwnTransaction() throws InterruptedException {
        make(NOTES);

        assertThatThrownBy(() -> store.transactions().orElseThrow().inTransaction(bound -> {
                    write(WriteRequest.insert(NOTES), note(1, "past the transaction"));
                    return 0;
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("use the store that the transaction gave");
    }

    @Test
    void numbersRecordsWhoseIdentityIsLeftOut() throws InterruptedException {
        Field id = Field.required("id", FieldType.of(Kind.INT64)).withGeneration(Field.Generation.IDENTITY);
        Schema schema = Schema.table(NOTES.id(), List.of(id, NOTES.fields().get(1)), List.of("id"));
        make(schema);
        write(WriteRequest.insert(schema), note(41, "given"));

        DataRecord without = DataRecord.of(List.of(), Document.of(Map.of("text", Value.text("made"))));
        write(WriteRequest.insert(schema), without);

        assertThat(store.lookup().orElseThrow().find(NOTES.id(), RecordKey.of("id", Value.int64(42))))
                .isPresent();
    }

    @Test
    void takesAnyFieldsInACollectionThatIsNoTable() throws InterruptedException {
        Schema loose = new Schema(
                DatasetId.of("loose"),
                Shape.COLLECTION,
                List.of(Field.required("id", FieldType.of(Kind.TEXT))),
                List.of("id"),
                List.of(),
                List.of(),
                List.of());
        make(loose);
        Document body =
                Document.of(Map.of("id", Value.text("a"), "anything", new Value.Array(List.of(Value.int64(1)))));

        write(WriteRequest.insert(loose), DataRecord.of(List.of("id"), body));
        WriteReport table = tableWith(body);

        try (RecordReader reader = store.read(ReadRequest.of(loose.id()))) {
            assertThat(reader.next(1, 1).records().get(0).body().get("anything"))
                    .isPresent();
        }
        assertThat(table.rejected())
                .singleElement()
                .satisfies(reject -> assertThat(reject.reason()).isNotBlank());
    }

    @Test
    void refusesAPositionThatItDidNotMake() throws InterruptedException {
        make(NOTES);

        for (String token : List.of("", "7", "INT64:", "INT64:x", "DATE:2024-13-01", "nonsense:1", "ARRAY:1")) {
            assertThatThrownBy(() -> store.read(ReadRequest.of(NOTES.id()).resumeAfter(new Position(token))))
                    .as("the token %s", token)
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.category()).isEqualTo(Category.USER));
        }
    }

    private WriteReport tableWith(Document body) throws InterruptedException {
        Schema strict = Schema.table(
                DatasetId.of("strict"), List.of(Field.required("id", FieldType.of(Kind.TEXT))), List.of("id"));
        make(strict);
        try (RecordWriter writer = store.write(WriteRequest.insert(strict))) {
            return writer.write(List.of(DataRecord.of(List.of("id"), body)));
        }
    }

    private void make(Schema schema) throws InterruptedException {
        for (SchemaStep step : store.schemaEditing().orElseThrow().steps(List.of(schema))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
    }

    private void write(WriteRequest request, DataRecord... records) throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            writer.write(List.of(records));
            writer.flush();
        }
    }

    private long count() {
        return store.datasets().stream()
                .filter(dataset -> dataset.id().equals(NOTES.id()))
                .mapToLong(dataset -> dataset.estimatedRecords().orElseThrow())
                .sum();
    }

    private static DataRecord note(long id, String text) {
        return DataRecord.of(List.of("id"), Document.of(Map.of("id", Value.int64(id), "text", Value.text(text))));
    }
}
