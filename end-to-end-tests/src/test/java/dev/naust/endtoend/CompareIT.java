package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stores are compared and put right in the packaged server: over REST, on the pages, and by the command. */
class CompareIT {
    private static final Api API = Api.withToken();
    private static final Path DISTRIBUTION = Path.of(System.getProperty("naust.distribution"));

    @TempDir
    static Path home;

    private static Chromium chromium;
    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        server = Server.start(home, Api.TOKEN);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void whatDiffersIsFoundSealedAndPutRight() throws Exception {
        assertThat(send(
                                "POST",
                                "/stores",
                                "{\"id\":\"twin\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/twin.db\"}}")
                        .statusCode())
                .isEqualTo(201);
        ended(send("POST", "/migrations", "{\"source\":\"chinook\",\"target\":\"twin\"}"));
        assertThat(compared()).contains("\"verdict\":\"IDENTICAL\"");
        String twin = "/stores/twin/collections/";
        done(send("PATCH", twin + "Artist/records/7", "{\"Name\":\"Apocalyptica \"}"));
        done(send("DELETE", twin + "Playlist/records/2", ""));
        done(send("POST", twin + "Playlist/records", "{\"PlaylistId\":99,\"Name\":\"<b>Sea</b>\"}"));

        String run = ended(send("POST", "/compare", "{\"source\":\"chinook\",\"target\":\"twin\"}"));
        String found = send("GET", "/compare/" + run, "").body();
        assertThat(found)
                .contains(
                        "\"verdict\":\"DIFFERENT\"",
                        "\"differing\":3",
                        "\"key\":{\"ArtistId\":7}",
                        "white space at the ends")
                .contains("\"key\":{\"PlaylistId\":2}", "\"key\":{\"PlaylistId\":99}");

        byte[] report = send("GET", "/compare/" + run + "/report", "").body().getBytes(StandardCharsets.UTF_8);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(report));
        assertThat(found).contains("\"sha256\":\"" + sha256 + "\"");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(send("GET", "/audit", "").body())
                        .contains("migration.report", "comparison.report", sha256));
        look("/compare/" + run);

        String dry = ended(send("POST", "/compare/" + run + "/repair", "{\"dryRun\":true,\"deleteExtra\":true}"));
        assertThat(send("GET", "/compare/" + dry, "").body())
                .contains("\"deleted\":1", "\"replaced\":1", "\"inserted\":1");
        assertThat(compared()).contains("\"differing\":3");

        String repair = ended(send("POST", "/compare/" + run + "/repair", "{\"deleteExtra\":true}"));
        assertThat(send("GET", "/compare/" + repair, "").body()).contains("\"succeeded\":true", "\"left\":0");
        assertThat(compared()).contains("\"verdict\":\"IDENTICAL\"");
        look("/compare/" + repair);
        look("/compare");
    }

    @Test
    void theCommandSaysByItsExitCodeWhetherTwoFilesAreTheSame() throws Exception {
        Path shop = DISTRIBUTION.resolve("config/demo/chinook.db");
        Path same = Files.copy(shop, home.resolve("data/same.db"));

        assertThat(command("sqlite:" + shop, "sqlite:" + same)).startsWith("0 ").contains("IDENTICAL");
        done(send(
                "POST", "/stores", "{\"id\":\"same\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/same.db\"}}"));
        done(send("PATCH", "/stores/same/collections/Track/records/2", "{\"Composer\":\"\"}"));
        assertThat(command("sqlite:" + shop, "sqlite:" + same))
                .startsWith("1 ")
                .contains("different  TrackId=2", "against \"\"");
        assertThat(command("sqlite:" + shop)).startsWith("2 ");
    }

    private static String compared() throws Exception {
        return send(
                        "GET",
                        "/compare/" + ended(send("POST", "/compare", "{\"source\":\"chinook\",\"target\":\"twin\"}")),
                        "")
                .body();
    }

    private static void done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    /** Waits for the run that an answer names. */
    private static String ended(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(answer.body());
        assertThat(id.find()).isTrue();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                send("GET", "/runs/" + id.group(1), "").body())
                        .contains("\"state\":\"SUCCEEDED\""));
        return id.group(1);
    }

    private static void look(String path) throws Exception {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1280, 360)) {
                try (Visitor visitor =
                        Visitor.arrive(server, chromium, width, scheme).signIn()) {
                    visitor.go(path);
                    Readable.check(visitor);
                }
            }
        }
    }

    private static String command(String from, String... to) throws Exception {
        List<String> words = new ArrayList<>(List.of("compare", "--from", from));
        for (String each : to) {
            words.addAll(List.of("--to", each));
        }
        Command.Said said = new Command(home).run(words);
        return said.code() + " " + said.text();
    }

    private static HttpResponse<String> send(String method, String path, String body) {
        return API.send(server, method, path, body);
    }
}
