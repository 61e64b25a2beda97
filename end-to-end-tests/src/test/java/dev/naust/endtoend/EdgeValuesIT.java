package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.embedded.RedisServer;

/** Values at the edges of their kinds, over REST: each comes back as it went in, or is refused by name, and never by a 500. */
@Tag("soak")
class EdgeValuesIT {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?(E[+-]?[0-9]+)?");

    /** As the server writes them. */
    private static final List<String> SCALARS = List.of(
            "9007199254740993",
            "-9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "99999999999999999999999999999999999999",
            "0.12345678901234567890123456789012345678",
            "-0.0",
            "0.1",
            "1.50",
            "1E+400",
            "1E-400",
            "true",
            "\"\"",
            "\"NaN\"",
            "\"-Infinity\"",
            "\"null\"",
            "\"🏳️‍🌈🚢\"",
            "\"Zoe\u0308 and Zo\u00eb\"",
            "\"nul\\u0000inside\"",
            "\"0001-01-01\"",
            "\"9999-12-31\"",
            "\"-0044-03-15\"",
            "\"2016-12-31T23:59:60Z\"",
            "\"0001-01-01T00:00:01Z\"",
            "\"9999-12-31T23:59:59.999999Z\"",
            "\"2026-11-21T16:20:01.123456\"",
            "\"2026-11-21T16:20:00\"",
            "\"16:20:00\"",
            "\"2026-11-21T16:20:01.123456789\"",
            "\"AP8=\"",
            "\"123e4567-e89b-12d3-a456-426614174000\"");

    private static final List<String> NESTED = List.of(
            "null",
            "[]",
            "{}",
            "[[1,[2,null]],[],{\"a\":[{}]}]",
            "{\"$oid\":\"x\",\"a.b\":1}",
            "[9007199254740993,-0.0,\"\"]");

    @TempDir
    static Path home;

    private static final Api API = Api.withToken();
    private static Server server;
    private static EmbeddedPostgres postgres;
    private static RedisServer redis;
    private static MongoServer mongo;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        mongo = new MongoServer(new MemoryBackend());
        int mongoPort = mongo.bind().getPort();
        int redisPort;
        try (ServerSocket free = new ServerSocket(0)) {
            redisPort = free.getLocalPort();
        }
        redis = RedisServer.newRedisServer()
                .port(redisPort)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE edges (id bigint PRIMARY KEY, i bigint, f float8, n numeric, m numeric(38,10),"
                            + " t text, b bytea, d date, l timestamp, z timestamptz, u uuid, j jsonb, k json)");
        }
        server = Server.start(home, Api.TOKEN);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/typed.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE edges (id INTEGER PRIMARY KEY, i INTEGER, f REAL, n NUMERIC,"
                    + " m DECIMAL(38,10), t TEXT, b BLOB, d DATE, l DATETIME, z TIMESTAMP)");
        }
        dock("typed", "sqlite", "{\"path\":\"data/typed.db\"}");
        dock("folder", "filesystem", "{\"root\":\"data/edges\"}");
        dock("redis", "redis", "{\"host\":\"127.0.0.1\",\"port\":" + redisPort + "}");
        dock("mongo", "mongodb", "{\"uri\":\"mongodb://127.0.0.1:" + mongoPort + "\",\"database\":\"edges\"}");
        dock(
                "postgres",
                "postgres",
                "{\"host\":\"127.0.0.1\",\"port\":" + postgres.getPort()
                        + ",\"database\":\"postgres\",\"username\":\"postgres\",\"password\":\"\",\"ssl\":{\"mode\":\"disable\"}}");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        redis.stop();
        mongo.shutdownNow();
        postgres.close();
    }

    private static void dock(String id, String type, String connection) {
        HttpResponse<String> docked = API.send(
                server,
                "POST",
                "/stores",
                "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"connection\":" + connection + "}");
        assertThat(docked.statusCode()).as(docked.body()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scratch", "archive", "folder", "postgres", "redis", "mongo"})
    void inRecordsOfAnyFields(String store) {
        String records = "/stores/" + store + "/collections/values/records";
        List<String> wrong = new ArrayList<>();
        List<String> values = new ArrayList<>(SCALARS);
        values.addAll(NESTED);
        int number = 0;
        for (String value : values) {
            String key = "k" + number++;
            HttpResponse<String> made =
                    API.send(server, "POST", records, "{\"id\":\"" + key + "\",\"v\":" + value + "}");
            note(wrong, "POST", value, made, 201, "v");
            if (made.statusCode() != 201) {
                continue;
            }
            String one = records + "/" + key;
            note(wrong, "GET", value, API.send(server, "GET", one, ""), 200, "v");
            if (SCALARS.contains(value)) {
                String filter = URLEncoder.encode("{\"v\":{\"eq\":" + value + "}}", StandardCharsets.UTF_8);
                HttpResponse<String> found = API.send(server, "GET", records + "?filter=" + filter, "");
                if (found.statusCode() != 200 || !found.body().contains("\"id\":\"" + key + "\"")) {
                    wrong.add("filter " + value + ": " + found.statusCode() + " " + shown(found.body()));
                }
            }
            note(wrong, "PUT", value, API.send(server, "PUT", one, "{\"v\":" + value + ",\"w\":1}"), 200, "v");
            note(wrong, "PATCH", value, API.send(server, "PATCH", one, "{\"w\":" + value + "}"), 200, "w");
            note(wrong, "GET", value, API.send(server, "GET", one, ""), 200, "v");
            HttpResponse<String> gone = API.send(server, "DELETE", one, "");
            if (gone.statusCode() != 204) {
                wrong.add("DELETE " + value + ": " + gone.statusCode() + " " + shown(gone.body()));
            }
        }
        assertThat(API.send(server, "POST", records, "{\"id\":\"missing\"}").body())
                .isEqualTo("{\"id\":\"missing\"}");
        assertThat(API.send(server, "POST", records, "{\"id\":\"half\",\"v\":\"\\ud83d\"}")
                        .statusCode())
                .isEqualTo(400);
        String large = "\"" + "🚢".repeat(247_000) + "\"";
        HttpResponse<String> kept = API.send(server, "POST", records, "{\"id\":\"large\",\"v\":" + large + "}");
        note(wrong, "POST", large, kept, 201, "v");
        note(wrong, "GET", large, API.send(server, "GET", records + "/large", ""), 200, "v");
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"typed", "postgres"})
    void inColumnsOfEveryKind(String store) {
        String records = "/stores/" + store + "/collections/edges/records";
        List<String> columns = store.equals("typed")
                ? List.of("i", "f", "n", "m", "t", "b", "d", "l", "z")
                : List.of("i", "f", "n", "m", "t", "b", "d", "l", "z", "u", "j", "k");
        List<String> wrong = new ArrayList<>();
        int number = 0;
        for (String column : columns) {
            int kept = 0;
            for (String value : SCALARS) {
                String key = Integer.toString(++number);
                HttpResponse<String> made =
                        API.send(server, "POST", records, "{\"id\":" + key + ",\"" + column + "\":" + value + "}");
                note(wrong, "POST " + column, value, made, 201, column);
                if (made.statusCode() == 201) {
                    kept++;
                    note(wrong, "GET " + column, value, API.send(server, "GET", records + "/" + key, ""), 200, column);
                }
                String filter =
                        URLEncoder.encode("{\"" + column + "\":{\"eq\":" + value + "}}", StandardCharsets.UTF_8);
                int found = API.send(server, "GET", records + "?filter=" + filter, "")
                        .statusCode();
                if (found != 200 && found != 422) {
                    wrong.add("filter " + column + " " + value + ": " + found);
                }
            }
            if (kept == 0) {
                wrong.add(column + " took nothing");
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** A success must bring the value as it was given; a refusal must be a problem of the caller with a code. */
    private static void note(
            List<String> wrong, String what, String value, HttpResponse<String> answer, int success, String field) {
        int status = answer.statusCode();
        boolean refused =
                status >= 400 && status < 500 && status != 404 && answer.body().contains("\"code\":\"");
        boolean same = status == success && same(value, field(answer.body(), field));
        if (!same && !(refused && what.startsWith("P"))) {
            wrong.add(what + " " + shown(value) + ": " + status + " " + shown(answer.body()));
        }
    }

    private static String field(String body, String name) {
        int from = body.indexOf("\"" + name + "\":");
        return from < 0 ? "missing" : body.substring(from + name.length() + 3);
    }

    private static boolean same(String given, String rest) {
        if (rest.startsWith(given + ",") || rest.startsWith(given + "}")) {
            return true;
        }
        Matcher number = NUMBER.matcher(rest);
        if (!NUMBER.matcher(given).matches() || !number.lookingAt()) {
            return false;
        }
        // A floating-point number is written with as few digits as tell it from others.
        boolean shortest = number.group().contains("E")
                && Double.isFinite(Double.parseDouble(given))
                && new BigDecimal(Double.parseDouble(given)).compareTo(new BigDecimal(given)) == 0
                && Double.parseDouble(given) == Double.parseDouble(number.group());
        return (shortest || new BigDecimal(given).compareTo(new BigDecimal(number.group())) == 0)
                && given.startsWith("-") == number.group().startsWith("-");
    }

    private static String shown(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
