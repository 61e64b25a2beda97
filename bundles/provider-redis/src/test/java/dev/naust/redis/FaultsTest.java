package dev.naust.redis;

import static dev.naust.redis.People.SCHEMA;
import static dev.naust.redis.People.failure;
import static dev.naust.redis.People.insert;
import static dev.naust.redis.People.make;
import static dev.naust.redis.People.open;
import static dev.naust.redis.People.read;
import static dev.naust.redis.People.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.redis.connection.RedisErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Everything that goes wrong with a real server is a typed failure in plain words that tells no secret. */
class FaultsTest {
    @Test
    void aServerThatIsNotThereIsRefused() {
        int port = RedisProcess.freePort();

        StoreException failure = failure(() -> open(port, Map.of()));

        assertThat(failure.code()).isEqualTo(RedisErrorCode.REFUSED);
        assertThat(failure.category()).isEqualTo(Category.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("127.0.0.1:" + port);

        try (RedisProcess later = RedisProcess.start(port, false);
                Store store = open(later.port(), Map.of())) {
            assertThat(store.datasets()).isEmpty();
        }
    }

    @Test
    void aHostIsLookedUpAsThePolicyAllowsAndNowhereElse() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening.setSoTimeout(200);
            StoreException refusal =
                    new StoreException(RedisErrorCode.UNKNOWN_HOST, "The policy does not allow that host.");
            StoreConfig config = new StoreConfig(
                    "test",
                    Document.of(
                            Map.of("host", Text.of("127.0.0.1"), "port", new Value.Int64(listening.getLocalPort()))),
                    Document.empty(),
                    (host, port) -> {
                        throw refusal;
                    });

            StoreException failure =
                    failure(() -> new RedisProvider().open(config).check(Duration.ofSeconds(5)));

            assertThat(failure).hasMessageContaining("The policy does not allow that host.");
            assertThatCode(listening::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aHostThatHasNoAddressIsUnknown() {
        StoreException failure = failure(() -> open(6379, Map.of("host", Value.text("no-such-host.invalid"))));

        assertThat(failure.code()).isEqualTo(RedisErrorCode.UNKNOWN_HOST);
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Map<String, Value> timeouts = Map.of(
                    "timeouts", Document.of(Map.of("command", Value.text("300ms"), "connect", Value.text("300ms"))));

            StoreException failure = failure(() -> open(silent.getLocalPort(), timeouts));

            assertThat(failure.code()).isEqualTo(RedisErrorCode.TIMEOUT);
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        StoreException failure = failure(() -> open(TestServer.port(), Map.of("database", Value.int64(99_999))));

        assertThat(failure.code()).isEqualTo(RedisErrorCode.NO_DATABASE);
        assertThat(failure.category()).isEqualTo(Category.CONFIGURATION);
    }

    @Test
    void aFullServerRefusesWithoutHalfARecord() throws InterruptedException {
        try (RedisProcess server = RedisProcess.start("--maxmemory", "3mb");
                Store store = open(server.port(), Map.of())) {
            make(store);

            StoreException failure = failure(() -> {
                try (RecordWriter writer = store.write(WriteRequest.insert(SCHEMA))) {
                    for (long i = 0; i < 200; i++) {
                        writer.write(List.of(record(i, "x".repeat(50_000))));
                    }
                }
            });

            assertThat(failure.code()).isEqualTo(RedisErrorCode.OUT_OF_MEMORY);
            assertThat(failure.category()).isEqualTo(Category.LIMIT);
            try (RecordReader reader = store.read(ReadRequest.of(SCHEMA.id()))) {
                assertThat(reader.next(1000, Long.MAX_VALUE).records())
                        .isNotEmpty()
                        .allSatisfy(
                                record -> assertThat(record.body().get("name")).contains(Text.of("x".repeat(50_000))));
            }
        }
    }

    @Test
    void aReplicaThatTakesNoWritesSaysWhereToGo() throws InterruptedException {
        try (RedisProcess primary = RedisProcess.start();
                Store store = open(primary.port(), Map.of())) {
            make(store);
            insert(store, 5);
            try (RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", "" + primary.port());
                    Store readOnly = open(replica.port(), Map.of())) {
                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(read(readOnly)).isEqualTo(5));

                StoreException failure = failure(() -> insert(readOnly, 7));

                assertThat(failure.code()).isEqualTo(RedisErrorCode.READ_ONLY);
                assertThat(failure).hasMessageContaining("primary");
            }
        }
    }

    @Test
    void aServerThatDiesDuringAReadIsATypedFailureAndComesBack() throws InterruptedException {
        int port = RedisProcess.freePort();
        RedisProcess server = RedisProcess.start(port, false);
        try (Store store = open(port, Map.of())) {
            make(store);
            insert(store, 2000);
            try (RecordReader reader = store.read(ReadRequest.of(SCHEMA.id()))) {
                reader.next(10, Long.MAX_VALUE);
                server.kill();

                StoreException failure = failure(() -> {
                    while (!reader.next(1000, Long.MAX_VALUE).last()) {
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    }
                });

                assertThat(failure.category()).isEqualTo(Category.UNAVAILABLE);
            }
            assertThat(failure(() -> store.check(Duration.ofSeconds(2))).category())
                    .isEqualTo(Category.UNAVAILABLE);

            try (RedisProcess again = RedisProcess.start(port, false)) {
                assertThat(again.port()).isEqualTo(port);
                assertThatCode(() -> store.check(Duration.ofSeconds(2))).doesNotThrowAnyException();
                assertThat(store.datasets()).isEmpty();
            }
        } finally {
            server.close();
        }
    }

    @Test
    void aServerThatIsLoadingIsWaitedFor() {
        try (RedisProcess server = RedisProcess.start("--rdbcompression", "no");
                Store store = open(server.port(), Map.of());
                Jedis admin = new Jedis("127.0.0.1", server.port())) {
            fill(admin);
            Thread reload = new Thread(() -> {
                try (Jedis other = new Jedis("127.0.0.1", server.port(), 60_000)) {
                    other.sendCommand(() -> "DEBUG".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "RELOAD");
                } catch (JedisConnectionException ended) {
                    assertThat(ended)
                            .as("the test ends the server while it loads")
                            .isNotNull();
                }
            });
            admin.configSet("key-load-delay", "3000");
            reload.start();

            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        try {
                            store.check(Duration.ofSeconds(5));
                            return false;
                        } catch (StoreException e) {
                            return e.code() == RedisErrorCode.LOADING && e.category() == Category.UNAVAILABLE;
                        }
                    });
        }
    }

    @Test
    void aKeyOfAnotherTypeUnderACollectionsNameIsNamedOrRejected() throws InterruptedException {
        int database = TestServer.newDatabase();
        try (Store store = TestServer.open(database);
                Jedis client = TestServer.client(database)) {
            make(store);
            insert(store, 2);
            client.set("People:7", "somebody's");
            try (RecordWriter writer = store.write(WriteRequest.upsert(SCHEMA))) {
                assertThat(writer.write(List.of(record(7, "x"))).rejected())
                        .singleElement()
                        .satisfies(reject -> assertThat(reject.reason()).contains("another type"));
            }
            client.del("People:1");
            client.set("People:1", "no hash");

            StoreException failure = failure(() -> read(store));

            assertThat(failure.code()).isEqualTo(RedisErrorCode.WRONG_TYPE);
            assertThat(failure.category()).isEqualTo(Category.USER);
            client.flushDB();
        }
    }

    @Test
    void anExhaustedPoolNamesWhoHoldsTheConnections() throws InterruptedException {
        try (RedisProcess server = RedisProcess.start();
                Store store = open(
                        server.port(),
                        Map.of("pool", Document.of(Map.of("max", Value.int64(1), "acquire", Value.text("200ms")))));
                Jedis admin = new Jedis("127.0.0.1", server.port())) {
            admin.clientPause(3_000);
            Thread holder = new Thread(store::datasets, "the-slow-one");
            holder.start();
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
                StoreException failure = failure(store::datasets);
                assertThat(failure.code()).isEqualTo(RedisErrorCode.POOL_EXHAUSTED);
                assertThat(failure).hasMessageContaining("the-slow-one").hasMessageContaining("pool.max");
            });
            holder.join(20_000);
            assertThatCode(store::datasets).doesNotThrowAnyException();
        }
    }

    @Test
    void aServerThatMayLoseRecordsIsNamedInThePlan() {
        try (RedisProcess careless = RedisProcess.start("--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru");
                RedisProcess careful = RedisProcess.start("--appendonly", "yes");
                Store lossy = open(careless.port(), Map.of());
                Store safe = open(careful.port(), Map.of())) {
            assertThat(plan(lossy)).contains("append-only file").contains("allkeys-lru");
            assertThat(plan(safe)).doesNotContain("Beware");
        }
    }

    private static String plan(Store store) {
        return store.schemaEditing().orElseThrow().steps(List.of(SCHEMA)).get(0).statement();
    }

    private static void fill(Jedis admin) {
        try (var pipeline = admin.pipelined()) {
            // The server looks at its connections once for every two megabytes that it loads.
            LongStream.range(0, 600).forEach(i -> pipeline.set("k" + i, "v".repeat(20_000)));
        }
    }
}
