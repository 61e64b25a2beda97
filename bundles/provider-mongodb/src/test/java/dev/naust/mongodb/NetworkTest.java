package dev.naust.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.connection.MongoErrorCode;
import dev.naust.testkit.Relay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

@DisplayName("The network")
@DisabledIfEnvironmentVariable(
        named = "NAUST_TEST_MONGODB_URI",
        matches = ".+",
        disabledReason = "The members of a set are found by their own addresses, not by the relay's")
@Timeout(60)
final class NetworkTest {
    private static final DatasetId T = DatasetId.of("t");

    private String database = "";
    private Relay relay;

    @BeforeEach
    void begin() throws Exception {
        database = TestServer.newDatabase();
        List<BsonDocument> documents = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            documents.add(new BsonDocument("_id", new BsonInt32(i)).append("b", new BsonBinary(new byte[100_000])));
        }
        TestServer.database(database)
                .getCollection(T.name(), BsonDocument.class)
                .insertMany(documents);
        relay = new Relay(port());
    }

    private static int port() {
        String uri = TestServer.uri();
        return Integer.parseInt(uri.substring(uri.lastIndexOf(':') + 1));
    }

    @AfterEach
    void end() throws Exception {
        relay.close();
        TestServer.drop(database);
    }

    private Store open(Relay network, Document pool) {
        Map<String, Value> connection = new HashMap<>();
        connection.put("uri", Value.text("mongodb://127.0.0.1:" + network.port() + "/"));
        connection.put("database", Value.text(database));
        connection.put("pool", pool);
        return new MongoProvider().open(StoreConfig.of("net", Document.of(connection)));
    }

    @Test
    @DisplayName("swallows everything, new connections too: calls and readers hear so within ten seconds, and the store"
            + " heals by itself; a long answer of a server that takes new connections is left alone")
    void swallowsEverything() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (Store store = open(relay, Document.empty());
                RecordReader reader = store.read(ReadRequest.of(T))) {
            assertThat(reader.next(2, Long.MAX_VALUE).records()).hasSize(2);
            List<Future<Long>> waits = new ArrayList<>();
            Future<Long> slow = callers.submit(this::slowly);
            long begin = System.nanoTime();
            relay.swallow(true);
            waits.add(callers.submit(() -> silence(() -> reader.next(50, Long.MAX_VALUE))));
            waits.add(callers.submit(() -> silence(store::datasets)));
            waits.add(callers.submit(() -> silence(() -> store.describe(T))));
            for (Future<Long> wait : waits) {
                assertThat(Duration.ofNanos(wait.get(30, TimeUnit.SECONDS) - begin))
                        .as("ten seconds, and what a busy machine takes")
                        .isLessThan(Duration.ofSeconds(15));
            }

            assertThat(Duration.ofNanos(slow.get(40, TimeUnit.SECONDS)))
                    .as("longer than the time after which a server is asked")
                    .isGreaterThan(Duration.ofSeconds(4));
            relay.swallow(false);
            relay.resetAll();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(store.datasets()).hasSize(1));
        } finally {
            callers.shutdownNow();
        }
    }

    /** When a call failed because nobody answered. */
    private static long silence(ThrowingCallable call) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        assertThat(failure.code()).isEqualTo(MongoErrorCode.TIMEOUT);
        assertThat(failure).hasMessageContaining("did not answer in time");
        return System.nanoTime();
    }

    private long slowly() throws Exception {
        try (Relay slow = new Relay(port());
                Store store = open(slow, Document.empty());
                RecordReader reader = store.read(ReadRequest.of(T))) {
            slow.pause(10);
            long begin = System.nanoTime();
            assertThat(reader.next(50, Long.MAX_VALUE).records()).hasSize(50);
            return System.nanoTime() - begin;
        }
    }

    @Test
    @DisplayName("stalls those who hold all connections: the next is told who they are")
    void exhausted() throws Exception {
        Document two = Document.of(Map.of("max", Value.int64(2), "acquire", Value.text("300ms")));
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try (Store store = open(relay, two)) {
            store.datasets();
            CountDownLatch begun = new CountDownLatch(2);
            relay.swallow(true);
            for (int i = 0; i < 2; i++) {
                callers.submit(() -> {
                    begun.countDown();
                    return store.describe(T);
                });
            }
            begun.await();

            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                StoreException failure = catchThrowableOfType(StoreException.class, store::datasets);
                assertThat(failure.code()).isEqualTo(MongoErrorCode.POOL_EXHAUSTED);
                assertThat(failure).hasMessageContaining("Looking at t");
            });
        } finally {
            callers.shutdownNow();
        }
    }
}
