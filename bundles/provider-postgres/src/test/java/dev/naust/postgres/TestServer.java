package dev.naust.postgres;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL server for all tests of a run, with a database of its own for each of them. */
final class TestServer {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestServer() {}

    /** Started when the first test needs it; ended with the process. */
    private static final class Running {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "60")
                        .setServerConfig("wal_level", "logical")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static int port() {
        return Running.SERVER.getPort();
    }

    /** A new, empty database. */
    static String newDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return name;
    }

    /** A reader of changes that has just gone would keep its database. */
    static void drop(String database) {
        execute(
                "postgres",
                "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE active_pid IS NOT NULL"
                        + " AND database = '" + database + "'");
        execute("postgres", "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }

    static Connection connect(String database) throws SQLException {
        return Running.SERVER.getDatabase("postgres", database).getConnection();
    }

    static void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, Value> connection(String database) {
        Map<String, Value> connection = new LinkedHashMap<>();
        connection.put("host", Value.text("localhost"));
        connection.put("port", Value.int64(port()));
        connection.put("database", Value.text(database));
        connection.put("username", Value.text("postgres"));
        connection.put("password", Value.text("postgres"));
        return connection;
    }

    static StoreConfig config(String database) {
        return StoreConfig.of("test", Document.of(connection(database)));
    }

    static Store open(String database) {
        return new PostgresProvider().open(config(database));
    }
}
