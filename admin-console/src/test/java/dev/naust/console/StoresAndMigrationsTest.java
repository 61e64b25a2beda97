package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.Run;
import dev.naust.console.sample.SampleMigrations;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stores are configured and data is migrated over REST. */
class StoresAndMigrationsTest {
    private static final String MIGRATION = "{\"source\":\"chinook\",\"target\":\"archive\"}";

    private final TestConsole console = new TestConsole();
    private final Client operator = console.client().as(Role.OPERATOR);

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void aStoreIsMadeOnceHoweverOftenItsCreationIsRepeated() {
        String store = "{\"id\":\"fresh\",\"type\":\"memory\",\"connection\":{}}";
        Client keyed = operator.with("Idempotency-Key", "k1");
        Client.Answer first = keyed.post("/api/v1/stores", store);
        Client.Answer again = keyed.post("/api/v1/stores", store);
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Location")).isEqualTo("/api/v1/stores/fresh");
        assertThat(first.header("ETag")).isNotEmpty();
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(keyed.post("/api/v1/stores", store.replace("fresh", "other")).code())
                .isEqualTo("idempotency.reused");
        assertThat(operator.post("/api/v1/stores", store).code()).isEqualTo("store.exists");
    }

    @Test
    void aFailedCreationLeavesItsKeyFree() {
        Client keyed = operator.with("Idempotency-Key", "k1");
        assertThat(keyed.post("/api/v1/stores", "{\"id\":\"BAD\",\"type\":\"memory\"}")
                        .code())
                .isEqualTo("config.invalid");
        assertThat(keyed.post("/api/v1/stores", "{\"id\":\"good\",\"type\":\"memory\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aConfigurationIsJudgedWithoutBeingSaved() {
        Client.Answer wrong = operator.post("/api/v1/stores/validate", "{\"id\":\"pg\",\"type\":\"postgres\"}");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.body()).contains("\"pointer\":\"/connection/host\"");
        assertThat(operator.post("/api/v1/stores/validate", "{\"id\":\"pg\",\"type\":\"memory\"}")
                        .body())
                .contains("\"valid\":true");
        assertThat(console.stores().find("pg")).isEmpty();
    }

    @Test
    void nobodyOverwritesWhatTheyHaveNotSeen() {
        String change = "{\"type\":\"memory\",\"connection\":{}}";
        assertThat(operator.put("/api/v1/stores/scratch", change).status()).isEqualTo(428);
        assertThat(operator.with("If-Match", "\"old\"")
                        .put("/api/v1/stores/scratch", change)
                        .status())
                .isEqualTo(412);
        assertThat(operator.with("If-Match", "\"old\"")
                        .delete("/api/v1/stores/scratch")
                        .status())
                .isEqualTo(412);
        Client.Answer seen = operator.get("/api/v1/stores/scratch");
        assertThat(operator.with("If-None-Match", seen.header("ETag"))
                        .get("/api/v1/stores/scratch")
                        .status())
                .isEqualTo(304);
        assertThat(operator.with("If-Match", seen.header("ETag"))
                        .put("/api/v1/stores/scratch", "{\"id\":\"other\",\"type\":\"memory\"}")
                        .body())
                .contains("\"/id\"");
        assertThat(operator.with("If-Match", seen.header("ETag"))
                        .delete("/api/v1/stores/scratch")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aStoreSaysWhetherItAnswers() {
        assertThat(operator.post("/api/v1/stores/chinook/test").body()).contains("\"ok\":true", "\"latencyMs\":");
        assertThat(operator.post("/api/v1/stores/none/test").status()).isEqualTo(404);
    }

    @Test
    void aMigrationIsPlannedStartedAndReported() {
        assertThat(operator.post("/api/v1/migrations/plan", MIGRATION).body())
                .contains("\"canProceed\":true", "\"statement\":", "\"fidelity\":\"WIDENED\"");
        Client.Answer started = operator.post("/api/v1/migrations", MIGRATION);
        assertThat(started.status()).isEqualTo(202);
        assertThat(started.header("Location")).isEqualTo("/api/v1/runs/" + started.text("id"));
        assertThat(started.body()).contains("\"kind\":\"migration\"", "\"state\":", "\"progress\":", "\"links\":");
    }

    @Test
    void aDryRunAnswersWithThePlanAndStartsNothing() {
        String dry = "{\"source\":\"chinook\",\"target\":\"archive\",\"options\":{\"dryRun\":true}}";
        Client.Answer answer = operator.post("/api/v1/migrations", dry);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"canProceed\"");
    }

    @Test
    void whatIsNotKnownIsNamed() {
        String wish = """
                {"source":"chinook","target":"archive","options":{"backup":true,"retryAttempts":-1,"engine":"warp"},
                 "collections":["Album",{"name":"Artist","fields":{"Name":{"mask":true,"hash":true},"Age":{"cats":1}}}]}""";
        Client.Answer answer = operator.post("/api/v1/migrations", wish);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body())
                .contains("\"/options/backup\"", "\"/options/retryAttempts\"", "\"/options/engine\"")
                .contains("\"/collections/1/fields/Name\"", "\"/collections/1/fields/Age/cats\"");
    }

    @Test
    void aMigrationTakesCollectionsByNameOrWithWhatBecomesOfThem() {
        String wish = """
                {"source":"chinook","target":"archive","options":{"conflict":"MERGE","rateLimit":500,"rejectLimit":9},
                 "collections":["Album",{"name":"Artist","to":"people","filter":{"ArtistId":{"gte":20}},
                 "fields":{"Name":"title","Age":{"cast":"TEXT"},"Since":{"constant":"2020"},"Phone":{"mask":{"last":2}}}}]}""";
        assertThat(operator.post("/api/v1/migrations", wish).status()).isEqualTo(202);
    }

    @Test
    void aMigrationIsCancelledWhileItRunsAndNotAfterwards() {
        console.runs().put("m7", Run.State.RUNNING, 5);
        assertThat(operator.get("/api/v1/migrations/m7/report").code()).isEqualTo("report.not_found");
        Client.Answer cancelled = operator.post("/api/v1/migrations/m7/cancel");
        assertThat(cancelled.status()).isEqualTo(202);
        assertThat(cancelled.text("state")).isEqualTo("CANCELLED");
        assertThat(operator.post("/api/v1/migrations/m7/cancel").code()).isEqualTo("run.finished");
    }

    @Test
    void aReportIsAPageForWhoeverPrefersOneAndJsonForEverybodyElse() {
        console.runs().put("m8", Run.State.SUCCEEDED, 347);
        MigrationReport report = SampleMigrations.awkward();
        console.sample().migrations().end("m8", report);
        String address = "/api/v1/migrations/m8/report";

        for (String accept : List.of("text/html", "text/html,application/xhtml+xml,*/*;q=0.8")) {
            Client.Answer page = operator.with("Accept", accept).get(address);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.header("Vary")).isEqualTo("Accept");
            assertThat(page.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'; style-src 'sha256-")
                    .doesNotContain("'self'");
            assertThat(page.body())
                    .contains("<style>", "@media print", "Album", "Different")
                    .contains(report.collections().get(0).sourceHash())
                    .contains(report.collections().get(0).targetHash())
                    .contains("&lt;script&gt;", "is no date", "2 more are counted")
                    .doesNotContain("<script", "<link", "src=", "href=", "http");
        }
        for (String accept : List.of("*/*", "application/json", "text/html;q=0.5, application/json", "")) {
            Client.Answer json = operator.with("Accept", accept).get(address);
            assertThat(json.header("Content-Type")).startsWith("application/json");
            assertThat(json.body()).startsWith("{").contains("\"verdict\":\"DIFFERENT\"");
        }
        assertThat(operator.with("Accept", "text/html")
                        .get("/api/v1/migrations/nowhere/report")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void runsAreListedPageByPage() {
        for (int i = 0; i < 5; i++) {
            console.runs().put("m" + i, Run.State.SUCCEEDED, 100);
        }
        Client.Answer first = operator.get("/api/v1/runs?limit=3");
        assertThat(first.body()).contains("\"m4\"", "\"m2\"").doesNotContain("\"m1\"");
        Client.Answer second = operator.get("/api/v1/runs?limit=3&cursor=" + first.text("nextCursor"));
        assertThat(second.body()).contains("\"m1\"", "\"m0\"", "\"nextCursor\":null");
    }

    @Test
    void providersCanBeAskedForByWhatTheyCanDo() {
        assertThat(operator.get("/api/v1/providers?capability=transactions").body())
                .contains("\"postgres\"");
        assertThat(operator.get("/api/v1/providers?capability=QUEUE").body()).contains("\"items\":[]");
        assertThat(operator.get("/api/v1/providers?capability=magic").status()).isEqualTo(422);
        assertThat(operator.get("/api/v1/providers/postgres/schema").header("Content-Type"))
                .startsWith("application/schema+json");
        assertThat(operator.get("/api/v1/plugins").body()).contains("provider-sqlite-0.1.0.jar");
    }
}
