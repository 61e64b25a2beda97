package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records meet others with their keys in the packaged server: by policy over REST, and decided one by one on the page. */
class ConflictsIT {
    private static final Api API = Api.withToken();

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
    void collidingRecordsBecomeWhatThePolicyOrAPersonSays() throws Exception {
        send("POST", "/stores", "{\"id\":\"shop\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/shop.db\"}}");
        migrated("FAIL");
        assertThat(send("PATCH", artist(7), "{\"Name\":\"Ours\"}").statusCode()).isEqualTo(200);
        assertThat(send("PATCH", artist(8), "{\"Name\":\"Ours too\"}").statusCode())
                .isEqualTo(200);

        assertThat(send("POST", "/migrations/plan", wish("FAIL")).body()).contains("\"canProceed\":false");
        migrated("SKIP");
        assertThat(send("GET", artist(7), "").body()).contains("Ours");
        String run = migrated("INTERACTIVE");
        assertThat(send("GET", artist(7), "").body()).contains("Ours");
        assertThat(send("GET", "/migrations/" + run + "/conflicts", "").body())
                .contains("\"key\":\"ArtistId=7\"", "\"key\":\"ArtistId=8\"", "Ours too");

        try (Visitor visitor =
                Visitor.arrive(server, chromium, 1280, ColorScheme.LIGHT).signIn()) {
            visitor.go("/migrations/" + run);
            assertThat(visitor.page().content()).contains("2 records wait for somebody to decide.");
            visitor.page().locator("text=Decide 2 conflicts").click();
            visitor.page().waitForURL("**/conflicts");
            Readable.check(visitor);
            visitor.page()
                    .locator("button[aria-label^='Take the source']")
                    .first()
                    .click();
            visitor.page().waitForLoadState();
            assertThat(visitor.page().content()).contains("decided: OVERWRITE");
        }
        String left = send("GET", "/migrations/" + run + "/conflicts", "").body();
        assertThat(left).contains("\"open\":true", "\"open\":false");
        assertThat(send("POST", "/migrations/" + run + "/conflicts/decide", "{\"decision\":\"OVERWRITE\"}")
                        .body())
                .contains("\"done\":1", "\"left\":0");
        assertThat(send("GET", "/runs/" + run, "").body()).contains("\"processed\":275,\"total\":275");
        assertThat(send("GET", artist(7), "").body()).contains("Apocalyptica");
    }

    private static String artist(int id) {
        return "/stores/shop/collections/Artist/records/" + id;
    }

    private static String wish(String policy) {
        return "{\"source\":\"chinook\",\"target\":\"shop\",\"collections\":[\"Artist\"],\"options\":{\"conflict\":\""
                + policy + "\"}}";
    }

    private static String migrated(String policy) throws Exception {
        HttpResponse<String> answer = send("POST", "/migrations", wish(policy));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(answer.body());
        assertThat(id.find()).isTrue();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                send("GET", "/runs/" + id.group(1), "").body())
                        .contains("\"state\":\"SUCCEEDED\""));
        assertThat(send("GET", "/migrations/" + id.group(1) + "/report", "").body())
                .contains("\"validated\":true");
        return id.group(1);
    }

    private static HttpResponse<String> send(String method, String path, String body) {
        return API.send(server, method, path, body);
    }
}
