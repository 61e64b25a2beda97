package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** The packaged distribution and a real Redis: the whole way there and back, on the command line and over REST. */
class RedisIT {
    private static final Api API = Api.withToken();
    private static final Path DISTRIBUTION = Path.of(System.getProperty("naust.distribution"));

    @TempDir
    static Path folder;

    private static RedisServer redis;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        port = freePort();
        redis = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
    }

    @AfterAll
    static void stop() throws IOException {
        redis.stop();
    }

    @Test
    void aMusicShopGoesToRedisAndBackWithTheSameContent() throws Exception {
        Path shop = Files.copy(DISTRIBUTION.resolve("config/demo/chinook.db"), folder.resolve("shop.db"));

        String there = migrate("sqlite:" + shop, "redis://127.0.0.1:" + port + "/1");
        String back = migrate("redis://127.0.0.1:" + port + "/1", "sqlite:" + folder.resolve("back.db"));

        assertThat(hashes(there)).hasSizeGreaterThanOrEqualTo(11);
        assertThat(hashes(back)).isEqualTo(hashes(there));
    }

    @Test
    void aStoreInRedisIsDockedAndUsedOverRestAlsoOneWhoseServerComesLater() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        int free = freePort();
        Files.writeString(
                Files.createDirectories(home.resolve("config/stores")).resolve("late.json"),
                "{\"type\":\"redis\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":" + free + "}}");
        try (Server server = Server.start(home, Api.TOKEN)) {
            awaitStatus(server, "/stores/late/collections", 502);
            String definition = "{\"id\":\"cache\",\"type\":\"redis\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":"
                    + port + ",\"database\":2,\"dataRetention\":\"30d\"}}";
            assertThat(API.send(server, "POST", "/stores", definition).statusCode())
                    .isEqualTo(201);

            String people = "/stores/cache/collections/people/records";
            assertThat(API.send(server, "POST", people, "{\"id\":\"a\",\"name\":\"Ada\",\"tags\":[1,null]}")
                            .statusCode())
                    .isEqualTo(201);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    API.send(server, "GET", people + "/a", "").body())
                            .contains("\"name\":\"Ada\"")
                            .contains("[1,null]"));
            String jobs = "/stores/cache/queues/mail/jobs";
            assertThat(API.send(server, "POST", jobs, "{\"data\":{\"to\":\"x\"}}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(API.send(server, "POST", jobs + "/dequeue", "{\"leaseSeconds\":60}")
                            .body())
                    .contains("\"attempt\":1");
            assertThat(API.send(server, "POST", "/stores/validate", definition.replace("30d", "soon"))
                            .body())
                    .contains("dataRetention");

            RedisServer late = RedisServer.newRedisServer()
                    .port(free)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .build();
            late.start();
            try {
                awaitStatus(server, "/stores/late/collections", 200);
            } finally {
                late.stop();
            }
        }
    }

    private static void awaitStatus(Server server, String path, int status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(API.send(server, "GET", path, "").statusCode())
                                .isEqualTo(status));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Checksums of all collections in a migration's report. */
    private static Set<String> hashes(String output) {
        return Pattern.compile("([0-9a-f]{16}) +\\1 +identical")
                .matcher(output)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static String migrate(String from, String to) throws Exception {
        Path output = Files.createTempFile(folder, "migrate", ".txt");
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(DISTRIBUTION.resolve("bin/naust").toString(), "migrate", "--from", from, "--to", to))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("NAUST_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
