package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.sqlite.SQLiteDataSource;
import redis.embedded.RedisServer;

/**
 * PostgreSQL, MongoDB's double, Redis, SQLite and a folder, with all of their files in one place, and each one's own client.
 */
final class FiveStores implements AutoCloseable {
    private final Path home;
    private final Path clusters;
    private final EmbeddedPostgres postgres;
    private final MongoServer mongo;
    private final RedisServer redis;
    private final int redisPort;

    /** Starts them; SQLite and the folder lie in the home of a server. */
    FiveStores(Path home, Path clusters) throws IOException {
        this.home = home;
        this.clusters = clusters;
        this.postgres = EmbeddedPostgres.builder()
                .setDataDirectory(clusters.resolve("postgres"))
                // A segment that is used again would hold what was in it before.
                .setServerConfig("wal_recycle", "off")
                .start();
        this.mongo = new MongoServer(new MemoryBackend());
        mongo.bind("127.0.0.1", 0);
        this.redisPort = freePort();
        this.redis = RedisServer.newRedisServer()
                .port(redisPort)
                .bind("127.0.0.1")
                .setting("dir " + Files.createDirectories(clusters.resolve("redis")))
                .setting("appendonly yes")
                .setting("save 3600 1")
                .build();
        redis.start();
    }

    /** The configurations of the five, each to be posted. */
    List<String> forms() {
        return List.of(
                "{\"id\":\"crm\",\"type\":\"postgres\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":"
                        + postgres.getPort()
                        + ",\"database\":\"postgres\",\"username\":\"postgres\",\"ssl\":{\"mode\":\"disable\"}}}",
                "{\"id\":\"shop\",\"type\":\"mongodb\",\"connection\":{\"uri\":\"mongodb://127.0.0.1:"
                        + mongo.getLocalAddress().getPort() + "\",\"database\":\"shop\"}}",
                "{\"id\":\"web\",\"type\":\"redis\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":" + redisPort
                        + "}}",
                "{\"id\":\"books\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/books.db\"}}",
                "{\"id\":\"box\",\"type\":\"filesystem\",\"connection\":{\"root\":\"data/box\"}}");
    }

    /** Executes statements in PostgreSQL. */
    void postgres(String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            execute(connection, statements);
        }
    }

    /** The first value of a question to PostgreSQL. */
    String asked(String question) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            assertThat(row.next()).as(question).isTrue();
            return row.getString(1);
        }
    }

    /** Executes statements in SQLite. */
    void sqlite(String... statements) throws SQLException, IOException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl(
                "jdbc:sqlite:" + Files.createDirectories(home.resolve("data")).resolve("books.db"));
        try (Connection connection = source.getConnection()) {
            execute(connection, statements);
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** One command to Redis; the first line of its answer. */
    String redis(List<String> words) throws IOException {
        StringBuilder command = new StringBuilder("*" + words.size() + "\r\n");
        words.forEach(each -> command.append("$" + each.length() + "\r\n" + each + "\r\n"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redisPort);
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
            return answer.readLine();
        }
    }

    /** Every file of the databases and of the server that has these words, in letters of any size. */
    List<String> whereabouts(String words) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path root : List.of(home, clusters)) {
            try (Stream<Path> tree = Files.walk(root)) {
                for (Path file : tree.filter(Files::isRegularFile).toList()) {
                    if (text(file).toLowerCase(Locale.ROOT).contains(words)) {
                        found.add(root.relativize(file).toString());
                    }
                }
            }
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            // Databases remove files while somebody walks through them.
            if (Files.exists(file)) {
                throw new UncheckedIOException(gone);
            }
            return "";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        redis.stop();
        mongo.shutdownNow();
        postgres.close();
    }
}
