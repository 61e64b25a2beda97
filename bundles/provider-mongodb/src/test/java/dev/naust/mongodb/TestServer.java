package dev.naust.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One server for all tests of a run, with a database of its own for each of them: the deployment that
 * {@code NAUST_TEST_MONGODB_URI} names, or else one that speaks MongoDB's protocol in this process.
 */
final class TestServer {
    /** Where a real deployment is, such as {@code mongodb://127.0.0.1:27017/?replicaSet=rs0}. */
    static final Optional<String> REAL = Optional.ofNullable(System.getenv("NAUST_TEST_MONGODB_URI"));

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestServer() {}

    /** Started when the first test needs it; ended with the process. */
    private static final class Running {
        static final String URI = REAL.orElseGet(Running::start);
        static final MongoClient CLIENT = MongoClients.create(URI);

        private static String start() {
            MongoServer server = new MongoServer(new MemoryBackend());
            server.enableOplog();
            int port = server.bind().getPort();
            Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
            return "mongodb://127.0.0.1:" + port;
        }
    }

    static String uri() {
        return Running.URI;
    }

    /** The name of a database that holds nothing. */
    static String newDatabase() {
        String name = "naust_test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        drop(name);
        return name;
    }

    static void drop(String database) {
        database(database).drop();
    }

    /** A database as other programs see it. */
    static MongoDatabase database(String name) {
        return Running.CLIENT.getDatabase(name);
    }

    static StoreConfig config(String database) {
        Map<String, Value> connection = new LinkedHashMap<>();
        connection.put("uri", Value.text(uri()));
        connection.put("database", Value.text(database));
        return StoreConfig.of("test", Document.of(connection));
    }

    static Store open(String database) {
        return new MongoProvider().open(config(database));
    }
}
