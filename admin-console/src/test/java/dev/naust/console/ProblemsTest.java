package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.Role;
import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.StoreException;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes wrong is answered as a problem with a code, a reason and a request id, and with nothing else. */
class ProblemsTest {
    private final TestConsole console = new TestConsole();
    private final Client admin = console.client().as(Role.ADMIN);

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void aFieldThatIsNotKnownIsToldWhichAre() {
        Client.Answer answer = admin.post("/api/v1/stores", "{\"id\":\"x\",\"type\":\"memory\",\"configuration\":{}}");
        assertThat(answer.text("detail"))
                .contains("/configuration is not known here; known are ", "connection, ", "type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json                                   | 400 | json.malformed",
                "[1]                                        | 400 | json.malformed",
                "{} {}                                      | 400 | json.malformed",
                "{\"source\":\"a\",\"source\":\"b\"}        | 400 | json.malformed",
                "{\"source\":\"chinook\"}                   | 422 | request.invalid",
                "{\"source\":\"chinook\",\"target\":5}      | 422 | request.invalid",
                "{\"source\":\"sqlite:/etc/x\",\"target\":\"archive\"} | 422 | request.invalid",
                "{\"source\":\"chinook\",\"target\":\"archive\",\"role\":\"admin\"} | 422 | request.invalid",
                "{\"source\":\"chinook\",\"target\":\"archive\",\"options\":{\"batchSize\":0}} | 422 | request.invalid",
                "{\"source\":\"chinook\",\"target\":\"archive\",\"options\":{\"batchSize\":1e9}} | 422 | request.invalid",
                "{\"source\":\"chinook\",\"target\":\"archive\",\"options\":{\"conflict\":\"MAYBE\"}} | 422 | request.invalid",
                "{\"source\":\"chinook\",\"target\":\"archive\",\"options\":{\"wat\":true}} | 422 | request.invalid",
                "{\"source\":\"chinook\",\"target\":\"archive\",\"collections\":[1]} | 422 | request.invalid",
            })
    void aBodyThatCannotBeAcceptedIsToldWhy(String body, int status, String code) {
        Client.Answer answer = admin.post("/api/v1/migrations", body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.text("requestId")).isEqualTo(answer.header("X-Request-Id"));
        assertThat(console.runs().list(Optional.empty(), Optional.empty(), 5)).isEmpty();
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        Client.Answer answer = admin.post(
                "/api/v1/migrations", "{\"source\":7,\"options\":{\"batchSize\":\"x\",\"a/b\":1},\"isAdmin\":true}");
        assertThat(answer.body())
                .contains("\"/source\"", "\"/target\"", "\"/options/batchSize\"", "\"/options/a~1b\"", "\"/isAdmin\"");
    }

    @Test
    void aDeeplyNestedBodyIsRefused() {
        String deep = "{\"source\":" + "[".repeat(100_000) + "}";
        assertThat(admin.post("/api/v1/migrations", deep).code()).isEqualTo("json.malformed");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWithAndWithoutItsLength() {
        byte[] large = ("{\"id\":\"" + "x".repeat(1_200_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        Client json = admin.with("Content-Type", "application/json");
        assertThat(json.send("POST", "/api/v1/stores", BodyPublishers.ofByteArray(large))
                        .status())
                .isEqualTo(413);
        Client.Answer chunked = json.send(
                "POST", "/api/v1/stores", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(chunked.code()).isEqualTo("request.too_large");
    }

    @Test
    void anUnknownAddressAndAWrongMethodAreProblemsToo() {
        assertThat(admin.get("/api/v1/nothing").code()).isEqualTo("route.not_found");
        Client.Answer wrong = admin.delete("/api/v1/migrations");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.code()).isEqualTo("method.not_allowed");
        assertThat(admin.send("TRACE", "/api/v1/stores", BodyPublishers.noBody())
                        .status())
                .isIn(404, 405);
    }

    @Test
    void aServiceThatIsAwayIsWorthAnotherTry() {
        console.takeStoresAway();
        Client.Answer answer = admin.get("/api/v1/stores");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(console.client().get("/readyz").status()).isEqualTo(503);
        assertThat(console.client().get("/livez").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "USER, pg.bad_filter, 422",
        "USER, collection.not_found, 404",
        "CONFIGURATION, pg.password, 422",
        "UNAVAILABLE, pg.unreachable, 503",
        "CONFLICT, provider.in_use, 409",
        "CONFLICT, store.changed, 412",
        "LIMIT, sqlite.disk_full, 507",
        "LIMIT, sign_in.busy, 503",
        "LIMIT, postgres.pool_exhausted, 503",
        "INTERNAL, pg.broken, 500",
    })
    void aStoresFailureBecomesTheStatusOfItsCategory(Category category, String code, int status) {
        console.failWith(new StoreException(new Code(code, category), "The store says no. Do something."));
        Client.Answer answer = admin.get("/api/v1/stores");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.text("detail")).isEqualTo("The store says no. Do something.");
        assertThat(answer.header("Retry-After")).isEqualTo(status == 503 ? "5" : "");
    }

    @Test
    void whatNobodyForesawIsKeptFromTheClient() {
        console.failWith(new IllegalStateException("password=hunter2 at dev.naust.Secret"));
        for (String path : new String[] {"/api/v1/stores", "/stores"}) {
            Client.Answer answer = admin.get(path);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("hunter2", "dev.naust", "Exception");
            assertThat(answer.body()).contains(answer.header("X-Request-Id"));
        }
    }

    @Test
    void limitsAndCursorsFromOutsideAreChecked() {
        for (String query : new String[] {"limit=0", "limit=-1", "limit=501", "limit=1e9", "limit=x", "cursor=%21"}) {
            assertThat(admin.get("/api/v1/stores?" + query).status()).as(query).isEqualTo(422);
        }
    }

    private record Code(String code, Category category) implements ErrorCode {}
}
