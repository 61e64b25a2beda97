package dev.naust.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.RecordMeta;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.redis.connection.RedisErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** What other applications keep in Redis, read and written as it is. */
class KeyspaceTest {
    private static final byte[] BINARY = {0, (byte) 0xff, '\r', '\n', (byte) 0xc3};

    private final int database = TestServer.newDatabase();
    private final Jedis client = TestServer.client(database);
    private final Store store = TestServer.open(database);

    @AfterEach
    void close() {
        client.flushDB();
        client.close();
        store.close();
    }

    @Test
    void keysAreCollectionsByTheirPrefixes() throws InterruptedException {
        client.set("user:1", "Ola");
        client.set("user:2", "Kari");
        client.rpush("queue:mail", "a", "b");
        client.set("plain", "x");

        assertThat(store.datasets())
                .extracting(Dataset::id, each -> each.estimatedRecords().getAsLong())
                .containsExactly(
                        Assertions.tuple(DatasetId.of("(keys without prefix)"), 1L),
                        Assertions.tuple(DatasetId.of("queue"), 1L),
                        Assertions.tuple(DatasetId.of("user"), 2L));
        assertThat(read("user"))
                .extracting(each -> each.body().get("key").orElseThrow())
                .containsExactly(Text.of("user:1"), Text.of("user:2"));
        assertThat(store.describe(DatasetId.of("user")).key()).containsExactly("key");
        assertThatThrownBy(() -> store.describe(DatasetId.of("nobody"))).hasMessageContaining("nobody");
    }

    @Test
    void everyTypeGoesToAnotherServerAsItIsWithItsExpiry() throws InterruptedException {
        fillWithEveryType();
        Instant inAnHour = Instant.now().plusSeconds(3600);
        client.pexpireAt("all:hash", inAnHour.toEpochMilli());
        int other = TestServer.newDatabase();

        try (Store target = TestServer.open(other);
                Jedis there = TestServer.client(other)) {
            copy(target, "all");

            assertThat(there.keys("all:*")).hasSameSizeAs(client.keys("all:*")).isNotEmpty();
            for (byte[] key : client.keys("all:*".getBytes(StandardCharsets.UTF_8))) {
                assertThat(there.type(key)).isEqualTo(client.type(key));
                if (!client.type(key).equals("set") && !client.type(key).equals("hash")) {
                    assertThat(payload(there, key)).isEqualTo(payload(client, key));
                }
            }
            assertThat(there.hgetAll("all:hash")).isEqualTo(client.hgetAll("all:hash"));
            assertThat(there.smembers("all:set")).isEqualTo(client.smembers("all:set"));
            assertThat(there.pttl("all:hash")).isBetween(3_590_000L, 3_601_000L);
            assertThat(there.pttl("all:string")).isEqualTo(-1);
            assertThat(read(target, "all"))
                    .extracting(DataRecord::body)
                    .isEqualTo(read("all").stream().map(DataRecord::body).toList());
            there.flushDB();
        }
    }

    @Test
    void anEmptyKeyAndOneOfAMebibyteGoToAnotherServerAndAreFound() throws InterruptedException {
        String large = "k".repeat((1 << 20) + 1);
        client.set("", "empty");
        client.set(large, "large");
        int other = TestServer.newDatabase();

        try (Store target = TestServer.open(other);
                Jedis there = TestServer.client(other)) {
            copy(target, "(keys without prefix)");

            assertThat(there.get("")).isEqualTo("empty");
            assertThat(there.get(large)).isEqualTo("large");
            List<RecordKey> keys = read(target, "(keys without prefix)").stream()
                    .map(DataRecord::key)
                    .toList();
            assertThat(target.lookup().orElseThrow().findAll(DatasetId.of("(keys without prefix)"), keys))
                    .hasSize(2);
            assertThat(keys.toString()).hasSizeLessThan(200);
            there.flushDB();
        }
    }

    @Test
    void whatIsNotCarriedIsNamedOnlyWhereItIs() throws InterruptedException {
        client.set("plain:1", "x");
        client.xadd("events:1", new StreamEntryID(5, 1), Map.of("field", "value"));

        assertThat(profile("plain").schema().extras()).isEmpty();
        assertThat(profile("events").schema().extras())
                .singleElement()
                .asString()
                .contains("Consumer groups");
    }

    private Profile profile(String collection) throws InterruptedException {
        return store.profiling().orElseThrow().profile(DatasetId.of(collection));
    }

    @Test
    void bytesThatAreNoTextStayBytes() throws InterruptedException {
        byte[] key = concat("raw:".getBytes(StandardCharsets.UTF_8), BINARY);
        client.set(key, BINARY);
        client.hset("raw:hash".getBytes(StandardCharsets.UTF_8), BINARY, BINARY);

        Profile profile = store.profiling().orElseThrow().profile(DatasetId.of("raw"));

        assertThat(profile.records()).isEqualTo(2);
        assertThat(profile.findings()).hasSize(2);
        assertThat(profile.schema().fields())
                .extracting(field -> field.name() + " " + field.type().kind())
                .containsExactly("key TEXT", "string BYTES", "hash ARRAY");
        List<DataRecord> records =
                read(store, ReadRequest.of(DatasetId.of("raw")).as(profile.schema()));
        assertThat(records.get(0).body().get("string")).contains(Bytes.of(BINARY));
        assertThat(records.get(0).body().get("key")).contains(Text.ofUtf8(key));
        assertThat(records.get(1).body().get("hash"))
                .contains(new Value.Array(List.of(new Value.Array(List.of(Bytes.of(BINARY), Bytes.of(BINARY))))));
    }

    @Test
    void everyKeyIsReadOnceInOrderFromAnyPositionWhileTheTablesGrow() throws InterruptedException {
        int count = 3000;
        IntStream.range(0, count).forEach(i -> client.set("n:" + i, "" + i));
        List<Value> keys = new ArrayList<>();
        ReadRequest request = ReadRequest.of(DatasetId.of("n")).withPositions();
        boolean last = false;
        while (!last) {
            try (RecordReader reader = store.read(request)) {
                Batch batch = reader.next(700, Long.MAX_VALUE);
                batch.records().forEach(each -> keys.add(each.body().get("key").orElseThrow()));
                last = batch.last();
                request = ReadRequest.of(DatasetId.of("n"))
                        .resumeAfter(batch.position().orElseThrow());
            }
            // Makes the server resize its tables between and during walks.
            IntStream.range(0, 5000).forEach(i -> client.set("other" + keys.size() + ":" + i, ""));
        }

        assertThat(keys).hasSize(count).doesNotHaveDuplicates();
        assertThat(keys.stream().map(Object::toString).toList()).isSorted();
    }

    @Test
    void largeStringsAreStreamedBothWays() throws Exception {
        byte[] large = new byte[3_000_000];
        new java.util.Random(3).nextBytes(large);
        client.set("big:1".getBytes(StandardCharsets.UTF_8), large);
        int other = TestServer.newDatabase();

        try (Store target = TestServer.open(other);
                Jedis there = TestServer.client(other)) {
            copy(target, "big");

            assertThat(there.get("big:1".getBytes(StandardCharsets.UTF_8))).isEqualTo(large);
            there.flushDB();
        }
    }

    @Test
    void aKeyThatIsThereIsRejectedAndAReplacedOneIsWhole() throws InterruptedException {
        client.set("k:1", "old");
        Schema schema = store.describe(DatasetId.of("k"));

        WriteReport inserted = write(WriteRequest.insert(schema), record("k:1", "string", Text.of("new")));
        assertThat(inserted.rejected()).extracting(Rejected::field).containsExactly("key");
        assertThat(client.get("k:1")).isEqualTo("old");

        write(
                WriteRequest.upsert(schema),
                record("k:1", "list", new Value.Array(List.of(Text.of("a"), Bytes.of(BINARY)))));
        assertThat(client.type("k:1")).isEqualTo("list");
        assertThat(client.llen("k:1")).isEqualTo(2);

        write(WriteRequest.delete(schema), record("k:1", "string", Text.of("any")));
        assertThat(client.exists("k:1")).isFalse();
        assertThat(client.keys("*")).isEmpty();
    }

    @Test
    void whatIsNoKeyOfRedisIsRejectedByName() throws InterruptedException {
        client.set("k:1", "x");
        Schema schema = store.describe(DatasetId.of("k"));

        assertReject(schema, record("other:1", "string", Text.of("x")), "key");
        assertReject(schema, record("k:2", "list", new Value.Array(List.of())), "list");
        assertReject(schema, record("k:2", "list", new Value.Array(List.of(Value.ofNull()))), "list");
        assertReject(schema, record("k:2", "zset", new Value.Array(List.of(Text.of("a")))), "zset");
        assertReject(schema, record("k:2", "stream", new Value.Array(List.of(Document.empty()))), "stream");
        assertReject(schema, record("k:2", "hash", Document.empty()), "hash");
        assertThat(client.keys("*")).containsExactly("k:1");
    }

    @Test
    void aFirstFillingThatIsGivenUpLeavesNothing() throws InterruptedException {
        client.set("f:source", "x");
        int other = TestServer.newDatabase();
        try (Store target = TestServer.open(other);
                Jedis there = TestServer.client(other)) {
            Schema schema = store.describe(DatasetId.of("f"));
            make(target, schema);
            try (RecordWriter writer = target.write(WriteRequest.fill(schema))) {
                writer.write(List.of(record("f:1", "string", Text.of("x"))));
            }

            assertThat(there.keys("f:*")).isEmpty();
            assertThat(target.datasets()).extracting(Dataset::id).containsExactly(DatasetId.of("f"));
            target.schemaEditing().orElseThrow().drop(DatasetId.of("f"));
            assertThat(there.keys("*")).isEmpty();
        }
    }

    @Test
    void aCollectionIsNotMadeOverKeysOfOthers() {
        client.set("Album:7", "somebody's");

        assertThatThrownBy(() -> make(
                        store,
                        Schema.table(
                                DatasetId.of("Album"),
                                List.of(dev.naust.api.model.Field.required(
                                        "id", dev.naust.api.model.FieldType.of(Kind.INT64))),
                                List.of("id"))))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(RedisErrorCode.EXISTS));
    }

    @Test
    void aSingleKeyIsFound() {
        client.set(
                "s:1", "token", redis.clients.jedis.params.SetParams.setParams().ex(100));

        Optional<DataRecord> found =
                store.lookup().orElseThrow().find(DatasetId.of("s"), RecordKey.of("key", Text.of("s:1")));

        assertThat(found.orElseThrow().body().get("string")).contains(Text.of("token"));
        assertThat(found.orElseThrow().meta().expiresAt().orElseThrow())
                .isCloseTo(
                        Instant.now().plusSeconds(100),
                        new org.assertj.core.data.TemporalUnitWithinOffset(5, ChronoUnit.SECONDS));
        assertThat(store.lookup().orElseThrow().find(DatasetId.of("s"), RecordKey.of("key", Text.of("s:2"))))
                .isEmpty();
    }

    @Test
    void aRecordIsWrittenWithTheExpiryThatItBringsAlong() throws InterruptedException {
        client.set("e:0", "x");
        Schema schema = store.describe(DatasetId.of("e"));
        DataRecord record = DataRecord.of(
                schema.key(),
                record("e:1", "string", Text.of("v")).body(),
                new RecordMeta(Optional.of(Instant.now().plusSeconds(50)), Optional.empty()));

        write(WriteRequest.insert(schema), record);

        assertThat(client.pttl("e:1")).isBetween(40_000L, 50_001L);
    }

    private void fillWithEveryType() {
        client.set("all:string", "text with \r\n and \u0000");
        client.set("all:empty", "");
        client.hset("all:hash", Map.of("name", "Zoë 🚢", "", "empty name"));
        client.rpush("all:list", "a", "", "a", "b");
        client.rpush("all:binary".getBytes(StandardCharsets.UTF_8), BINARY, "text".getBytes(StandardCharsets.UTF_8));
        client.sadd("all:set", "z", "a", "é");
        client.zadd("all:zset", Map.of("one", 1.0, "inf", Double.POSITIVE_INFINITY, "tiny", 1e-300, "neg", -2.5));
        client.xadd("all:stream", new StreamEntryID(5, 1), Map.of("field", "value"));
        client.xadd("all:stream", new StreamEntryID(6, 0), new LinkedHashMap<>(Map.of("a", "1", "b", "2")));
        IntStream.range(0, 3500).forEach(i -> client.rpush("all:long", "item " + i));
    }

    private static byte[] payload(Jedis redis, byte[] key) {
        return switch (redis.type(key)) {
            case "string" -> redis.get(key);
            case "list" -> redis.lrange(key, 0, -1).stream().reduce(new byte[0], KeyspaceTest::concat);
            case "zset" -> redis.zrangeWithScores(key, 0, -1).toString().getBytes(StandardCharsets.UTF_8);
            default ->
                redis.xrange(new String(key, StandardCharsets.UTF_8), (StreamEntryID) null, null)
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] joined = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    private void copy(Store target, String collection) throws InterruptedException {
        Schema schema = store.describe(DatasetId.of(collection));
        make(target, schema);
        try (RecordReader reader = store.read(ReadRequest.of(schema.id()));
                RecordWriter writer = target.write(WriteRequest.fill(schema))) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(100, 1 << 20);
                assertThat(writer.write(batch.records()).rejected()).isEmpty();
                last = batch.last();
            }
            writer.flush();
        }
    }

    private static void make(Store target, Schema schema) throws InterruptedException {
        for (SchemaStep step : target.schemaEditing().orElseThrow().steps(List.of(schema))) {
            target.schemaEditing().orElseThrow().apply(step);
        }
    }

    private WriteReport write(WriteRequest request, DataRecord record) throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            WriteReport report = writer.write(List.of(record));
            writer.flush();
            return report;
        }
    }

    private void assertReject(Schema schema, DataRecord record, String field) throws InterruptedException {
        WriteReport report = write(new WriteRequest(schema, WriteMode.INSERT, false), record);
        assertThat(report.rejected()).singleElement().satisfies(reject -> {
            assertThat(reject.field()).isEqualTo(field);
            assertThat(reject.reason()).isNotBlank();
        });
    }

    private static DataRecord record(String key, String type, Value value) {
        Map<String, Value> body = new LinkedHashMap<>();
        body.put("key", Text.of(key));
        body.put(type, value);
        return DataRecord.of(List.of("key"), Document.of(body));
    }

    private List<DataRecord> read(String collection) throws InterruptedException {
        return read(store, collection);
    }

    private static List<DataRecord> read(Store from, String collection) throws InterruptedException {
        return read(from, ReadRequest.of(DatasetId.of(collection)));
    }

    private static List<DataRecord> read(Store from, ReadRequest request) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        try (RecordReader reader = from.read(request)) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(100, Long.MAX_VALUE);
                records.addAll(batch.records());
                last = batch.last();
            }
        }
        return records;
    }
}
