package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.runtime.probe.ThrowingActivator;
import dev.naust.runtime.probe.WritingActivator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as an operator has it: started, used, fed with plugins good and bad, and stopped. */
final class PackagedServerIT {
    @TempDir
    Path folder;

    @Test
    void aServerFillsANewHomeSaysWhereItServesAnswersThereAndEndsWithSuccess() throws Exception {
        Path home = folder.resolve("home");
        try (NaustProcess server = NaustProcess.serve(home)) {
            assertThat(server.get("/livez").statusCode()).isEqualTo(200);
            assertThat(server.output())
                    .filteredOn(line -> line.contains("is ready"))
                    .hasSize(1);
            assertThat(home.resolve("config/stores/chinook.json")).exists();
            assertThat(home.resolve("data/demo/chinook.db")).exists();
            assertThat(home.resolve("logs/naust.log")).content().contains("\"level\":\"INFO\"");
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void theCodeForTheFirstSignInIsOnTheTerminalAndInNoFile() throws Exception {
        Path home = folder.resolve("home");
        Map<String, String> settings = Map.of("NAUST_HOME", home.toString(), "NAUST_PORT", "0");
        try (NaustProcess server = NaustProcess.run(folder, settings, "start")) {
            String marker = "/sign-in?code=";
            await().atMost(Duration.ofSeconds(60)).until(() -> server.errors().contains(marker));
            String code = server.errors().split(Pattern.quote(marker), 2)[1].split("[^A-Za-z0-9_-]", 2)[0];
            assertThat(code).hasSizeGreaterThan(20);
            server.terminate();
            assertThat(server.exitCode()).isZero();
            try (Stream<Path> files = Files.walk(home)) {
                assertThat(files.filter(Files::isRegularFile))
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                                        .doesNotContain(code));
            }
        }
    }

    /** With 256 handles for files and connections, and a disk for its state that fills up. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aServerThatIsShortOfHandlesAndRoomRefusesChangesReadsOnAndRecovers() throws Exception {
        Path home = folder.resolve("home");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        boolean mounted = ran("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString());
        Path script = Files.writeString(
                folder.resolve("short-of-handles"),
                "#!/bin/sh\nulimit -n 256\nexec '" + NaustProcess.distribution().resolve("bin/naust") + "' \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Map<String, String> settings = Map.of(
                "NAUST_HOME",
                home.toString(),
                "NAUST_PORT",
                "0",
                "NAUST_API_TOKEN",
                NaustProcess.TOKEN,
                "SQLITE_PATH",
                disk.resolve("control.db").toString());
        try (NaustProcess server = NaustProcess.run(script, folder, settings, "start")) {
            assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
            connectMoreThanItCanTake(server.address());
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> server.get("/readyz").statusCode() == 200);
            if (mounted) {
                fillAndFree(server, disk);
            } else {
                System.err.println("SKIPPED: only root on Linux may mount a small disk, so none was filled");
            }

            assertThat(server.post("/api/v1/migrations", "{\"source\": \"chinook\", \"target\": \"archive\"}")
                            .statusCode())
                    .isEqualTo(202);
            long begin = System.nanoTime();
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
        } finally {
            if (mounted) {
                assertThat(ran("umount", disk.toString())).isTrue();
            }
        }
    }

    private static void connectMoreThanItCanTake(URI address) throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            while (idle.size() < 256) {
                Socket socket = new Socket();
                idle.add(socket);
                socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 300);
            }
        } catch (SocketTimeoutException full) {
            assertThat(idle).as("connections until it took no more").hasSizeGreaterThan(20);
        } finally {
            for (Socket each : idle) {
                each.close();
            }
        }
    }

    private static void fillAndFree(NaustProcess server, Path disk) throws Exception {
        assertReads(server);
        Path ballast = disk.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            out.write(new byte[8 << 20]);
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
        String spare = "{\"id\": \"spare\", \"type\": \"memory\", \"connection\": {}}";
        HttpResponse<String> refused = server.post("/api/v1/stores", spare);
        assertThat(refused.statusCode()).as(refused.body()).isIn(503, 507);
        assertThat(refused.body()).containsAnyOf("the disk is full", "The audit log cannot be written");
        assertReads(server);

        Files.delete(ballast);
        String later = "{\"id\": \"later\", \"type\": \"memory\", \"connection\": {}}";
        HttpResponse<String> taken = server.post("/api/v1/stores", later);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        assertThat(server.post("/api/v1/audit/verify", "{}").body()).contains("\"valid\":true");
    }

    private static void assertReads(NaustProcess server) throws Exception {
        for (String path : List.of("stores", "runs", "stores/chinook/collections/Album/records?limit=1")) {
            HttpResponse<String> answer = server.get("/api/v1/" + path);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static boolean ran(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void aHomeServesOneServerOnly() throws Exception {
        Path home = folder.resolve("home");
        try (NaustProcess first = NaustProcess.serve(home)) {
            first.address();
            try (NaustProcess second = NaustProcess.serve(home)) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.errors()).contains("already runs", home.toString(), "Stop it first");
            }
            Map<String, String> sameState = Map.of(
                    "NAUST_HOME", folder.resolve("other").toString(),
                    "NAUST_PORT", "0",
                    "SQLITE_PATH", home.resolve("data/control.db").toString());
            try (NaustProcess third = NaustProcess.run(folder, sameState, "start")) {
                assertThat(third.exitCode()).isEqualTo(1);
                assertThat(third.errors()).contains("control.db (process ", home.toString(), "PostgreSQL only");
            }
            assertThat(first.get("/livez").statusCode()).isEqualTo(200);
        }
        try (NaustProcess next = NaustProcess.serve(home)) {
            assertThat(next.address().getPort()).isPositive();
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                NaustProcess server = NaustProcess.run(
                        folder,
                        Map.of(
                                "NAUST_HOME",
                                "home",
                                "NAUST_PORT",
                                Integer.toString(taken.getLocalPort()),
                                "NAUST_HOST",
                                "0.0.0.0"),
                        "start")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.errors())
                    .contains("cannot listen on 0.0.0.0:" + taken.getLocalPort(), "NAUST_PORT")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aPortThatIsNoNumberIsNamed() throws Exception {
        try (NaustProcess server =
                NaustProcess.run(folder, Map.of("NAUST_HOME", "home", "NAUST_PORT", "http"), "start")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.errors()).contains("NAUST_PORT is \"http\"");
        }
    }

    @Test
    void aHomeThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        try (NaustProcess server =
                NaustProcess.run(folder, Map.of("NAUST_HOME", file + "/home", "NAUST_PORT", "0"), "start")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.errors()).contains(file + "/home", "NAUST_HOME").doesNotContain("\tat ");
        }
    }

    @Test
    void aPluginThatIsDroppedRunsReplacedIsSwappedAndDeletedIsGone() throws Exception {
        Path home = folder.resolve("home");
        Path probe = home.resolve("data/probe");
        try (NaustProcess server = NaustProcess.serve(home)) {
            server.address();
            PluginJar.drop(
                    PluginJar.bundle("probe", "1.0.0", WritingActivator.class), home.resolve("plugins"), "probe.jar");
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(probe).hasContent("1.0.0"));
            PluginJar.drop(
                    PluginJar.bundle("probe", "2.0.0", WritingActivator.class), home.resolve("plugins"), "probe.jar");
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(probe).hasContent("2.0.0"));
            Files.delete(home.resolve("plugins/probe.jar"));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(probe).doesNotExist());
        }
    }

    @Test
    void brokenPluginsNeverTakeTheServerDown() throws Exception {
        Path home = folder.resolve("home");
        byte[] good = PluginJar.bundle("probe", "1.0.0", WritingActivator.class);
        try (NaustProcess server = NaustProcess.serve(home)) {
            server.address();
            Path plugins = home.resolve("plugins");
            PluginJar.drop(Arrays.copyOf(good, good.length / 2), plugins, "a-truncated.jar");
            PluginJar.drop("this is no archive".getBytes(), plugins, "b-text.jar");
            PluginJar.drop(new byte[0], plugins, "c-empty.jar");
            PluginJar.drop(PluginJar.plainJar(), plugins, "d-no-bundle.jar");
            PluginJar.drop(PluginJar.bundleThatNeeds("no.such.place"), plugins, "e-needy.jar");
            PluginJar.drop(
                    PluginJar.bundle("probe.throwing", "1.0.0", ThrowingActivator.class), plugins, "f-throwing.jar");
            PluginJar.drop(good, plugins, "g-good.jar");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(home.resolve("data/probe")).exists());
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(home.resolve("logs/naust.log"))
                            .content()
                            .contains("this plugin never starts", "no.such.place"));
            assertThat(server.get("/livez").statusCode()).isEqualTo(200);
        }
        try (NaustProcess again = NaustProcess.serve(home)) {
            assertThat(again.get("/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theCsvProviderIsListedSoonAfterItIsDroppedAndGoneSoonAfterItIsDeleted() throws Exception {
        Path home = folder.resolve("home");
        Path jar = NaustProcess.distribution().resolve("plugins/available/naust-provider-csv.jar");
        try (NaustProcess server = NaustProcess.serve(home)) {
            assertThat(server.get("/api/v1/providers/csv").statusCode()).isEqualTo(404);
            PluginJar.drop(Files.readAllBytes(jar), home.resolve("plugins"), "csv.jar");
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(
                            () -> assertThat(server.get("/api/v1/providers/csv").statusCode())
                                    .isEqualTo(200));
            Files.delete(home.resolve("plugins/csv.jar"));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(
                            () -> assertThat(server.get("/api/v1/providers/csv").statusCode())
                                    .isEqualTo(404));
        }
    }

    @Test
    void helpAndVersionNeedNoHome() throws Exception {
        try (NaustProcess version = NaustProcess.run(folder, Map.of("NAUST_HOME", "none"), "--version");
                NaustProcess help = NaustProcess.run(folder, Map.of("NAUST_HOME", "none"), "help")) {
            assertThat(version.exitCode()).isZero();
            assertThat(version.output()).singleElement().asString().startsWith("Naust ");
            assertThat(help.exitCode()).isZero();
            assertThat(String.join("\n", help.output())).contains("naust start", "naust migrate");
            assertThat(folder.resolve("none")).doesNotExist();
        }
    }
}
