package dev.naust.cross;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.csv.CsvProvider;
import dev.naust.filesystem.FilesystemProvider;
import dev.naust.memory.MemoryProvider;
import dev.naust.mongodb.MongoProvider;
import dev.naust.postgres.PostgresProvider;
import dev.naust.redis.RedisProvider;
import dev.naust.sqlite.SqliteProvider;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleContext;

/** The technologies that can run here, each with one server for all tests of a run. */
enum Technology {
    MEMORY,
    SQLITE,
    POSTGRES,
    /** A deployment that {@code NAUST_TEST_MONGODB_URI} names, or else a double that speaks MongoDB's protocol in this process. */
    MONGODB,
    REDIS,
    FILESYSTEM,
    CSV;

    private static final AtomicInteger NEXT = new AtomicInteger();

    /** A new, empty store; files are made in the folder. */
    Store open(Path folder) {
        return open(place(folder));
    }

    /** Where a new, empty store is. */
    Document place(Path folder) {
        return connection(folder, NEXT.incrementAndGet());
    }

    /** The store at a place, which another process may have open too. */
    Store open(Document place) {
        return provider().open(StoreConfig.of("test", place));
    }

    private StoreProvider provider() {
        return switch (this) {
            case MEMORY -> new MemoryProvider();
            case SQLITE -> new SqliteProvider(noProperties());
            case POSTGRES -> new PostgresProvider();
            case MONGODB -> new MongoProvider();
            case REDIS -> new RedisProvider();
            case FILESYSTEM -> new FilesystemProvider();
            case CSV -> new CsvProvider();
        };
    }

    private Document connection(Path folder, int number) {
        String name = "cross_" + ProcessHandle.current().pid() + "_" + number;
        return switch (this) {
            case MEMORY -> Document.empty();
            case SQLITE ->
                Document.of(
                        Map.of("path", Value.text(folder.resolve(name + ".db").toString())));
            case POSTGRES -> Postgres.connection(name);
            case MONGODB -> Document.of(Map.of("uri", Value.text(Mongo.URI), "database", Value.text(name)));
            case REDIS ->
                Document.of(Map.of(
                        "host",
                        Value.text("127.0.0.1"),
                        "port",
                        Value.int64(Redis.SERVER.port()),
                        "database",
                        Value.int64(number)));
            case FILESYSTEM ->
                Document.of(Map.of("root", Value.text(made(folder.resolve(name)).toString())));
            case CSV ->
                Document.of(
                        Map.of("folder", Value.text(made(folder.resolve(name)).toString())));
        };
    }

    private static Path made(Path folder) {
        try {
            return java.nio.file.Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A framework without any property set. */
    private static BundleContext noProperties() {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
    }

    private static final class Postgres {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static Document connection(String database) {
            try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + database);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return new PostgresProvider()
                    .endpoint("postgresql://postgres@127.0.0.1:" + SERVER.getPort() + "/" + database)
                    .orElseThrow();
        }
    }

    private static final class Mongo {
        static final String URI =
                Optional.ofNullable(System.getenv("NAUST_TEST_MONGODB_URI")).orElseGet(Mongo::start);

        private static String start() {
            MongoServer server = new MongoServer(new MemoryBackend());
            server.enableOplog();
            int port = server.bind().getPort();
            Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
            return "mongodb://127.0.0.1:" + port;
        }
    }

    private static final class Redis {
        static final RedisServer SERVER = start();

        private static RedisServer start() {
            try {
                return RedisServer.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
