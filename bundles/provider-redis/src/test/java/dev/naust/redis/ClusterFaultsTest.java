package dev.naust.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.redis.connection.RedisErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A cluster whose slots move and whose primaries die. */
class ClusterFaultsTest {
    private static final Schema SCHEMA = Schema.table(
            DatasetId.of("People"),
            List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("name", FieldType.of(Kind.TEXT))),
            List.of("id"));

    @Test
    void keysAreFollowedWhenTheirSlotMovesAndWhenItsPrimaryDies() throws InterruptedException {
        try (TestCluster cluster = TestCluster.start(true);
                Store store = new RedisProvider().open(ClusterStoreTest.config(cluster, 1))) {
            fill(store);

            moveSlotWhileInUse(cluster, store);
            assertThat(count(store)).isEqualTo(100);

            store.queue().orElseThrow().enqueue("mail", dev.naust.api.store.Queue.NewJob.of(Document.empty()));
            cluster.awaitReplica();
            cluster.server(0).kill();
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                assertThat(count(store)).isEqualTo(100);
                store.check(Duration.ofSeconds(2));
                assertThat(store.queue().orElseThrow().counts("mail").ready()).isEqualTo(1);
            });
        }
    }

    @Test
    void aServerIsNotTakenForAClusterNorAClusterForAServer() {
        try (RedisProcess member = RedisProcess.start("--cluster-enabled", "yes")) {
            try (Jedis admin = new Jedis("127.0.0.1", member.port())) {
                admin.clusterAddSlots(IntStream.range(0, 8192).toArray());
            }
            assertThat(failure(() -> open(TestServer.port(), true)).code()).isEqualTo(RedisErrorCode.BAD_CONFIGURATION);
            assertThat(failure(() -> {
                                try (Store store = open(member.port(), false)) {
                                    store.datasets();
                                }
                            })
                            .category())
                    .isIn(Category.CONFIGURATION, Category.UNAVAILABLE);
        }
    }

    private static StoreException failure(ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call);
    }

    private static Store open(int port, boolean cluster) {
        return new RedisProvider()
                .open(StoreConfig.of(
                        "one",
                        Document.of(Map.of(
                                "host", Value.text("127.0.0.1"),
                                "port", Value.int64(port),
                                "cluster", Document.of(Map.of("enabled", Value.Bool.of(cluster)))))));
    }

    private static void moveSlotWhileInUse(TestCluster cluster, Store store) {
        int slot = JedisClusterCRC16.getSlot("{People}:1");
        int from = slot * 3 / 16384;
        int to = (from + 1) % 3;
        String source = text(cluster.command(from, "CLUSTER", "MYID"));
        String target = text(cluster.command(to, "CLUSTER", "MYID"));
        cluster.command(to, "CLUSTER", "SETSLOT", "" + slot, "IMPORTING", source);
        cluster.command(from, "CLUSTER", "SETSLOT", "" + slot, "MIGRATING", target);
        String port = "" + cluster.server(to).port();
        cluster.command(from, "MIGRATE", "127.0.0.1", port, "{People}:7", "0", "5000");

        // Only this record is at the target yet; its server says so with ASK.
        Optional<DataRecord> moved = store.lookup().orElseThrow().find(SCHEMA.id(), RecordKey.of("id", Value.int64(7)));
        assertThat(moved.orElseThrow().body().get("name")).contains(Text.of("person 7"));

        List<?> rest = (List<?>) cluster.command(from, "CLUSTER", "GETKEYSINSLOT", "" + slot, "1000");
        for (Object key : rest) {
            cluster.command(from, "MIGRATE", "127.0.0.1", port, text(key), "0", "5000");
        }
        for (int server : new int[] {to, from}) {
            cluster.command(server, "CLUSTER", "SETSLOT", "" + slot, "NODE", target);
        }
    }

    private static void fill(Store store) throws InterruptedException {
        for (SchemaStep step : store.schemaEditing().orElseThrow().steps(List.of(SCHEMA))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
        try (RecordWriter writer = store.write(WriteRequest.fill(SCHEMA))) {
            writer.write(LongStream.rangeClosed(1, 100)
                    .mapToObj(id -> DataRecord.of(SCHEMA.key(), Document.of(SCHEMA.layout(), new Value[] {
                        Value.int64(id), Text.of("person " + id)
                    })))
                    .toList());
            writer.flush();
        }
    }

    private static int count(Store store) throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(SCHEMA.id()))) {
            return reader.next(10_000, Long.MAX_VALUE).records().size();
        }
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
