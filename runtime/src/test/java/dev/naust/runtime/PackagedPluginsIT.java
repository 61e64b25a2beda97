package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.runtime.probe.WritingActivator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins as an operator handles them over REST, and as the trust policy does. */
final class PackagedPluginsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final byte[] NOTHING = {};

    private static final String WORD = "changeit-please";

    @TempDir
    Path folder;

    private Path home;
    private Path canary;
    private byte[] probe;

    @BeforeEach
    void prepare() throws IOException {
        home = folder.resolve("home");
        canary = home.resolve("data/probe");
        probe = PluginJar.bundle("probe", "1.0.0", WritingActivator.class);
        Files.createDirectories(home.resolve("plugins"));
    }

    private void policy(String plugins) throws IOException {
        Files.createDirectories(home.resolve("config"));
        Path part = Files.writeString(
                home.resolve("config/naust.json.part"), "{\"fileRoots\": [\"data\"], \"plugins\": " + plugins + "}");
        Files.move(
                part,
                home.resolve("config/naust.json"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static String plugin(NaustProcess server, String file) throws IOException, InterruptedException {
        return server.get("/api/v1/plugins/" + file).body();
    }

    private static void awaitState(NaustProcess server, String file, String state) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(plugin(server, file)).contains("\"state\":\"" + state + "\""));
    }

    private static byte[] csv() throws IOException {
        return Files.readAllBytes(NaustProcess.distribution().resolve("plugins/available/naust-provider-csv.jar"));
    }

    @Test
    void aPluginIsUploadedStoppedStaysStoppedIsStartedAndRemoved() throws Exception {
        try (NaustProcess server = NaustProcess.serve(home)) {
            HttpResponse<String> made = server.send("POST", "/api/v1/plugins?file=csv.jar", csv());
            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(made.body())
                    .contains("\"state\":\"RUNNING\"", "\"providers\":[\"csv\"]", sha256(csv()))
                    .contains("\"name\":\"dev.naust.provider-csv\"", "\"warnings\":[]");
            assertThat(server.get("/api/v1/providers/csv").statusCode()).isEqualTo(200);
            assertThat(server.send("POST", "/api/v1/plugins?file=csv.jar", csv())
                            .statusCode())
                    .isEqualTo(409);
            assertThat(server.send("POST", "/api/v1/plugins?file=again.jar", csv())
                            .body())
                    .contains("plugin.exists", "there already as csv.jar");
            assertThat(server.send("POST", "/api/v1/plugins/csv.jar/stop", NOTHING)
                            .body())
                    .contains("\"state\":\"STOPPED\"");
            assertThat(server.get("/api/v1/providers/csv").statusCode()).isEqualTo(404);
        }
        try (NaustProcess again = NaustProcess.serve(home)) {
            awaitState(again, "csv.jar", "STOPPED");
            assertThat(again.get("/api/v1/providers/csv").statusCode()).isEqualTo(404);
            assertThat(again.send("POST", "/api/v1/plugins/csv.jar/start", NOTHING)
                            .body())
                    .contains("\"state\":\"RUNNING\"");
            assertThat(again.send("POST", "/api/v1/plugins/csv.jar/update", csv())
                            .body())
                    .contains("\"state\":\"RUNNING\"");
            assertThat(again.send("DELETE", "/api/v1/plugins/csv.jar", NOTHING).statusCode())
                    .isEqualTo(204);
            assertThat(home.resolve("plugins/csv.jar")).doesNotExist();
            assertThat(again.get("/api/v1/plugins/csv.jar").statusCode()).isEqualTo(404);
            assertThat(home.resolve("logs/naust.log"))
                    .content()
                    .contains("updated plugin csv.jar", "removed plugin csv.jar", sha256(csv()));
        }
    }

    @Test
    void aRefusedUploadLeavesNothingBehind() throws Exception {
        try (NaustProcess server = NaustProcess.serve(home)) {
            byte[] cut = Arrays.copyOf(probe, probe.length / 2);
            HttpResponse<String> refused = server.send("POST", "/api/v1/plugins?file=cut.jar", cut);
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("plugin.invalid", "\"errors\":[{\"pointer\":");
            assertThat(server.send("POST", "/api/v1/plugins?file=../x.jar", probe)
                            .body())
                    .contains("\"pointer\":\"/file\"");
            HttpResponse<String> huge = server.send("POST", "/api/v1/plugins?file=huge.jar", new byte[65 << 20]);
            assertThat(huge.statusCode()).isEqualTo(413);
            byte[] needy = PluginJar.bundleThatNeeds("no.such.place");
            assertThat(server.send("POST", "/api/v1/plugins?file=needy.jar", needy)
                            .body())
                    .contains("\"unmet\":[\"package no.such.place\"]", "\"state\":\"FAILED\"")
                    .contains("\"warnings\":[\"needs the package no.such.place, which nothing here provides");
            try (Stream<Path> plugins = Files.list(home.resolve("plugins"));
                    Stream<Path> temporary = Files.list(home.resolve("data/tmp"))) {
                assertThat(plugins.map(file -> file.getFileName().toString()))
                        .contains("needy.jar")
                        .doesNotContain("cut.jar", "x.jar", "huge.jar");
                assertThat(temporary.filter(Files::isRegularFile)).isEmpty();
            }
        }
    }

    @Test
    void anUnlistedPluginIsShownWithItsChecksumAndNothingInItRuns() throws Exception {
        policy("{\"trust\": \"checksums\"}");
        PluginJar.drop(probe, home.resolve("plugins"), "early.jar");
        try (NaustProcess server = NaustProcess.serve(home)) {
            awaitState(server, "early.jar", "QUARANTINED");
            assertThat(plugin(server, "early.jar")).contains(sha256(probe), "its checksum is not listed");
            awaitState(server, "naust-provider-sqlite.jar", "RUNNING");
            byte[] other = PluginJar.bundle("probe.other", "1.0.0", WritingActivator.class);
            assertThat(server.send("POST", "/api/v1/plugins?file=late.jar", other)
                            .body())
                    .contains("\"state\":\"QUARANTINED\"", sha256(other));
            assertThat(server.send("POST", "/api/v1/plugins/late.jar/start", NOTHING)
                            .body())
                    .contains("\"state\":\"QUARANTINED\"");
            assertThat(canary).doesNotExist();

            policy("{\"trust\": \"checksums\", \"checksums\": [\"" + sha256(probe) + "\"]}");
            await().atMost(SOON).untilAsserted(() -> assertThat(canary).hasContent("1.0.0"));
            assertThat(plugin(server, "late.jar")).contains("\"state\":\"QUARANTINED\"");

            policy("{\"trust\": \"checksums\"}");
            await().atMost(SOON).untilAsserted(() -> assertThat(canary).doesNotExist());
            awaitState(server, "early.jar", "QUARANTINED");
        }
    }

    @Test
    void underTheSignedPolicyNothingButWhatTrustedPeopleSignedRuns() throws Exception {
        Path config = Files.createDirectories(home.resolve("config"));
        Path ours = keys("ours.p12");
        Path strangers = keys("strangers.p12");
        Path certificate = folder.resolve("ours.cer");
        tool("keytool", "-exportcert", "-keystore", ours.toString(), "-alias", "me", "-file", certificate.toString());
        tool(
                "keytool",
                "-importcert",
                "-noprompt",
                "-keystore",
                config.resolve("trust.p12").toString(),
                "-alias",
                "ours",
                "-file",
                certificate.toString());
        policy("{\"trust\": \"signed\", \"trustStore\": \"config/trust.p12\", \"trustStorePassword\": \"" + WORD
                + "\"}");
        byte[] other = PluginJar.bundle("probe.other", "1.0.0", WritingActivator.class);
        PluginJar.drop(signed(other, strangers), home.resolve("plugins"), "strangers.jar");
        PluginJar.drop(other, home.resolve("plugins"), "unsigned.jar");
        try (NaustProcess server = NaustProcess.serve(home)) {
            awaitState(server, "strangers.jar", "QUARANTINED");
            awaitState(server, "unsigned.jar", "QUARANTINED");
            awaitState(server, "naust-provider-sqlite.jar", "RUNNING");
            assertThat(canary).doesNotExist();

            PluginJar.drop(signed(probe, ours), home.resolve("plugins"), "ours.jar");
            await().atMost(SOON).untilAsserted(() -> assertThat(canary).hasContent("1.0.0"));
            assertThat(plugin(server, "ours.jar")).contains("CN=A developer");
            assertThat(plugin(server, "unsigned.jar")).contains("not signed");
        }
    }

    private Path keys(String name) throws Exception {
        Path file = folder.resolve(name);
        tool(
                "keytool",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-keystore",
                file.toString(),
                "-alias",
                "me",
                "-dname",
                "CN=A developer");
        return file;
    }

    private byte[] signed(byte[] jar, Path keys) throws Exception {
        Path file = Files.write(folder.resolve("to-sign.jar"), jar);
        tool("jarsigner", "-keystore", keys.toString(), file.toString(), "me");
        return Files.readAllBytes(file);
    }

    /** Runs one of the JDK's tools, which all get the same password. */
    private static void tool(String name, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", name).toString(), "-storepass", WORD));
        if (name.equals("keytool")) {
            line.add(1, arguments[0]);
        }
        line.addAll(List.of(arguments).subList(name.equals("keytool") ? 1 : 0, arguments.length));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void whereOthersCanReachItOnlyShippedPluginsRun() throws Exception {
        PluginJar.drop(probe, home.resolve("plugins"), "probe.jar");
        try (NaustProcess server = NaustProcess.run(
                folder, Map.of("NAUST_HOME", home.toString(), "NAUST_HOST", "0.0.0.0", "NAUST_PORT", "0"), "start")) {
            server.address();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(home.resolve("logs/naust.log"))
                            .content()
                            .contains("Plugin probe.jar is not trusted", sha256(probe))
                            .contains("Provider sqlite is there"));
            assertThat(canary).doesNotExist();
        }
    }

    @Test
    void aJarThatLiesElsewhereNeverRuns() throws Exception {
        try (NaustProcess server = NaustProcess.serve(home)) {
            server.address();
            PluginJar.drop(probe, home.resolve("config"), "hidden.jar");
            PluginJar.drop(
                    PluginJar.bundle("probe.seen", "1.0.0", WritingActivator.class), home.resolve("plugins"), "z.jar");
            await().atMost(SOON).untilAsserted(() -> assertThat(canary).exists());
            Files.delete(home.resolve("plugins/z.jar"));
            await().atMost(SOON).untilAsserted(() -> assertThat(canary).doesNotExist());
            assertThat(home.resolve("config/hidden.jar")).exists();
        }
    }

    @Test
    void aCommandFollowsThePolicyToo() throws Exception {
        policy("{\"trust\": \"checksums\"}");
        PluginJar.drop(probe, home.resolve("plugins"), "probe.jar");
        try (NaustProcess command = NaustProcess.run(
                folder,
                Map.of("NAUST_HOME", home.toString()),
                "migrate",
                "--from",
                "sqlite:none.db",
                "--to",
                "sqlite:other.db")) {
            command.exitCode();
            assertThat(command.errors()).contains("probe.jar is left out: is not trusted");
            assertThat(canary).doesNotExist();
        }
    }
}
