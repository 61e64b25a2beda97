package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that do what no plugin should: each is shown with the reason, and everything else goes on. */
final class MisbehavingPluginIT {
    private static final Duration LIVE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path home;
    private Path plugins;
    private NaustProcess server;

    @BeforeEach
    void start() throws Exception {
        home = folder.resolve("home");
        plugins = Files.createDirectories(home.resolve("plugins"));
        server = NaustProcess.serve(home, NaustProcess.SHORT_LIVED + " -Dnaust.plugins.limit=4 -Dnaust.stores.limit=2");
        server.address();
    }

    /** Without waiting for what hangs in it. */
    @AfterEach
    void stop() throws InterruptedException {
        server.kill();
    }

    private void drop(String file, byte[] jar) {
        PluginJar.drop(jar, plugins, file);
    }

    private void dropUnruly(String behaviour) {
        drop(behaviour + ".jar", PluginJar.unruly(behaviour));
    }

    /** What is shown of one jar; empty when it is not there. */
    private String shown(String file) {
        try {
            String all = server.get("/api/v1/plugins?limit=500").body();
            Matcher entry = Pattern.compile(
                            "\\{[^{}]*\"file\":\"" + Pattern.quote(file) + "\".*?(?=\\{[^{}]*\"file\":|$)",
                            Pattern.DOTALL)
                    .matcher(all);
            return entry.find() ? entry.group() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private void awaitShown(String file, String state, String reason) {
        await(file)
                .atMost(LIVE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(shown(file))
                        .contains("\"state\":\"" + state + "\"")
                        .contains(reason));
    }

    private void assertAnswers() throws Exception {
        assertThat(server.get("/livez").statusCode()).isEqualTo(200);
        assertThat(server.get("/api/v1/providers/memory").statusCode()).isEqualTo(200);
    }

    @Test
    void whateverAPluginDoesWhenItStartsTheOthersRunAndTheServerStaysUp() throws Exception {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("throws", "threw while starting (IllegalStateException: this plugin never starts)");
        reasons.put("out-of-memory", "threw while starting (OutOfMemoryError: so it says)");
        reasons.put("stack-overflow", "threw while starting (StackOverflowError)");
        reasons.put("linkage", "threw while starting (NoClassDefFoundError: no/such/Place)");
        reasons.put("exits", "wanted to end the server");
        reasons.put("exits-runtime", "wanted to end the server");
        reasons.put("halts", "wanted to end the server");
        reasons.put("hangs", "did not start within 4 seconds");
        reasons.put("info-hangs", "info() did not answer within");
        reasons.put("schema-throws", "configSchema() failed with java.lang.StackOverflowError");
        reasons.keySet().forEach(this::dropUnruly);
        dropUnruly("loops");
        drop("good.jar", Files.readAllBytes(ShippedJar.of("csv").path()));

        awaitShown("good.jar", "RUNNING", "csv");
        reasons.forEach((behaviour, reason) -> awaitShown(behaviour + ".jar", "FAILED", reason));
        awaitShown("loops.jar", "HUNG", "did not start within 4 seconds and does not heed its interruption");
        assertAnswers();

        Files.delete(plugins.resolve("loops.jar"));
        await().atMost(LIVE).untilAsserted(() -> assertThat(shown("loops.jar")).isEmpty());
        drop("loops.jar", Files.readAllBytes(ShippedJar.of("csv").path()));
        awaitShown("loops.jar", "CONFLICT", "already installed from another file (good.jar)");
        Files.delete(plugins.resolve("good.jar"));
        awaitShown("loops.jar", "RUNNING", "csv");

        long begin = System.nanoTime();
        server.terminate();
        assertThat(server.exitCode()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(45));
        assertThat(home.resolve("logs/naust.log")).content().contains("because these hang: unruly.loops 1.0.0");
    }

    @Test
    void aProviderThatHangsOrThrowsWhenItOpensAStoreIsTheFailureOfThatStoreOnly() throws Exception {
        for (String behaviour : new String[] {"open-hangs", "open-exits", "open-throws"}) {
            dropUnruly(behaviour);
            Files.writeString(
                    home.resolve("config/stores/" + behaviour + ".json"), "{\"type\": \"" + behaviour + "\"}");
            awaitShown(behaviour + ".jar", "RUNNING", behaviour);
        }
        await().atMost(LIVE)
                .untilAsserted(() ->
                        assertThat(collectionsOf("open-throws")).contains("OutOfMemoryError: no room for a store"));
        assertThat(collectionsOf("open-exits")).contains("wanted to end the server");
        assertThat(collectionsOf("open-hangs")).contains("did not open it within 2 seconds");
        assertThat(collectionsOf("open-hangs")).contains("still hangs opening it since an earlier attempt");
        assertAnswers();
    }

    @Test
    void aStoreThatHangsAndOneThatIsSilentLeaveOtherStoresAndTheConsoleQuick() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
            dropUnruly("open-hangs");
            store("hanging", "{\"type\": \"open-hangs\"}");
            store(
                    "silent",
                    "{\"type\":\"postgres\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":" + silent.getLocalPort()
                            + ",\"database\":\"d\",\"username\":\"u\",\"ssl\":{\"mode\":\"disable\"}}}");
            store("good", "{\"type\":\"memory\",\"connection\":{}}");
            await().atMost(LIVE).until(() -> collectionsOf("good").contains("\"items\""));
            List<URI> good = List.of(server.address().resolve("/api/v1/stores/good/collections"));
            loadFor(Duration.ofSeconds(1), good);
            Load.Outcome usual = loadFor(Duration.ofSeconds(2), good);

            HttpClient client = HttpClient.newHttpClient();
            for (int call = 0; call < 12; call++) {
                String bad = call % 2 == 0 ? "hanging" : "silent";
                client.sendAsync(
                        HttpRequest.newBuilder(server.address().resolve("/api/v1/stores/" + bad + "/collections"))
                                .header("Authorization", "Bearer " + NaustProcess.TOKEN)
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
            }
            Load.Outcome meanwhile = loadFor(Duration.ofSeconds(3), good);
            System.out.println("Alone: " + usual + "\nBeside stores that hang: " + meanwhile);

            assertThat(meanwhile.failures()).isEmpty();
            // A machine that is busy with other things slows both down; what hangs would cost seconds.
            assertThat(meanwhile.percentile(0.99)).isLessThan(500 + 2 * usual.percentile(0.99));
            for (String page : List.of("/", "/stores", "/stores/good")) {
                long begin = System.nanoTime();
                assertThat(server.get(page).statusCode()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(page).isLessThan(Duration.ofSeconds(2));
            }
        }
    }

    private void store(String id, String text) throws IOException {
        Files.writeString(home.resolve("config/stores/" + id + ".json"), text);
    }

    private static Load.Outcome loadFor(Duration length, List<URI> addresses) throws InterruptedException {
        try (Load load = Load.begin(50, addresses)) {
            await().pollDelay(length).atMost(length.plus(LIVE)).until(() -> true);
            return load.end();
        }
    }

    private String collectionsOf(String store) throws Exception {
        return server.get("/api/v1/stores/" + store + "/collections").body();
    }

    @Test
    void aPluginThatHangsWhenItStopsOrLeavesThreadsIsReportedAndGone() throws Exception {
        dropUnruly("hangs-at-stop");
        dropUnruly("leaks");
        awaitShown("hangs-at-stop.jar", "RUNNING", "hangs-at-stop");
        await().atMost(LIVE).untilAsserted(() -> assertThat(shown("leaks.jar")).isNotEmpty());
        Files.delete(plugins.resolve("hangs-at-stop.jar"));
        Files.delete(plugins.resolve("leaks.jar"));
        await().atMost(LIVE)
                .untilAsserted(
                        () -> assertThat(home.resolve("logs/naust.log"))
                                .content()
                                .contains("did not stop within 4 seconds (bundle unruly.hangs-at-stop 1.0.0)")
                                .contains(
                                        "left 3 threads running, which keep its classes in memory: leaked-0, leaked-1, leaked-2"));
        assertThat(shown("hangs-at-stop.jar")).isEmpty();
        assertAnswers();
    }

    @Test
    void jarsThatNeedEachOtherRunWhenBothAreThereAndBrokenOnesSayWhy() throws Exception {
        drop("one.jar", PluginJar.needing("test.one", "test.first", "test.second"));
        awaitShown("one.jar", "FAILED", "needs the package test.second");
        drop("two.jar", PluginJar.needing("test.two", "test.second", "test.first"));
        drop("twin.jar", PluginJar.needing("test.two", "test.second", "test.first"));
        byte[] good = PluginJar.unruly("cut");
        drop("cut.jar", java.util.Arrays.copyOf(good, good.length - 40));
        awaitShown("cut.jar", "FAILED", "is truncated or no jar at all");
        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(shown("twin.jar") + shown("two.jar"))
                        .contains("which is already installed from another file"));
        awaitShown("one.jar", "RUNNING", "test.first");
        assertThat(home.resolve("data/probe")).exists();
    }

    @Test
    void aRunFailsClearlyWhenTheJarOfItsStoreIsRemoved() throws Exception {
        dropUnruly("endless");
        Files.writeString(home.resolve("config/stores/endless.json"), "{\"type\": \"endless\"}");
        awaitShown("endless.jar", "RUNNING", "endless");
        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(collectionsOf("endless")).contains("waves"));
        String run = server.post("/api/v1/migrations", "{\"source\": \"endless\", \"target\": \"scratch\"}")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(server.get(run).body()).contains("\"state\":\"RUNNING\""));

        Files.delete(plugins.resolve("endless.jar"));
        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(server.get(run).body())
                        .contains("\"state\":\"FAILED\"")
                        .contains("the store was closed"));
        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(shown("endless.jar")).isEmpty());
        assertAnswers();

        dropUnruly("endless");
        awaitShown("endless.jar", "RUNNING", "endless");
        assertThat(server.post(run.replace("/runs/", "/migrations/") + "/resume", "{}")
                        .statusCode())
                .isEqualTo(202);
        await().atMost(LIVE)
                .untilAsserted(() ->
                        assertThat(server.get(run).body()).contains("\"state\":\"RUNNING\"", "\"stage\":\"Copying\""));
    }

    @Test
    void aServerThatIsKilledWhileAPluginIsReplacedComesBackWithOneVersion() throws Exception {
        ShippedJar csv = ShippedJar.of("csv");
        drop("csv.jar", csv.asVersion("5.0.0"));
        awaitShown("csv.jar", "RUNNING", "5.0.0");
        for (int round = 1; round <= 2; round++) {
            drop("csv.jar", csv.asVersion("5.0." + round));
            server.killAfter(Duration.ofMillis(400L * round));
            server = NaustProcess.serve(home);
            String providers = server.get("/api/v1/providers").body();
            assertThat(providers.split("\"id\":\"csv\"", -1)).hasSize(2);
            assertThat(providers).contains("\"5.0." + round + "\"");
        }
    }

    @Test
    void aJarIsTakenWhenItHasBeenWrittenWhole() throws Exception {
        byte[] jar = Files.readAllBytes(ShippedJar.of("csv").path());
        try (OutputStream out = Files.newOutputStream(plugins.resolve("csv.jar"))) {
            for (int from = 0; from < jar.length; from += jar.length / 10 + 1) {
                assertThat(server.get("/api/v1/providers/csv").statusCode()).isEqualTo(404);
                out.write(jar, from, Math.min(jar.length / 10 + 1, jar.length - from));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            }
        }
        awaitShown("csv.jar", "RUNNING", "csv");
    }

    @Test
    void aHundredJarsAndOneThatIsTouchedAllTheTimeLeaveTheConsoleQuick() throws Exception {
        for (int number = 0; number < 100; number++) {
            drop(
                    "many-" + number + ".jar",
                    PluginJar.bundle("many" + number, "1.0.0", dev.naust.runtime.probe.WritingActivator.class));
        }
        long slowest = 0;
        for (int look = 0; look < 40; look++) {
            drop(
                    "touched.jar",
                    PluginJar.bundle("touched", "1.0." + look, dev.naust.runtime.probe.WritingActivator.class));
            long begin = System.nanoTime();
            assertThat(server.get("/livez").statusCode()).isEqualTo(200);
            slowest = Math.max(slowest, System.nanoTime() - begin);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        System.out.println("A hundred jars: the slowest answer took " + TimeUnit.NANOSECONDS.toMillis(slowest) + " ms");
        awaitShown("many-99.jar", "FAILED", "registers no provider");
        awaitShown("touched.jar", "FAILED", "registers no provider");
        assertAnswers();
    }
}
