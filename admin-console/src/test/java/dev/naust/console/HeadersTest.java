package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.Role;
import dev.naust.console.security.SecurityHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every answer carries the headers that protect it, whoever made it. */
class HeadersTest {

    @Test
    void everyAnswerIsProtectedAndNamed() {
        try (TestConsole console = new TestConsole()) {
            Client viewer = console.client().as(Role.VIEWER);
            List<Client.Answer> answers = List.of(
                    console.client().get("/livez"),
                    console.client().get("/sign-in"),
                    console.client().get("/"),
                    console.client().get("/no/such/page"),
                    console.client().get("/api/v1/stores"),
                    console.client().get("/api/v1/nothing"),
                    viewer.get("/"),
                    viewer.get("/api/v1/stores"),
                    viewer.get("/api/v1/stores/none"),
                    viewer.post("/api/v1/stores", "{}"),
                    viewer.post("/api/v1/migrations/plan", "not json"),
                    viewer.delete("/api/v1/stores"),
                    console.client().get("/%2e%2e/etc/passwd"),
                    console.client().with("X-Long", "x".repeat(20_000)).get("/"),
                    viewer.post("/api/v1/stores", "x".repeat(1_100_000)));
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.header("X-Request-Id")).hasSize(16);
                assertThat(answer.header("Server")).isEmpty();
                SecurityHeaders.ALWAYS.forEach(
                        (name, value) -> assertThat(answer.response().headers().allValues(name))
                                .as(name + " of " + answer.status())
                                .containsExactly(value));
            });
            assertThat(answers.stream().map(Client.Answer::status))
                    .containsExactly(200, 200, 303, 404, 401, 404, 200, 200, 404, 403, 400, 405, 400, 431, 413);
        }
    }

    @Test
    void staticFilesMayBeKeptForeverUnderTheNameOfTheirContent() {
        try (TestConsole console = new TestConsole()) {
            String page = console.client().get("/sign-in").body();
            String url = page.replaceFirst("(?s).*?\"(/static/naust\\.css\\?v=[0-9a-f]+)\".*", "$1");
            Client.Answer named = console.client().get(url);
            assertThat(named.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
            assertThat(named.header("Content-Type")).startsWith("text/css");
            Client.Answer plain = console.client().get("/static/naust.css");
            assertThat(plain.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(console.client()
                            .with("If-None-Match", plain.header("ETag"))
                            .get("/static/naust.css")
                            .status())
                    .isEqualTo(304);
        }
    }

    @Test
    void onlyFilesOfTheStaticFolderAreServed() {
        try (TestConsole console = new TestConsole()) {
            assertThat(List.of("openapi-schemas.json", "a.class", "naust.css.bak", "..", "~2E~2E", "%5cnaust.css"))
                    .allSatisfy(name -> assertThat(
                                    console.client().get("/static/" + name).status())
                            .isIn(400, 404));
        }
    }
}
