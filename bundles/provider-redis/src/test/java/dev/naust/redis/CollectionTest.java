package dev.naust.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.RecordMeta;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** How Naust's own collections look to a Redis user, and what only Redis has: expiry, and values in keys of their own. */
class CollectionTest {
    private static final Field ID = Field.required("id", FieldType.of(Kind.INT64));
    private static final Field NAME = Field.of("name", FieldType.of(Kind.TEXT));

    private final int database = TestServer.newDatabase();
    private final Jedis client = TestServer.client(database);
    private Store store = TestServer.open(database);

    @AfterEach
    void close() {
        client.flushDB();
        client.close();
        store.close();
    }

    @Test
    void aRecordIsAHashThatARedisUserCanRead() throws InterruptedException {
        Schema schema = make(Schema.table(
                DatasetId.of("Album"),
                List.of(ID, NAME, Field.of("price", FieldType.decimal(10, 2, ""))),
                List.of("id")));

        insert(schema, record(schema, Value.int64(7), Text.of("Ålesund"), new Value.Decimal(new BigDecimal("1.50"))));
        insert(schema, record(schema, Value.int64(8), Value.ofNull(), Value.ofNull()));

        assertThat(client.hgetAll("Album:7")).isEqualTo(Map.of("id", "7", "name", "Ålesund", "price", "1.50"));
        assertThat(client.hgetAll("Album:8")).isEqualTo(Map.of("id", "8"));
        assertThat(client.keys("naust:*")).containsExactlyInAnyOrder("naust:collections", "naust:{Album}:index");
    }

    @Test
    void whatAnotherApplicationChangesInAHashIsRead() throws InterruptedException {
        Schema schema = make(Schema.table(DatasetId.of("Album"), List.of(ID, NAME), List.of("id")));
        insert(schema, record(schema, Value.int64(1), Text.of("before")));

        client.hset("Album:1", "name", "after");

        assertThat(read(schema).get(0).body().get("name")).contains(Text.of("after"));
    }

    @Test
    void theDefaultRetentionBecomesATimeToLive() throws InterruptedException {
        reopen(Map.of("dataRetention", Value.text("30d")));
        Schema schema = make(Schema.table(DatasetId.of("Visit"), List.of(ID, NAME), List.of("id")));
        Instant soon = Instant.now().plusSeconds(60);

        insert(schema, record(schema, Value.int64(1), Text.of("by default")));
        insert(
                schema,
                DataRecord.of(
                        schema.key(),
                        record(schema, Value.int64(2), Text.of("by itself")).body(),
                        new RecordMeta(Optional.of(soon), Optional.empty())));

        assertThat(client.pttl("Visit:1"))
                .isBetween(
                        Duration.ofDays(30).minusMinutes(1).toMillis(),
                        Duration.ofDays(30).toMillis());
        assertThat(client.pttl("Visit:2")).isBetween(50_000L, 60_100L);
        assertThat(read(schema).get(1).meta().expiresAt().orElseThrow())
                .isBetween(soon.minusSeconds(2), soon.plusSeconds(2));
    }

    @Test
    void aReplacedRecordKeepsItsTimeToLiveUnlessItBringsAnother() throws InterruptedException {
        Schema schema = make(Schema.table(DatasetId.of("Visit"), List.of(ID, NAME), List.of("id")));
        insert(schema, record(schema, Value.int64(1), Text.of("a")));
        client.pexpire("Visit:1", 50_000);

        write(WriteRequest.upsert(schema), record(schema, Value.int64(1), Text.of("b")));

        assertThat(client.hget("Visit:1", "name")).isEqualTo("b");
        assertThat(client.pttl("Visit:1")).isBetween(1L, 50_000L);
    }

    @Test
    void anExpiredRecordIsGoneAndItsKeyAndUniqueValueAreFree() throws InterruptedException {
        Index unique = new Index("ux", true, false, List.of(new Index.Part("name", false)));
        Schema table = Schema.table(DatasetId.of("Token"), List.of(ID, NAME), List.of("id"));
        Schema schema = make(new Schema(
                table.id(), Shape.TABLE, table.fields(), table.key(), List.of(unique), List.of(), List.of()));
        insert(schema, record(schema, Value.int64(1), Text.of("abc")));
        client.pexpire("Token:1", 1);
        await().atMost(Duration.ofSeconds(10)).until(() -> !client.exists("Token:1"));

        assertThat(read(schema)).isEmpty();
        assertThat(store.lookup().orElseThrow().find(schema.id(), RecordKey.of("id", Value.int64(1))))
                .isEmpty();
        insert(schema, record(schema, Value.int64(2), Text.of("abc")));
        insert(schema, record(schema, Value.int64(1), Text.of("other")));
        assertThat(read(schema)).hasSize(2);
    }

    @Test
    void aUniqueValueFollowsItsRecord() throws InterruptedException {
        Index unique = new Index("ux", true, false, List.of(new Index.Part("price", false)));
        Schema schema = make(new Schema(
                DatasetId.of("P"),
                Shape.TABLE,
                List.of(ID, Field.of("price", FieldType.of(Kind.DECIMAL))),
                List.of("id"),
                List.of(unique),
                List.of(),
                List.of()));
        insert(schema, record(schema, Value.int64(1), decimal("1.50")));
        assertThat(write(WriteRequest.insert(schema), record(schema, Value.int64(2), decimal("1.5")))
                        .rejected())
                .hasSize(1);

        write(WriteRequest.upsert(schema), record(schema, Value.int64(1), decimal("9")));
        insert(schema, record(schema, Value.int64(2), decimal("1.5")));
        write(WriteRequest.delete(schema), record(schema, Value.int64(2), decimal("0")));
        insert(schema, record(schema, Value.int64(3), decimal("1.500")));

        assertThat(read(schema)).hasSize(2);
    }

    @Test
    void valuesAboveAMebibyteLieInKeysOfTheirOwnAndGoWithTheirRecord() throws InterruptedException {
        Schema schema = make(Schema.table(
                DatasetId.of("File"),
                List.of(ID, Field.of("body", FieldType.of(Kind.BYTES)), Field.of("doc", FieldType.of(Kind.DOCUMENT))),
                List.of("id")));
        byte[] large = new byte[2_500_000];
        new Random(1).nextBytes(large);
        DataRecord record = record(
                schema, Value.int64(1), Bytes.of(large), Document.of(Map.of("text", Text.of("x".repeat(1_200_000)))));
        insert(schema, record);
        assertThat(client.keys("naust:{File}:large:*")).hasSize(2);

        try (RecordReader reader = store.read(ReadRequest.of(schema.id()))) {
            DataRecord read = reader.next(1, Long.MAX_VALUE).records().get(0);
            assertThat(read.body().get("body").orElseThrow()).isInstanceOf(Content.class);
            assertThat(new CanonicalForm().hash(read.body())).isEqualTo(new CanonicalForm().hash(record.body()));
        }
        write(WriteRequest.upsert(schema), record(schema, Value.int64(1), Bytes.of(large), Value.ofNull()));
        assertThat(client.keys("naust:{File}:large:*")).hasSize(1);
        write(WriteRequest.delete(schema), record(schema, Value.int64(1), Value.ofNull(), Value.ofNull()));
        assertThat(client.keys("naust:{File}:large:*")).isEmpty();
        assertThat(client.keys("File:*")).isEmpty();
    }

    @Test
    void documentsKeepMissingNullAndUndeclaredFieldsApart() throws InterruptedException {
        Schema schema = make(new Schema(
                DatasetId.of("docs"),
                Shape.COLLECTION,
                List.of(Field.required("_id", FieldType.of(Kind.TEXT)), NAME),
                List.of("_id"),
                List.of(),
                List.of(),
                List.of()));
        List<Document> bodies = List.of(
                body("_id", Text.of("a")),
                body("_id", Text.of("b"), "name", Value.ofNull()),
                body("_id", Text.of("c"), "extra", new Value.Int32(3), "naust:more", Text.of("mine")),
                body("_id", Text.of("d"), "deep", Document.of(Map.of("$x", new Value.Array(List.of())))));
        for (Document body : bodies) {
            insert(schema, DataRecord.of(schema.key(), body));
        }

        assertThat(read(schema))
                .extracting(each -> new CanonicalForm().bytes(each.body()))
                .containsExactlyElementsOf(bodies.stream()
                        .map(body -> new CanonicalForm().bytes(body))
                        .toList());
    }

    @Test
    void anIdentityFieldIsNumberedBehindTheHighestNumberThatWasGiven() throws InterruptedException {
        Schema schema = make(Schema.table(
                DatasetId.of("Numbered"), List.of(ID.withGeneration(Field.Generation.IDENTITY), NAME), List.of("id")));
        insert(schema, record(schema, Value.int64(9_007_199_254_740_993L), Text.of("given")));
        Schema without = schema.withFields(List.of(NAME));
        try (RecordWriter writer = store.write(WriteRequest.insert(without))) {
            assertThat(writer.write(List.of(
                                    DataRecord.of(schema.key(), body("name", Text.of("a"))),
                                    DataRecord.of(schema.key(), body("name", Text.of("b")))))
                            .rejected())
                    .isEmpty();
        }

        assertThat(read(schema))
                .extracting(each -> each.body().get("id").orElseThrow())
                .containsExactly(
                        Value.int64(9_007_199_254_740_993L),
                        Value.int64(9_007_199_254_740_994L),
                        Value.int64(9_007_199_254_740_995L));
    }

    @Test
    void integersAreReadInTheOrderOfNumbers() throws InterruptedException {
        Schema schema = make(Schema.table(DatasetId.of("Ordered"), List.of(ID), List.of("id")));
        for (long id : new long[] {10, 9, -1, 100, 2}) {
            insert(schema, record(schema, Value.int64(id)));
        }

        assertThat(read(schema))
                .extracting(each -> each.body().get("id").orElseThrow().toString())
                .containsExactly("-1", "2", "9", "10", "100");
    }

    @Test
    void aDroppedCollectionLeavesNoKeyBehind() throws InterruptedException {
        Index unique = new Index("ux", true, false, List.of(new Index.Part("name", false)));
        Schema table = Schema.table(DatasetId.of("Gone"), List.of(ID, NAME), List.of("id"));
        Schema schema = make(new Schema(
                table.id(), Shape.TABLE, table.fields(), table.key(), List.of(unique), List.of(), List.of()));
        insert(schema, record(schema, Value.int64(1), Text.of("x".repeat(1_100_000))));
        RecordWriter unfinished = store.write(WriteRequest.fill(schema));
        unfinished.write(List.of(record(schema, Value.int64(2), Text.of("y"))));

        store.schemaEditing().orElseThrow().drop(schema.id());

        assertThat(client.keys("*")).isEmpty();
        unfinished.close();
        assertThat(client.keys("*")).isEmpty();
    }

    private void reopen(Map<String, Value> more) {
        store.close();
        Map<String, Value> connection = TestServer.connection(database);
        connection.putAll(more);
        store = new RedisProvider().open(StoreConfig.of("test", Document.of(connection)));
    }

    private Schema make(Schema schema) throws InterruptedException {
        for (SchemaStep step : store.schemaEditing().orElseThrow().steps(List.of(schema))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
        return store.describe(schema.id());
    }

    private void insert(Schema schema, DataRecord record) throws InterruptedException {
        assertThat(write(WriteRequest.insert(schema), record).rejected()).isEmpty();
    }

    private WriteReport write(WriteRequest request, DataRecord record) throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            WriteReport report = writer.write(List.of(record));
            writer.flush();
            return report;
        }
    }

    private List<DataRecord> read(Schema schema) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        try (RecordReader reader = store.read(ReadRequest.of(schema.id()))) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(100, Long.MAX_VALUE);
                records.addAll(batch.records());
                last = batch.last();
            }
        }
        return records;
    }

    private static DataRecord record(Schema schema, Value... values) {
        return DataRecord.of(schema.key(), Document.of(schema.layout(), values));
    }

    private static Value decimal(String text) {
        return new Value.Decimal(new BigDecimal(text));
    }

    private static Document body(Object... fields) {
        Map<String, Value> body = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            body.put((String) fields[i], (Value) fields[i + 1]);
        }
        return Document.of(body);
    }
}
