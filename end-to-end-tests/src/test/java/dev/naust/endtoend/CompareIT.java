package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stores are compared and put right in the packaged server: over REST, on the pages, and by the command. */
class CompareIT {
    private static final String TOKEN = "naust_test_0123456789abcdefghijklmnopqrstuv";
    private static final Path DISTRIBUTION = Path.of(System.getProperty("naust.distribution"));

    @TempDir
    static Path home;

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start(home, TOKEN);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void whatDiffersIsFoundSealedAndPutRight() throws Exception {
        assertThat(send("POST", "/stores", "{\"id\":\"twin\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/twin.db\"}}")
                        .statusCode())
                .isEqualTo(201);
        ended(send("POST", "/migrations", "{\"source\":\"chinook\",\"target\":\"twin\"}"));
        assertThat(compared()).contains("\"verdict\":\"IDENTICAL\"");
        plant("UPDATE Artist SET Name = Name || ' ' WHERE ArtistId = 7", "DELETE FROM Genre WHERE GenreId = 3",
                "INSERT INTO Genre VALUES (99, '<b>Sea</b>')");

        String run = ended(send("POST", "/compare", "{\"source\":\"chinook\",\"target\":\"twin\"}"));
        String found = send("GET", "/compare/" + run, "").body();
        assertThat(found)
                .contains("\"verdict\":\"DIFFERENT\"", "\"differing\":3", "\"key\":{\"ArtistId\":7}", "white space at the ends")
                .contains("\"key\":{\"GenreId\":3}", "\"key\":{\"GenreId\":99}");

        byte[] report = send("GET", "/compare/" + run + "/report", "").body().getBytes(StandardCharsets.UTF_8);
        String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(report));
        assertThat(found).contains("\"sha256\":\"" + sha256 + "\"");
        assertThat(send("GET", "/audit", "").body()).contains("comparison.report", sha256);
        look("/compare/" + run);

        String dry = ended(send("POST", "/compare/" + run + "/repair", "{\"dryRun\":true,\"deleteExtra\":true}"));
        assertThat(send("GET", "/compare/" + dry, "").body()).contains("\"deleted\":1", "\"replaced\":1", "\"inserted\":1");
        assertThat(compared()).contains("\"differing\":3");

        String repair = ended(send("POST", "/compare/" + run + "/repair", "{\"deleteExtra\":true}"));
        assertThat(send("GET", "/compare/" + repair, "").body()).contains("\"succeeded\":true", "\"left\":0");
        assertThat(compared()).contains("\"verdict\":\"IDENTICAL\"");
        look("/compare/" + repair);
        look("/compare");
    }

    @Test
    void theCommandSaysByItsExitCodeWhetherTwoFilesAreTheSame() throws Exception {
        Path shop = Files.copy(DISTRIBUTION.resolve("config/demo/chinook.db"), home.resolve("shop.db"));
        Path same = Files.copy(shop, home.resolve("same.db"));

        assertThat(command("sqlite:" + shop, "sqlite:" + same)).startsWith("0 ").contains("IDENTICAL");
        change(same, "UPDATE Track SET Composer = '' WHERE TrackId = 2");
        assertThat(command("sqlite:" + shop, "sqlite:" + same))
                .startsWith("1 ")
                .contains("different  TrackId=2", "Composer: null against \"\" (null against empty text)");
        assertThat(command("sqlite:" + shop)).startsWith("2 ");
    }

    private static String compared() throws Exception {
        return send("GET", "/compare/" + ended(send("POST", "/compare", "{\"source\":\"chinook\",\"target\":\"twin\"}")), "")
                .body();
    }

    private static void plant(String... statements) throws Exception {
        for (String each : statements) {
            change(home.resolve("data/twin.db"), each);
        }
    }

    private static void change(Path file, String statement) throws Exception {
        var source = new org.sqlite.SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try (var connection = source.getConnection();
                var change = connection.createStatement()) {
            change.execute(statement);
        }
    }

    /** Waits for the run that an answer names. */
    private static String ended(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(answer.body());
        assertThat(id.find()).isTrue();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(send("GET", "/runs/" + id.group(1), "").body())
                        .contains("\"state\":\"SUCCEEDED\""));
        return id.group(1);
    }

    private static void look(String path) throws Exception {
        try (Chromium chromium = Chromium.start()) {
            for (int width : List.of(1280, 360)) {
                for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                    try (Visitor visitor =
                            Visitor.arrive(server, chromium, width, scheme).signIn()) {
                        visitor.go(path);
                        Readable.check(visitor);
                    }
                }
            }
        }
    }

    private static String command(String from, String... to) throws Exception {
        Path output = Files.createTempFile(home, "compare", ".txt");
        List<String> words = new java.util.ArrayList<>(
                List.of(DISTRIBUTION.resolve("bin/naust").toString(), "compare", "--from", from));
        for (String each : to) {
            words.addAll(List.of("--to", each));
        }
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("NAUST_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + Files.readString(output, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url("/api/v1" + path)))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
