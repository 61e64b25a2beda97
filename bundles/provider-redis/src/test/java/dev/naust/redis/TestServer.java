package dev.naust.redis;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.Jedis;

/** One real Redis server for all tests of a run, with an empty database of its own for each of them. */
final class TestServer {
    private static final int DATABASES = 4000;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private TestServer() {}

    /** Started when the first test needs it; ended with the process. */
    private static final class Running {
        static final RedisProcess SERVER = RedisProcess.start("--databases", "" + DATABASES);

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }

    static int port() {
        return Running.SERVER.port();
    }

    /** The number of a database that no test used before. */
    static int newDatabase() {
        return NEXT.incrementAndGet();
    }

    static Map<String, Value> connection(int database) {
        Map<String, Value> connection = new LinkedHashMap<>();
        connection.put("host", Value.text("127.0.0.1"));
        connection.put("port", Value.int64(port()));
        connection.put("database", Value.int64(database));
        return connection;
    }

    static StoreConfig config(int database) {
        return StoreConfig.of("test", Document.of(connection(database)));
    }

    static Store open(int database) {
        return new RedisProvider().open(config(database));
    }

    /** A client of the driver's own, as another application would use. */
    static Jedis client(int database) {
        Jedis client = new Jedis("127.0.0.1", port());
        client.select(database);
        return client;
    }
}
