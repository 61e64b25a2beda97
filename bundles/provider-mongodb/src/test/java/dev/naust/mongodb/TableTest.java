package dev.naust.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.naust.api.model.Bytes;
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
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of other technologies in MongoDB: natural to its users, exact to us. */
final class TableTest {
    private final String name = TestServer.newDatabase();
    private Store store;

    @BeforeEach
    void open() {
        store = TestServer.open(name);
    }

    @AfterEach
    void close() {
        store.close();
        TestServer.drop(name);
    }

    private MongoCollection<BsonDocument> raw(String collection) {
        return TestServer.database(name).getCollection(collection, BsonDocument.class);
    }

    private Schema table(String collection, Field... fields) throws InterruptedException {
        List<Field> all = new ArrayList<>(List.of(Field.required("id", FieldType.of(Kind.INT64))));
        for (Field field : fields) {
            all.add(store.types().plan(field).target());
        }
        Schema schema = Schema.table(DatasetId.of(collection), all, List.of("id"));
        var editing = store.schemaEditing().orElseThrow();
        for (SchemaStep step : editing.steps(List.of(schema))) {
            editing.apply(step);
        }
        return schema;
    }

    private WriteReport insert(Schema schema, Value... values) throws InterruptedException {
        List<Value> all = new ArrayList<>(List.of(Value.int64(1)));
        all.addAll(Arrays.asList(values));
        Document body = Document.of(schema.layout(), all.toArray(Value[]::new));
        return Reading.write(store, WriteRequest.insert(schema), List.of(DataRecord.of(schema.key(), body)));
    }

    private Value read(Schema schema, String field) throws InterruptedException {
        return Reading.all(store, ReadRequest.of(schema.id()))
                .get(0)
                .body()
                .get(field)
                .orElseThrow();
    }

    @Test
    void microsecondsLieBesideADateThatOtherProgramsCanUse() throws InterruptedException {
        Instant micros = Instant.parse("2026-11-21T16:20:00.123456Z");
        Schema schema = table("events", Field.of("at", FieldType.of(Kind.MOMENT)));

        insert(schema, new Value.Moment(micros));

        BsonDocument document = raw("events").find().first();
        assertThat(document).isNotNull();
        assertThat(document.getDateTime("at").getValue())
                .isEqualTo(Instant.parse("2026-11-21T16:20:00.123Z").toEpochMilli());
        assertThat(read(schema, "at")).isEqualTo(new Value.Moment(micros));

        raw("events").updateOne(new BsonDocument(), BsonDocument.parse("{$set: {at: {$date: 5}}}"));
        assertThat(read(schema, "at"))
                .as("what another program wrote counts")
                .isEqualTo(new Value.Moment(Instant.ofEpochMilli(5)));
    }

    @Test
    void decimalsOfMoreThanThirtyFourDigitsAreExact() throws InterruptedException {
        Value.Decimal number = new Value.Decimal(new BigDecimal("12345678901234567890123456789012345678.90"));
        Schema schema = table("numbers", Field.of("n", FieldType.of(Kind.DECIMAL)));

        insert(schema, number);

        BsonDocument document = raw("numbers").find().first();
        assertThat(document).isNotNull();
        assertThat(document.get("n").getBsonType()).isEqualTo(BsonType.DECIMAL128);
        assertThat(read(schema, "n")).isEqualTo(number);
    }

    @Test
    void datesAreDatesAndNullsAreLeftOut() throws InterruptedException {
        Schema schema =
                table("days", Field.of("day", FieldType.of(Kind.DATE)), Field.of("note", FieldType.of(Kind.TEXT)));

        insert(schema, new Value.Date(LocalDate.of(2024, 2, 29)), Value.ofNull());

        assertThat(TestServer.database(name).getCollection("days").find().first())
                .containsEntry("_id", 1L)
                .containsEntry("id", 1L)
                .containsEntry("day", Date.from(Instant.parse("2024-02-29T00:00:00Z")))
                .doesNotContainKey("note");
        assertThat(read(schema, "note")).isEqualTo(Value.ofNull());
    }

    @Test
    void aCompositeKeyIsADocument() throws InterruptedException {
        Schema schema = Schema.table(
                DatasetId.of("lines"),
                List.of(
                        Field.required("order", FieldType.of(Kind.INT64)),
                        Field.required("line", FieldType.of(Kind.TEXT))),
                List.of("order", "line"));
        var editing = store.schemaEditing().orElseThrow();
        for (SchemaStep step : editing.steps(List.of(schema))) {
            editing.apply(step);
        }
        Document body = Document.of(schema.layout(), new Value[] {Value.int64(7), Value.text("a")});

        Reading.write(store, WriteRequest.insert(schema), List.of(DataRecord.of(schema.key(), body)));

        BsonDocument document = raw("lines").find().first();
        assertThat(document).isNotNull();
        assertThat(document.getDocument("_id"))
                .containsEntry("order", new BsonInt64(7))
                .containsKey("line");
    }

    @Test
    void aDocumentOfMoreThanSixteenMebibytesIsRejectedByItsLargestField() throws InterruptedException {
        Schema schema =
                table("large", Field.of("small", FieldType.of(Kind.TEXT)), Field.of("blob", FieldType.of(Kind.BYTES)));

        WriteReport report = insert(schema, Value.text("x"), Bytes.of(new byte[16 * 1024 * 1024]));

        assertThat(report.rejected()).singleElement().satisfies(reject -> {
            assertThat(reject.field()).isEqualTo("blob");
            assertThat(reject.reason()).contains("16 MiB");
        });
        assertThat(Reading.all(store, ReadRequest.of(schema.id()))).isEmpty();
    }

    @Test
    void whatIsNestedTooDeepOrNoUtf8OrHasANulInANameIsRejectedByName() throws InterruptedException {
        Schema schema = table("deep", Field.of("d", FieldType.of(Kind.ARRAY)), Field.of("t", FieldType.of(Kind.TEXT)));
        Value deep = new Value.Array(List.of());
        for (int i = 0; i < 100; i++) {
            deep = new Value.Array(List.of(deep));
        }
        Value nul = new Value.Array(List.of(Document.of(Map.of("a\0b", Value.int64(1)))));
        Value broken = Text.ofUtf8(new byte[] {'a', (byte) 0xff});

        for (Value[] each : new Value[][] {
            {deep, Value.ofNull()}, {nul, Value.ofNull()}, {Value.ofNull(), broken},
        }) {
            assertThat(insert(schema, each).rejected()).singleElement().satisfies(reject -> {
                assertThat(reject.field()).isEqualTo(each[0] == Value.Null.NULL ? "t" : "d");
                assertThat(reject.reason()).isNotBlank();
            });
        }
    }

    @Test
    void aFillingThatWasFlushedTwiceHoldsEverythingOnce() throws InterruptedException {
        Schema schema = table("filled");
        try (var writer = store.write(WriteRequest.fill(schema))) {
            writer.write(List.of(numbered(schema, 1), numbered(schema, 2)));
            writer.flush();
            writer.write(List.of(numbered(schema, 2), numbered(schema, 3)));
            WriteReport report = writer.flush();

            assertThat(report.written()).isEqualTo(1);
            assertThat(report.rejected()).hasSize(1);
        }
        assertThat(Reading.all(store, ReadRequest.of(schema.id()))).hasSize(3);
        assertThat(TestServer.database(name).listCollectionNames())
                .containsExactlyInAnyOrder("filled", "naust_declarations");
    }

    private static DataRecord numbered(Schema schema, long id) {
        return DataRecord.of(schema.key(), Document.of(schema.layout(), new Value[] {Value.int64(id)}));
    }
}
