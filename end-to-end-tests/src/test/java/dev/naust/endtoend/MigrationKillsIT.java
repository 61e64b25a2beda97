package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.embedded.RedisServer;

/** A server that is killed again and again while it migrates goes on by itself, and nothing is missing, doubled or changed. */
class MigrationKillsIT {
    private static final int KILLS = Integer.getInteger("naust.kills", 2);
    private static final int MOST_KILLS = 30;
    private static final int BATCH = 1_000;
    private static final int LINES = 20_000;

    /** So many kills need a run that lasts, on a quick machine too. */
    private static final int SCALE = KILLS > 2 ? 3 : 1;

    private static final String PACE = KILLS > 2 ? ",\"rateLimit\":8000" : "";

    /** A machine that is busy with other things needs much longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(KILLS > 2 ? 20 : 2);

    @TempDir
    static Path home;

    private static EmbeddedPostgres postgres;

    private final Api api = Api.withToken(PATIENCE);
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    /** How often the last run was killed. */
    private int kills;

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
                        + " FROM generate_series(1, " + 30_000 * SCALE + ") n",
                "INSERT INTO purchase SELECT n, 1 + n % 30000, repeat(md5(n::text), n % 4), n / 3.0::double precision"
                        + " FROM generate_series(1, " + 120_000 * SCALE + ") n",
                "INSERT INTO log_line SELECT n % 999, 'line ' || n % 999 FROM generate_series(1, " + LINES + ") n");
        sql("postgres", "CREATE DATABASE other TEMPLATE origin");
        sql(
                "other",
                "UPDATE customer SET name = 'Old ' || id WHERE id % 2 = 0",
                "DELETE FROM purchase WHERE id % 3 = 0",
                "UPDATE purchase SET note = NULL WHERE id % 5 = 0");
        store("other", postgresStore("other"));
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
        migrateUnderKills("origin", "file", "");
        int killed = migrateUnderKills("file", "back", "");
        assertLittleWasWrittenAgain(killed);

        assertThat(content("back", "customer", "id, name, born"))
                .isEqualTo(content("origin", "customer", "id, name, born"));
        String purchase = "id, customer, note, amount";
        assertThat(content("back", "purchase", purchase)).isEqualTo(content("origin", "purchase", purchase));
        assertThat(content("back", "log_line", "at, line")).isEqualTo(content("origin", "log_line", "at, line"));
        assertThat(tables("back")).isEqualTo(tables("origin"));
    }

    /** A kill costs a chunk, a dozen batches, of each collection at most, and all of one without a key. */
    private static void assertLittleWasWrittenAgain(int killed) throws SQLException {
        Map<String, Integer> most = Map.of("customer", 12 * BATCH, "purchase", 12 * BATCH, "log_line", LINES);
        for (Map.Entry<String, Integer> each : most.entrySet()) {
            // The database counts what was undone, too.
            long again = Long.parseLong(one(
                    "back",
                    "SELECT sum(n_tup_ins) - (SELECT count(*) FROM " + each.getKey()
                            + ") FROM pg_stat_user_tables WHERE relname = '" + each.getKey() + "'"));
            System.getLogger(MigrationKillsIT.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            again + " records of " + each.getKey() + " were written again, of " + killed + " kills");
            assertThat(again).as(each.getKey()).isBetween(0L, (long) killed * each.getValue());
        }
    }

    /** Stores without transactions, and without declarations of their own, on the way between two databases. */
    @ParameterizedTest
    @ValueSource(strings = {"redis", "mongodb", "folder"})
    void everyValueGoesThroughOtherStoresUnderKills(String between) throws Exception {
        Assumptions.assumeTrue(KILLS > 2, "A soak test: run it with -Dnaust.kills=20");
        RedisServer redis = RedisServer.newRedisServer()
                .port(freePort())
                .setting("save \"\"")
                .build();
        MongoServer mongo = new MongoServer(new MemoryBackend());
        try {
            redis.start();
            store(
                    "redis",
                    "{\"type\":\"redis\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":"
                            + redis.ports().get(0) + "}}");
            store(
                    "mongodb",
                    "{\"type\":\"mongodb\",\"connection\":{\"uri\":\"mongodb://127.0.0.1:"
                            + mongo.bind().getPort() + "\",\"database\":\"between\"}}");
            Files.createDirectories(home.resolve("data/folder"));
            store("folder", "{\"type\":\"filesystem\",\"connection\":{\"root\":\"data/folder\"}}");
            String last = "from_" + between;
            sql("postgres", "CREATE DATABASE " + last);
            store("from-" + between, postgresStore(last));
            store("file-" + between, "{\"type\":\"sqlite\",\"connection\":{\"path\":\"data/" + last + ".db\"}}");

            String some = ",\"collections\":[\"customer\",\"log_line\"]";
            migrateUnderKills("origin", between, some);
            migrateUnderKills(between, "file-" + between, "");
            migrateUnderKills("file-" + between, "from-" + between, "");
            assertThat(content(last, "customer", "id, name, born"))
                    .isEqualTo(content("origin", "customer", "id, name, born"));
            assertThat(content(last, "log_line", "at, line")).isEqualTo(content("origin", "log_line", "at, line"));
        } finally {
            redis.stop();
            mongo.shutdownNow();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** As numbers, some codes are none and some are those of others, which the target finds when all of them are there. */
    @Test
    void everyRejectIsListedOnceUnderKills() throws Exception {
        int rows = 40_000 * SCALE;
        sql("postgres", "CREATE DATABASE uneven", "CREATE DATABASE even");
        sql(
                "uneven",
                "CREATE TABLE reading (id bigint PRIMARY KEY, code text UNIQUE)",
                "INSERT INTO reading SELECT n, CASE n % 1000 WHEN 1 THEN 'none ' || n WHEN 2 THEN '0' || n + 500"
                        + " ELSE n::text END FROM generate_series(1, " + rows + ") n");
        store("uneven", postgresStore("uneven"));
        store("even", postgresStore("even"));
        int misfits = rows / 500;
        Server server = Server.start(home, Api.TOKEN);
        try {
            String body = "{\"source\":\"uneven\",\"target\":\"even\",\"collections\":[{\"name\":\"reading\","
                    + "\"fields\":{\"code\":{\"cast\":\"INT64\"}}}],\"options\":{\"continueOnError\":true,\"batchSize\":500"
                    + PACE + "}}";
            String id = id(send(server, "POST", "/migrations", body));
            server = underKills(server, id);

            String report = send(server, "GET", "/migrations/" + id + "/report", "");
            assertThat(report).as("seed " + seed).contains(misfits + " records do not fit the target", "INCOMPLETE");
            String listed = send(server, "GET", "/migrations/" + id + "/rejects?limit=500", "");
            assertThat(Pattern.compile("\"key\":\"id=\\d+\"")
                            .matcher(listed)
                            .results()
                            .map(MatchResult::group))
                    .as("seed " + seed)
                    .hasSize(misfits)
                    .doesNotHaveDuplicates();
            assertThat(one("even", "SELECT count(*) FROM reading")).isEqualTo("" + (rows - misfits));
        } finally {
            server.close();
        }
    }

    @Test
    void aRollbackUnderKillsPutsEverythingBack() throws Exception {
        Assumptions.assumeTrue(KILLS > 2, "A soak test: run it with -Dnaust.kills=20");
        String customers = content("other", "customer", "id, name, born");
        String purchases = content("other", "purchase", "id, customer, note, amount");
        String id;
        try (Server server = Server.start(home, Api.TOKEN)) {
            String started = send(
                    server,
                    "POST",
                    "/migrations",
                    "{\"source\":\"origin\",\"target\":\"other\",\"collections\":[\"customer\",\"purchase\"],"
                            + "\"options\":{\"conflict\":\"OVERWRITE\"}}");
            id = id(started);
            Awaitility.await().atMost(PATIENCE).until(() -> isOver(server, id));
            assertThat(send(server, "GET", "/migrations/" + id, "")).contains("\"state\":\"SUCCEEDED\"");
            assertThat(content("other", "customer", "id, name, born")).isNotEqualTo(customers);
        }
        Server server = Server.start(home, Api.TOKEN);
        try {
            String begun = send(server, "POST", "/migrations/" + id + "/rollback", "{}");
            assertThat(begun).contains("\"id\":\"" + id + "\"");
            server = underKills(server, id);
            assertThat(send(server, "GET", "/migrations/" + id, "")).contains("\"state\":\"ROLLED_BACK\"");
        } finally {
            server.close();
        }
        assertThat(content("other", "customer", "id, name, born")).isEqualTo(customers);
        assertThat(content("other", "purchase", "id, customer, note, amount")).isEqualTo(purchases);
        assertThat(tables("other")).isEqualTo(tables("origin"));
    }

    private static String id(String started) {
        Matcher found = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(started);
        assertThat(found.find()).as(started).isTrue();
        return found.group(1);
    }

    /** Kills the server at random moments until the run is over; returns the one that lives. */
    private Server underKills(Server first, String run) throws Exception {
        Server server = first;
        kills = 0;
        while (kills < Math.min(KILLS, MOST_KILLS) && !isOver(server, run)) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(2_000));
            server.kill();
            kills++;
            server = Server.start(home, Api.TOKEN);
        }
        Server last = server;
        Awaitility.await().atMost(PATIENCE).until(() -> isOver(last, run));
        System.getLogger(MigrationKillsIT.class.getName())
                .log(System.Logger.Level.INFO, "Run " + run + " was killed " + kills + " times; seed " + seed);
        return last;
    }

    /** Returns how often it was killed. */
    private int migrateUnderKills(String source, String target, String more) throws Exception {
        Server server = Server.start(home, Api.TOKEN);
        try {
            String body = "{\"source\":\"" + source + "\",\"target\":\"" + target + "\"" + more
                    + ",\"options\":{\"batchSize\":" + BATCH
                    + PACE + "}}";
            String id = id(send(server, "POST", "/migrations", body));
            server = underKills(server, id);
            String end = send(server, "GET", "/migrations/" + id, "");
            assertThat(end).as("seed " + seed).contains("\"state\":\"SUCCEEDED\"");
            String report = send(server, "GET", "/migrations/" + id + "/report", "");
            assertThat(report).contains("\"validated\":true").doesNotContain("DIFFERENT");
            return kills;
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

    private String send(Server server, String method, String path, String body) {
        return api.send(server, method, path, body).body();
    }
}
