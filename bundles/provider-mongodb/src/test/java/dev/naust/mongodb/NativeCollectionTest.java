package dev.naust.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Collections that other programs made, with all that documents can hold. */
final class NativeCollectionTest {
    private static final DatasetId THINGS = DatasetId.of("things");

    private final String name = TestServer.newDatabase();
    private final MongoDatabase database = TestServer.database(name);
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

    private void insert(String... documents) {
        for (String each : documents) {
            database.getCollection("things", BsonDocument.class).insertOne(BsonDocument.parse(each));
        }
    }

    private static Schema likewise(Schema found) {
        return new Schema(
                DatasetId.of("copies"), Shape.COLLECTION, found.fields(), found.key(), List.of(), List.of(), List.of());
    }

    private Field field(String field) {
        return store.describe(THINGS).field(field).orElseThrow();
    }

    @Test
    void documentsThatLookLikeTaggedValuesStayDocuments() throws InterruptedException {
        insert("{_id: 1, a: {_naust: 'date', text: 'no date'}, b: {_naust: 'document', value: {x: 1}}}");

        List<DataRecord> records = Reading.all(store, ReadRequest.of(THINGS));

        assertThat(records.get(0).body().get("a").orElseThrow().kind()).isEqualTo(Kind.DOCUMENT);
        DataRecord twin = records.get(0)
                .withBody(records.get(0)
                        .body()
                        .with(
                                "c",
                                dev.naust.api.model.Document.of(
                                        new java.util.LinkedHashMap<>(java.util.Map.of("_naust", Value.text("x"))))));
        copies(Schema.table(DatasetId.of("copies"), List.of(objectId()), List.of("_id")), List.of(twin));
        assertThat(Reading.all(store, ReadRequest.of(DatasetId.of("copies")))
                        .get(0)
                        .body())
                .isEqualTo(twin.body());
    }

    @Test
    void fieldsAreInferredFromWhatIsThere() {
        insert(
                "{_id: 1, n: 1, big: {$numberLong: '5'}, price: 1.5, tags: ['a', 'b'], at: {$date: 0}, odd: 1}",
                "{_id: 2, n: {$numberLong: '3'}, big: {$numberDecimal: '1.5'}, price: 2, tags: [], at: {$date: 5}, odd: 'x'}",
                "{_id: 3, n: null, extra: {a: 1}}");

        assertThat(store.describe(THINGS).key()).containsExactly("_id");
        assertThat(field("n").type().kind()).isEqualTo(Kind.INT64);
        assertThat(field("big").type().kind()).isEqualTo(Kind.DECIMAL);
        assertThat(field("price").type().kind()).isEqualTo(Kind.FLOAT64);
        assertThat(field("tags").type().describe()).isEqualTo("ARRAY<TEXT>");
        assertThat(field("at").type().describe()).isEqualTo("MOMENT(3)");
        assertThat(field("odd").type()).isEqualTo(FieldType.of(Kind.JSON, "mixed"));
        assertThat(field("extra").type().kind()).isEqualTo(Kind.DOCUMENT);
        assertThat(field("extra").nullable()).isTrue();
        assertThat(field("_id").nullable()).isFalse();
    }

    @Test
    void aProfileSaysWhatIsMixedAndWhatIsMissingAndReadsItAll() throws InterruptedException {
        insert("{_id: 1, odd: 1, price: 1}", "{_id: 2, odd: {a: [true]}, price: 2.5}", "{_id: 3}");

        Profile profile = store.profiling().orElseThrow().profile(THINGS);

        assertThat(profile.records()).isEqualTo(3);
        assertThat(profile.findings()).extracting(Profile.Finding::field).contains("odd", "price");
        List<DataRecord> records = Reading.all(store, ReadRequest.of(THINGS).as(profile.schema()));
        assertThat(records.get(0).body().get("odd")).contains(Value.Json.of("{\"$numberInt\": \"1\"}"));
        assertThat(records.get(0).body().get("price")).contains(new Value.Float64(1));
        assertThat(records.get(2).body().get("odd")).as("missing is not null").isEmpty();
    }

    @Test
    void mixedFieldsComeBackAsTheyWereInAnotherDatabase() throws InterruptedException {
        insert("{_id: 1, odd: 1}", "{_id: 2, odd: {a: [true, {$numberLong: '3'}]}}", "{_id: 3, odd: null}");
        Schema found = store.profiling().orElseThrow().profile(THINGS).schema();
        List<DataRecord> records = Reading.all(store, ReadRequest.of(THINGS).as(found));

        copies(likewise(found), records);

        assertThat(database.getCollection("copies", BsonDocument.class).find().into(new ArrayList<>()))
                .isEqualTo(database.getCollection("things", BsonDocument.class)
                        .find()
                        .into(new ArrayList<>()));
    }

    @Test
    void documentsThatLookLikeTheJsonOfAnotherKindStayDocuments() throws InterruptedException {
        database.getCollection("things", BsonDocument.class)
                .insertMany(List.of(
                        odd(1, new BsonDocument("$numberLong", new BsonString("5"))),
                        odd(2, new BsonDocument("$date", new BsonString("no date"))),
                        odd(3, new BsonArray(List.of(new BsonDocument("$oid", new BsonString("0".repeat(24)))))),
                        odd(4, BsonDocument.parse("{_naust: 'bson', base64: 'AAAA'}")),
                        odd(5, BsonDocument.parse("{$ref: 'c', $id: 1}"))));

        mixedFieldsComeBackAsTheyWereInAnotherDatabase();

        assertThat(Reading.all(store, ReadRequest.of(THINGS).as(store.describe(THINGS))))
                .extracting(each -> each.body().get("odd").orElseThrow().toString())
                .as("a reference is no kind, so that it stays readable")
                .contains("{\"$ref\": \"c\", \"$id\": {\"$numberInt\": \"1\"}}");
    }

    private static BsonDocument odd(int id, BsonValue value) {
        return new BsonDocument("_id", new BsonInt32(-id)).append("odd", value);
    }

    @Test
    void recordsAreFoundAsTheyAreReadAndWhatIsPutBackIsAsItWas() throws InterruptedException {
        insert("{_id: 1, odd: 'old', keep: 1}", "{_id: 2, odd: 2}");
        Schema found = store.profiling().orElseThrow().profile(THINGS).schema();
        List<BsonDocument> before = all("things");
        List<RecordKey> keys =
                List.of(RecordKey.of("_id", new Value.Int32(1)), RecordKey.of("_id", new Value.Int32(2)));

        List<DataRecord> read = Reading.all(store, ReadRequest.of(THINGS).as(found));
        assertThat(store.lookup().orElseThrow().findAllAs(found, keys)).isEqualTo(read);
        assertThat(Reading.write(
                                store,
                                new WriteRequest(found, WriteMode.UPSERT, false),
                                store.lookup().orElseThrow().findAll(THINGS, keys))
                        .rejected())
                .isEmpty();

        assertThat(all("things")).isEqualTo(before);
    }

    @Test
    void idsOfSeveralKindsComeBackAsTheyWereAndAreFound() throws InterruptedException {
        insert("{_id: 1}", "{_id: '1'}", "{_id: {b: 'x', a: 1}}", "{_id: {$oid: '507f1f77bcf86cd799439011'}}");

        Schema found = store.profiling().orElseThrow().profile(THINGS).schema();
        List<DataRecord> records = Reading.all(store, ReadRequest.of(THINGS).as(found));
        copies(likewise(found), records);

        assertThat(all("copies")).isEqualTo(all("things"));
        List<RecordKey> keys = records.stream().map(DataRecord::key).toList();
        assertThat(store.lookup().orElseThrow().findAll(DatasetId.of("copies"), keys))
                .extracting(DataRecord::key)
                .containsExactlyInAnyOrderElementsOf(keys);
    }

    private List<BsonDocument> all(String collection) {
        return database.getCollection(collection, BsonDocument.class).find().into(new ArrayList<>());
    }

    @Test
    void aFieldOfSomebodyElseThatIsCalledAsOursIsHandedOut() throws InterruptedException {
        insert("{_id: 1, _naust: 'theirs'}", "{_id: 2, _naust: {n: 1}}");

        assertThat(Reading.all(store, ReadRequest.of(THINGS)))
                .extracting(each -> each.body().get("_naust").orElseThrow().toString())
                .containsExactly("theirs", "{n=1}");
        assertThat(field("_naust").type()).isEqualTo(FieldType.of(Kind.JSON, "mixed"));
    }

    @Test
    void moreFieldsThanCanBeKeptInMindAreRefusedAndNotLeftOut() {
        BsonDocument wide = new BsonDocument("_id", new BsonInt32(1));
        for (int i = 0; i < 10_000; i++) {
            wide.append("f" + i, new BsonInt32(i));
        }
        database.getCollection("things", BsonDocument.class).insertOne(wide);

        assertThat(store.describe(THINGS).fields()).hasSize(10_000);
        assertThatThrownBy(() -> store.profiling().orElseThrow().profile(THINGS))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("10000 different fields");
    }

    @Test
    void numbersOfSeveralKindsAreSaidToBeReadAsOne() throws InterruptedException {
        insert("{_id: 1, n: 1}", "{_id: 2, n: 2.5}");

        assertThat(store.profiling().orElseThrow().profile(THINGS).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.note()).contains("1 INT32, 1 FLOAT64", "read as FLOAT64"));
    }

    @Test
    void indexesThatTheModelDoesNotKnowAreNamedAsNotCarried() {
        insert("{_id: 1, a: 1, at: {$date: 0}}");
        database.getCollection("things").createIndex(BsonDocument.parse("{a: 1, _id: -1}"));
        database.runCommand(
                BsonDocument.parse("{createIndexes: 'things', indexes: [{key: {'deep.path': 1}, name: 'deep'}]}"));

        Schema schema = store.describe(THINGS);

        assertThat(schema.indexes())
                .singleElement()
                .satisfies(index -> assertThat(index.fields()).containsExactly("a", "_id"));
        assertThat(schema.extras()).singleElement().asString().contains("deep");
    }

    private static Field objectId() {
        return Field.required("_id", FieldType.of(Kind.EXTENSION, "objectid"));
    }

    /** Makes a collection of documents and writes records to it. */
    private void copies(Schema schema, List<DataRecord> records) throws InterruptedException {
        Schema documents = new Schema(
                schema.id(), Shape.COLLECTION, schema.fields(), schema.key(), List.of(), List.of(), List.of());
        var editing = store.schemaEditing().orElseThrow();
        for (SchemaStep step : editing.steps(List.of(documents))) {
            editing.apply(step);
        }
        assertThat(Reading.write(store, WriteRequest.insert(documents), records).rejected())
                .isEmpty();
    }
}
