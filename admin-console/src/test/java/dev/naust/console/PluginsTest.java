package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.Role;
import dev.naust.console.sample.SamplePlugins;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars are uploaded, started, stopped and removed, over REST and on pages. */
class PluginsTest {
    private static final String SQLITE = "/api/v1/plugins/" + SamplePlugins.IN_USE;
    private static final String BOUNDARY = "boundary-of-the-form";

    private final TestConsole console = new TestConsole();
    private final Client admin = console.client().as(Role.ADMIN);

    @AfterEach
    void close() {
        console.close();
    }

    private static Client.Answer jar(Client client, String path, String content) {
        return client.with("Content-Type", "application/java-archive")
                .send("POST", path, BodyPublishers.ofString(content));
    }

    /** A form as a browser sends it. */
    private static Client.Answer form(Client client, String path, String csrf, String file, String content) {
        String body = part("name=\"_csrf\"", csrf)
                + part("name=\"jar\"; filename=\"" + file + "\"\r\nContent-Type: application/java-archive", content)
                + "--" + BOUNDARY + "--\r\n";
        return client.with("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .send("POST", path, BodyPublishers.ofString(body));
    }

    private static String part(String disposition, String content) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    private static String csrfOn(String page) {
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page);
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    @Test
    void aPluginTellsWhatItIsAndWhatItNeeds() {
        Client.Answer one = admin.get(SQLITE);
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.body())
                .contains("\"sha256\":\"0f0f", "\"size\":12869781", "\"signer\":null", "\"state\":\"RUNNING\"")
                .contains("{\"what\":\"package dev.naust.api.store version [0.1,1)\",\"optional\":false,\"met\":true}");
        assertThat(admin.get("/api/v1/plugins/nothing.jar").code()).isEqualTo("plugin.not_found");
    }

    @Test
    void aJarIsUploadedAsTheBody() {
        Client.Answer made = jar(admin, "/api/v1/plugins?file=new.jar", "jar, more or less");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/plugins/new.jar");
        assertThat(made.body())
                .contains("\"warnings\":[\"needs the package foo.bar, which nothing here provides\"]")
                .contains("\"unmet\":[\"package foo.bar\"]");
        assertThat(admin.get("/api/v1/plugins/new.jar").status()).isEqualTo(200);
    }

    @Test
    void aJarIsUploadedInAForm() {
        assertThat(form(admin, "/api/v1/plugins", "", "formed.jar", "jar in a form")
                        .status())
                .isEqualTo(201);
        assertThat(admin.get("/api/v1/plugins/formed.jar").status()).isEqualTo(200);
    }

    @Test
    void aBadJarIsRefusedWithEveryReason() {
        Client.Answer refused = jar(admin, "/api/v1/plugins", "something else");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("plugin.invalid");
        assertThat(refused.body()).contains("\"pointer\":\"/a~1b.class\"", "is damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "application/x-www-form-urlencoded"})
    void whatIsNoJarByItsTypeIsRefused(String type) {
        Client.Answer refused =
                admin.with("Content-Type", type).send("POST", "/api/v1/plugins", BodyPublishers.ofString("jar"));
        assertThat(refused.status()).isEqualTo(415);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherOrNotItSaysSo() throws IOException {
        byte[] large = "jar".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        Client sender = admin.with("Content-Type", "application/java-archive");
        assertThat(sender.send("POST", "/api/v1/plugins", BodyPublishers.ofByteArray(large))
                        .status())
                .isEqualTo(413);
        Client.Answer unannounced =
                sender.send("POST", "/api/v1/plugins", BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large)));
        assertThat(unannounced.status()).isEqualTo(413);
        assertThat(form(admin, "/api/v1/plugins", "", "large.jar", new String(large, StandardCharsets.US_ASCII))
                        .status())
                .isEqualTo(413);
        try (Stream<Path> left = Files.list(Path.of("target", "uploads"))) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPERATOR", "VIEWER"})
    void onlyAdminsChangePlugins(String role) {
        Client client = console.client().as(Role.valueOf(role));
        assertThat(client.get("/api/v1/plugins").status()).isEqualTo(200);
        assertThat(jar(client, "/api/v1/plugins", "jar").status()).isEqualTo(403);
        assertThat(jar(client, SQLITE + "/update", "jar").status()).isEqualTo(403);
        assertThat(client.post(SQLITE + "/stop").status()).isEqualTo(403);
        assertThat(client.post(SQLITE + "/start").status()).isEqualTo(403);
        assertThat(client.delete(SQLITE).status()).isEqualTo(403);
        assertThat(console.sample().plugins().find(SamplePlugins.IN_USE)).isPresent();
    }

    @Test
    void aStrangerUploadsNothing() {
        assertThat(jar(console.client(), "/api/v1/plugins", "jar").status()).isEqualTo(401);
    }

    @Test
    void aPluginWhoseStoresAreInUseStaysUnlessItIsForced() {
        Client.Answer refused = admin.delete(SQLITE);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("provider.in_use");
        assertThat(refused.body()).contains("\"stores\":[\"chinook\"]");
        assertThat(admin.post(SQLITE + "/stop").status()).isEqualTo(409);
        assertThat(admin.post(SQLITE + "/stop?force=true").text("state")).isEqualTo("STOPPED");
        assertThat(admin.post(SQLITE + "/start").text("state")).isEqualTo("RUNNING");
        assertThat(admin.delete(SQLITE + "?force=true").status()).isEqualTo(204);
        assertThat(admin.get(SQLITE).status()).isEqualTo(404);
    }

    @Test
    void aBrowserUploadsWithTheTokenOfItsPageOnly() {
        Client cookieOnly = console.client().signedIn(Role.ADMIN).without("X-CSRF-Token");
        String token = csrfOn(cookieOnly.get("/plugins").body());
        assertThat(form(cookieOnly, "/plugins", "wrong", "a.jar", "jar").status())
                .isEqualTo(403);
        assertThat(console.sample().plugins().find("a.jar")).isEmpty();
        Client.Answer taken = form(cookieOnly, "/plugins", token, "a.jar", "jar");
        assertThat(taken.status()).isEqualTo(303);
        assertThat(taken.header("Location")).isEqualTo("/plugins/a.jar?uploaded");
    }

    @Test
    void thePageOffersActionsToAdminsAndShowsEverybodyTheState() {
        assertThat(admin.get("/plugins").body())
                .contains("Upload a plugin", "provider-sqlite-0.1.0.jar", "all rights of this server", "<nav");
        assertThat(console.client().as(Role.VIEWER).get("/plugins").body())
                .contains("provider-sqlite-0.1.0.jar")
                .doesNotContain("Upload a plugin");
        assertThat(admin.get("/plugins/" + SamplePlugins.IN_USE).body())
                .contains("SHA-256", "0f0f0f", "package dev.naust.api.store", "Remove this jar", "Stop this plugin");
        assertThat(admin.get("/plugins/none.jar").status()).isEqualTo(404);
    }

    @Test
    void aRefusedUploadIsExplainedOnThePageAsText() {
        Client.Answer page = form(admin, "/plugins", "", "bad.jar", "nothing good");
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.body()).contains("The jar was refused", "a/b.class is damaged &lt;script&gt;");
    }

    @Test
    void aRemovalThatIsRefusedOffersToForceIt() {
        Client form = admin.with("Content-Type", "application/x-www-form-urlencoded");
        String remove = "/plugins/" + SamplePlugins.IN_USE + "/remove";
        Client.Answer refused = form.send("POST", remove, BodyPublishers.ofString(""));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("chinook is in use", "name=\"force\"");
        assertThat(form.send("POST", remove, BodyPublishers.ofString("force=on"))
                        .header("Location"))
                .isEqualTo("/plugins");
    }
}
