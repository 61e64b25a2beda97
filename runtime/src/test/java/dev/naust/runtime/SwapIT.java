package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Provider jars that are replaced in a running server: no call fails, and nothing stays behind. */
@Isolated("what it measures is a machine that has nothing else to do")
final class SwapIT {
    private static final Duration LIVE = Duration.ofSeconds(30);

    /** What a swap may cost a call, on a machine that has nothing else to do. */
    private static final long SWAP_MILLIS = 1_000;

    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final int SWAPS = Integer.getInteger("naust.swaps", 50);

    private static final List<ShippedJar> JARS = Stream.of("sqlite", "csv", "postgres", "memory", "sqlserver")
            .map(ShippedJar::of)
            .toList();
    private static final List<String> READ =
            List.of("chinook/collections/Artist", "books/collections/books", "shop/collections/public.items");

    @TempDir
    Path folder;

    private EmbeddedPostgres database;
    private NaustProcess server;
    private Path plugins;

    @BeforeEach
    void start() throws Exception {
        database = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE items (id integer PRIMARY KEY, name text);"
                    + "INSERT INTO items SELECT n, 'item ' || n FROM generate_series(1, 500) n");
        }
        Path home = folder.resolve("home");
        plugins = home.resolve("plugins");
        server = NaustProcess.serve(home, "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
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

    @AfterEach
    void stop() throws IOException {
        server.close();
        database.close();
    }

    private void store(String id, String json) throws IOException {
        Files.writeString(folder.resolve("home/config/stores/" + id + ".json"), json);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void drop(ShippedJar jar, byte[] content) {
        PluginJar.drop(content, plugins, jar.fileName());
    }

    /** As {@code cp} does it on a slow disk: over the file that is there, a piece at a time. */
    private void copySlowly(ShippedJar jar, byte[] content) throws IOException {
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

    private void awaitVersion(String provider, String version) {
        await().atMost(LIVE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(
                                server.get("/api/v1/providers/" + provider).body())
                        .contains("\"" + version + "\""));
    }

    @Test
    void twoHundredCallsASecondGoThroughSwapsWithoutAFailure() throws Exception {
        List<URI> addresses = READ.stream()
                .flatMap(collection -> Stream.of("/records?limit=5", "/count")
                        .map(rest -> server.address().resolve("/api/v1/stores/" + collection + rest)))
                .toList();
        // A server that has just started runs its code slowly; the swaps come to one that has been at work.
        loadFor(WARM_UP, addresses);
        Load.Outcome usual = loadFor(Duration.ofSeconds(3), addresses);
        assertThat(usual.failures()).isEmpty();
        try (Load load = Load.begin(200, addresses)) {
            for (ShippedJar jar : JARS) {
                drop(jar, jar.asVersion("7.0.0"));
                awaitVersion(jar.provider(), "7.0.0");
                copySlowly(jar, jar.asVersion("7.0.1"));
                awaitVersion(jar.provider(), "7.0.1");
            }
            Load.Outcome outcome = load.end();
            System.out.println("Without a swap: " + usual + "\nWith ten swaps: " + outcome);
            assertThat(outcome.failures()).isEmpty();
            assertThat(outcome.millis()).hasSizeGreaterThan(500);
            // The machines that tests run on may be busy with other things, which slows down calls without a swap too.
            assertThat(outcome.slowest()).isLessThan(SWAP_MILLIS + 2 * usual.slowest());
        }
    }

    private static Load.Outcome loadFor(Duration length, List<URI> addresses) throws InterruptedException {
        try (Load load = Load.begin(200, addresses)) {
            await().pollDelay(length).atMost(length.plus(LIVE)).until(() -> true);
            return load.end();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "what a process holds is read from /proc")
    void fiftySwapsOfEveryProviderLeaveNothingBehind() throws Exception {
        for (int round = 0; round < 3; round++) {
            swapAll("8.0." + round);
        }
        Footprint before = Footprint.of(server.pid(), folder);
        for (int round = 0; round < SWAPS; round++) {
            swapAll("9.0." + round);
        }
        AtomicReference<Footprint> latest = new AtomicReference<>(before);
        try {
            // The last of two hundred versions may not have been collected at once.
            await().atMost(LIVE).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
                latest.set(Footprint.of(server.pid(), folder));
                assertNothingIsLeft(before, latest.get());
            });
        } finally {
            System.out.println("Before fifty swaps: " + before + "\nAfter fifty swaps:  " + latest.get());
        }
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("naust-")))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    private static void assertNothingIsLeft(Footprint before, Footprint after) {
        assertThat(after.classLoaders()).isLessThanOrEqualTo(before.classLoaders());
        assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 10);
        assertThat(after.openFiles()).isLessThanOrEqualTo(before.openFiles() + 10);
        assertThat(after.libraries()).isLessThanOrEqualTo(1);
        assertThat(after.metaspaceKib() - before.metaspaceKib()).isLessThan(5 * 1024);
    }

    private void swapAll(String version) throws Exception {
        for (ShippedJar jar : JARS) {
            drop(jar, jar.asVersion(version));
        }
        for (ShippedJar jar : JARS) {
            awaitVersion(jar.provider(), version);
        }
        for (String collection : READ) {
            assertThat(server.get("/api/v1/stores/" + collection + "/records?limit=2")
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(server.get("/api/v1/stores/scratch/collections").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/api/v1/stores/azure/collections").statusCode()).isEqualTo(503);
    }
}
