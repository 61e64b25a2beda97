package dev.naust.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Step;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are refused, lost or never made. */
final class ConnectingTest {
    private static final String SECRET = "s3cr3t-pw";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb+srv://db.example/?tls=true",
                "mongodb://db.example/?proxyHost=10.0.0.1",
                "mongodb://db.example/?tlsInsecure=true",
                "mongodb://db.example/?tlsAllowInvalidCertificates=true",
                "mongodb://db.example/?TLSALLOWINVALIDHOSTNAMES=true",
                "mongodb://db.example/?authMechanism=MONGODB-AWS",
                "mongodb://db.example/?authMechanism=MONGODB-OIDC&authMechanismProperties=ENVIRONMENT:azure",
                "mongodb://db.example/?authMechanism=GSSAPI",
                "mongodb://db.example/?replicaSet=a;proxyHost=10.0.0.1",
                "mongodb://db.example/?tls=true&tls=false",
                "mongodb://%2Ftmp%2Fmongodb.sock/",
                "http://db.example/",
                "mongodb://a,,b/"
            })
    void aConnectionStringThatAsksForMoreThanAConnectionIsRefused(String uri) {
        String withPassword = uri.replace("//", "//user:" + SECRET + "@");

        assertThatThrownBy(() -> open(withPassword)).isInstanceOfSatisfying(StoreException.class, refused -> {
            assertThat(refused.category()).isEqualTo(Category.CONFIGURATION);
            assertThat(refused).hasMessageNotContaining(SECRET);
        });
    }

    /** What can be judged without connecting is judged by the schema, before anything is opened. */
    @Test
    void theSchemaKnowsTheSameOptions() {
        Matcher found =
                Pattern.compile("\"pattern\": \"(\\^mongodb:.*)\",").matcher(new MongoProvider().configSchema());
        assertThat(found.find()).isTrue();
        Pattern allowed = Pattern.compile(found.group(1).replace("\\\\", "\\"));

        assertThat("mongodb://u:p@a:1,[::1]/x?replicaSet=rs0&tls=true").matches(allowed);
        assertThat("mongodb://a").matches(allowed);
        for (String refused : List.of("?proxyHost=b", "?tls=true&tlsInsecure=true", "?tls=true;proxyHost=b")) {
            assertThat("mongodb://a/" + refused).doesNotMatch(allowed);
        }
    }

    @Test
    void endpointsNameTheirDatabase() {
        MongoProvider provider = new MongoProvider();

        assertThat(provider.endpoint("mongodb://u:p@a:1,b/shop?replicaSet=rs0"))
                .hasValueSatisfying(
                        connection -> assertThat(connection.get("database")).contains(Value.text("shop")));
        assertThat(provider.endpoint("postgresql://a/b")).isEmpty();
        assertThatThrownBy(() -> provider.endpoint("mongodb://u:" + SECRET + "@a/"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("database")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void eitherAConnectionStringOrHostsAreNeeded() {
        assertThatThrownBy(() -> open(Map.of("database", Value.text("x"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("hosts");
    }

    @Test
    void hostsAreAnotherWayToSayWhere() {
        if (TestServer.REAL.isPresent()) {
            return;
        }
        int port = Integer.parseInt(TestServer.uri().substring(TestServer.uri().lastIndexOf(':') + 1));
        Value host = Document.of(Map.of("host", Value.text("127.0.0.1"), "port", Value.int64(port)));
        Document pool = Document.of(Map.of("max", Value.int64(2), "acquire", Value.text("1s")));
        try (Store store = open(Map.of(
                "hosts",
                new Value.Array(List.of(host)),
                "database",
                Value.text("x"),
                "readPreference",
                Value.text("nearest"),
                "pool",
                pool))) {
            store.check(Duration.ofSeconds(10));
        }
    }

    @Test
    void nobodyThereIsSaidSoInTime() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (Store store = open("mongodb://127.0.0.1:" + port + "/?serverSelectionTimeoutMS=500")) {
            assertThatThrownBy(() -> store.check(Duration.ofSeconds(2)))
                    .isInstanceOfSatisfying(StoreException.class, failure -> {
                        assertThat(failure.category()).isEqualTo(Category.UNAVAILABLE);
                        assertThat(failure.code().code()).isEqualTo("mongodb.refused");
                        assertThat(failure.code().step()).contains(Step.CONNECT);
                    });
            assertThatThrownBy(store::datasets).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void aServerThatComesLaterIsFoundWithoutOpeningTheStoreAgain() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        MongoServer server = new MongoServer(new MemoryBackend());
        try (Store store = open("mongodb://127.0.0.1:" + port + "/?serverSelectionTimeoutMS=500")) {
            assertThatThrownBy(store::datasets).isInstanceOf(StoreException.class);

            server.bind("127.0.0.1", port);

            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(store.datasets()).isEmpty());
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void aServerThatFallsSilentIsATimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                Store store = open("mongodb://127.0.0.1:" + silent.getLocalPort() + "/?serverSelectionTimeoutMS=500")) {
            assertThatThrownBy(() -> store.check(Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.category()).isEqualTo(Category.UNAVAILABLE));
        }
    }

    @Test
    void aConnectionThatIsLostInTheMiddleOfAScanIsUnavailable() throws Exception {
        MongoServer server = new MongoServer(new MemoryBackend());
        String uri = "mongodb://127.0.0.1:" + server.bind().getPort();
        try (var client = MongoClients.create(uri)) {
            List<BsonDocument> documents = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                documents.add(new BsonDocument("_id", new BsonInt32(i)).append("t", new BsonString("x".repeat(100))));
            }
            client.getDatabase("x").getCollection("c", BsonDocument.class).insertMany(documents);
        }
        try (Store store = open(uri + "/?serverSelectionTimeoutMS=500");
                RecordReader reader = store.read(ReadRequest.of(DatasetId.of("c")))) {
            reader.next(100, Long.MAX_VALUE);

            server.shutdownNow();

            assertThatThrownBy(() -> {
                        while (!reader.next(100, Long.MAX_VALUE).last()) {
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        }
                    })
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.category()).isEqualTo(Category.UNAVAILABLE));
        }
    }

    private static Store open(String uri) {
        return open(Map.of("uri", Value.text(uri), "database", Value.text("x")));
    }

    private static Store open(Map<String, Value> connection) {
        return new MongoProvider().open(StoreConfig.of("test", Document.of(new HashMap<>(connection))));
    }
}
