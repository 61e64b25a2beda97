package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server with a store of each of five providers, whose jars are replaced while it runs. */
final class SwappedServer implements AutoCloseable {
    private static final Duration LIVE = Duration.ofSeconds(30);

    static final List<ShippedJar> JARS = Stream.of("sqlite", "csv", "postgres", "memory", "sqlserver")
            .map(ShippedJar::of)
            .toList();

    /** Collections that can be read, each through another provider. */
    static final List<String> READ =
            List.of("chinook/collections/Artist", "books/collections/books", "shop/collections/public.items");

    private final Path folder;
    private final Path plugins;
    private final EmbeddedPostgres database;
    private final NaustProcess server;

    /** Starts it in a folder, and waits until its stores can be read. */
    SwappedServer(Path folder) throws Exception {
        this.folder = folder;
        this.database =
                EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE items (id integer PRIMARY KEY, name text);"
                    + "INSERT INTO items SELECT n, 'item ' || n FROM generate_series(1, 500) n");
        }
        Path home = folder.resolve("home");
        this.plugins = home.resolve("plugins");
        this.server = NaustProcess.serve(home, "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
        server.address();
        drop(ShippedJar.of("csv"), Files.readAllBytes(ShippedJar.of("csv").path()));
        Path books = Files.createDirectories(home.resolve("data/books"));
        Files.writeString(books.resolve("books.csv"), "id,title\n1,Kon-Tiki\n2,Ra\n");
        store("books", "{\"type\": \"csv\", \"connection\": {\"folder\": \"data/books\"}}");
        store(
                "shop",
                "{\"type\": \"postgres\", \"connection\": {\"host\": \"localhost\", \"port\": " + database.getPort()
                        + ", \"database\": \"postgres\", \"username\": \"postgres\", \"password\": \"postgres\"}}");
        // No server of this kind can be had: what is swapped is a store that tries to connect, driver, pool and all.
        store(
                "azure",
                "{\"type\": \"sqlserver\", \"connection\": {\"host\": \"localhost\", \"port\": " + closedPort()
                        + ", \"database\": \"shop\", \"username\": \"app\", \"password\": \"none\","
                        + " \"parameters\": {\"loginTimeout\": 1}, \"pool\": {\"acquire\": \"1s\"}}}");
        for (String collection : READ) {
            await().atMost(LIVE)
                    .untilAsserted(() -> assertThat(server.get("/api/v1/stores/" + collection + "/count")
                                    .statusCode())
                            .isEqualTo(200));
        }
    }

    private void store(String id, String json) throws IOException {
        Files.writeString(folder.resolve("home/config/stores/" + id + ".json"), json);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void drop(ShippedJar jar, byte[] content) {
        PluginJar.drop(content, plugins, jar.fileName());
    }

    /** As {@code cp} does it on a slow disk: over the file that is there, a piece at a time. */
    void copySlowly(ShippedJar jar, byte[] content) throws IOException {
        int piece = content.length / 8 + 1;
        try (OutputStream out = Files.newOutputStream(
                plugins.resolve(jar.fileName()), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int from = 0; from < content.length; from += piece) {
                out.write(content, from, Math.min(piece, content.length - from));
                out.flush();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    void awaitVersion(String provider, String version) {
        await().atMost(LIVE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(
                                server.get("/api/v1/providers/" + provider).body())
                        .contains("\"" + version + "\""));
    }

    NaustProcess process() {
        return server;
    }

    @Override
    public void close() throws IOException {
        server.close();
        database.close();
    }
}
