package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed again and again while it migrates goes on by itself, and nothing is missing, doubled or changed. */
class MigrationKillsIT {
    private static final int KILLS = Integer.getInteger("naust.kills", 2);
    private static final int MOST_KILLS = 20;
    private static final String TOKEN = "naust_test_0123456789abcdefghijklmnopqrstuv";

    @TempDir
    static Path home;

    private static EmbeddedPostgres postgres;

    private final HttpClient client = HttpClient.newHttpClient();
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @BeforeAll
    static void fill() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        sql("postgres", "CREATE DATABASE origin", "CREATE DATABASE back");
        sql(
                "origin",
                "CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL, born text)",
                "CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint NOT NULL REFERENCES customer,"
                        + " note text, amount double precision)",
                "CREATE INDEX purchase_customer ON purchase (customer)",
                "CREATE TABLE log_line (at bigint, line text)",
                "INSERT INTO customer SELECT n, 'Åse ' || md5(n::text), CASE WHEN n % 7 > 0 THEN '19' || n % 90 END"
                        + " FROM generate_series(1, 30000) n",
                "INSERT INTO purchase SELECT n, 1 + n % 30000, repeat(md5(n::text), n % 4), n / 3.0::double precision"
                        + " FROM generate_series(1, 120000) n",
                "INSERT INTO log_line SELECT n % 999, 'line ' || n % 999 FROM generate_series(1, 20000) n");
        store("origin", postgresStore("origin"));
        store("back", postgresStore("back"));
        store("file", "{\"type\":\"sqlite\",\"connection\":{\"path\":\"data/file.db\"}}");
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static String postgresStore(String database) {
        return "{\"type\":\"postgres\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":" + postgres.getPort()
                + ",\"database\":\"" + database + "\",\"username\":\"postgres\",\"ssl\":{\"mode\":\"disable\"}}}";
    }

    private static void store(String id, String text) throws IOException {
        Path file = home.resolve("config/stores/" + id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void sql(String database, String... statements) throws SQLException {
        try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Test
    void everyValueGoesThereAndBackUnderKills() throws Exception {
        migrateUnderKills("origin", "file");
        migrateUnderKills("file", "back");

        assertThat(content("back", "customer", "id, name, born"))
                .isEqualTo(content("origin", "customer", "id, name, born"));
        String purchase = "id, customer, note, amount";
        assertThat(content("back", "purchase", purchase)).isEqualTo(content("origin", "purchase", purchase));
        assertThat(content("back", "log_line", "at, line")).isEqualTo(content("origin", "log_line", "at, line"));
        assertThat(tables("back")).isEqualTo(tables("origin"));
    }

    private void migrateUnderKills(String source, String target) throws Exception {
        String id = "";
        Server server = Server.start(home, TOKEN);
        try {
            String body =
                    "{\"source\":\"" + source + "\",\"target\":\"" + target + "\",\"options\":{\"batchSize\":1000}}";
            String started = send(server, "POST", "/migrations", body);
            Matcher found = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(started);
            assertThat(found.find()).as(started).isTrue();
            id = found.group(1);
            for (int kill = 0; kill < Math.min(KILLS, MOST_KILLS) && !isOver(server, id); kill++) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(2_000));
                server.kill();
                server = Server.start(home, TOKEN);
            }
            Server last = server;
            String run = id;
            Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> isOver(last, run));
            String end = send(server, "GET", "/migrations/" + id, "");
            assertThat(end).as("seed " + seed).contains("\"state\":\"SUCCEEDED\"");
            String report = send(server, "GET", "/migrations/" + id + "/report", "");
            assertThat(report).contains("\"validated\":true").doesNotContain("DIFFERENT");
        } finally {
            server.close();
        }
    }

    private boolean isOver(Server server, String id) throws Exception {
        String run = send(server, "GET", "/migrations/" + id, "");
        return !run.contains("\"state\":\"QUEUED\"") && !run.contains("\"state\":\"RUNNING\"");
    }

    /** How many rows there are and a checksum of every value of every row, whatever their order. */
    private static String content(String database, String table, String columns) throws SQLException {
        return one(
                database,
                "SELECT count(*) || ' ' || sum(('x' || substr(md5(row(" + columns
                        + ")::text), 1, 15))::bit(60)::bigint::numeric) FROM " + table);
    }

    private static String tables(String database) throws SQLException {
        return one(
                database,
                "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'");
    }

    private static String one(String database, String query) throws SQLException {
        try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private String send(Server server, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url("/api/v1" + path)))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
