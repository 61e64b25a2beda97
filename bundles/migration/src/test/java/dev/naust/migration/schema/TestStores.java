package dev.naust.migration.schema;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.migration.version.StatementSplitter;
import dev.naust.postgres.PostgresProvider;
import dev.naust.sqlite.SqliteProvider;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleContext;

/** Stores of real servers for tests of structures: one PostgreSQL for all of them, and files of SQLite. */
public final class TestStores {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestStores() {}

    /** Started when the first test needs it; ended with the process. */
    private static final class Running {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
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

    /** The server's port. */
    public static int port() {
        return Running.SERVER.getPort();
    }

    /** A store of a database in which nothing is. */
    public static Store postgres() throws InterruptedException {
        String name = "structure_" + DATABASES.incrementAndGet();
        try (Store all = postgres("postgres")) {
            run(all, "CREATE DATABASE " + name);
        }
        return postgres(name);
    }

    /** A store of a database. */
    public static Store postgres(String database) {
        return postgres(database, "postgres");
    }

    /** A store of a database as a role sees it. */
    public static Store postgres(String database, String role) {
        Map<String, Value> connection = new LinkedHashMap<>();
        connection.put("host", Value.text("localhost"));
        connection.put("port", Value.int64(port()));
        connection.put("database", Value.text(database));
        connection.put("username", Value.text(role));
        connection.put("password", Value.text("postgres"));
        return new PostgresProvider().open(StoreConfig.of("test", Document.of(connection)));
    }

    /** A store of a file that need not be there. */
    public static Store sqlite(Path file) {
        BundleContext none = (BundleContext) Proxy.newProxyInstance(
                TestStores.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
        return new SqliteProvider(none)
                .open(StoreConfig.of("test", Document.of(Map.of("path", Value.text(file.toString())))));
    }

    /** Runs statements, each kept at once. */
    public static void run(Store store, String... statements) throws InterruptedException {
        store.structures().orElseThrow().inSession(session -> {
            for (String statement : statements) {
                session.execute(statement, Duration.ofSeconds(30));
            }
            return true;
        });
    }

    /** Runs a script as a tool would that knows nothing of its making. */
    public static void runScript(Store store, String script, String technology) throws InterruptedException {
        run(
                store,
                StatementSplitter.split(script, technology).stream()
                        .map(StatementSplitter.Statement::text)
                        .toArray(String[]::new));
    }

    /** The texts of a question's only column. */
    public static List<String> ask(Store store, String question) throws InterruptedException {
        return store.structures()
                .orElseThrow()
                .inSession(session -> session.ask(question).stream()
                        .flatMap(row -> row.values().stream())
                        .toList());
    }
}
