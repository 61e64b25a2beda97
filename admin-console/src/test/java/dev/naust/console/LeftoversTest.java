package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Run;
import dev.naust.console.sample.SampleLeftovers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a migration left over is listed, decided and replayed, over REST and on its pages. */
class LeftoversTest {
    private static final String RUN = "/api/v1/migrations/m7";

    private final TestConsole console = new TestConsole();
    private final Client operator = console.client().as(Role.OPERATOR);

    @BeforeEach
    void migrate() {
        console.runs().put("m7", Run.State.SUCCEEDED, 5);
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void rejectsAreListedAndReplayed() {
        assertThat(operator.get(RUN + "/rejects").body())
                .contains("\"number\":1", "\"key\":\"InvoiceId=7\"", "\"field\":\"Total\"", "\"open\":true");
        assertThat(operator.post(RUN + "/rejects/1/replay", "{\"worth\":1}").body())
                .contains("\"/worth\"");
        assertThat(operator.post(RUN + "/rejects/1/replay", "{\"value\":\"1.01\"}")
                        .body())
                .contains("\"open\":false");
        assertThat(operator.post(RUN + "/rejects/replay", "{}").body()).contains("\"done\":1");
        assertThat(operator.get("/api/v1/migrations/none/rejects").status()).isEqualTo(404);
    }

    @Test
    void conflictsAreDecidedOneByOneOrAlike() {
        assertThat(operator.get(RUN + "/conflicts").body()).contains("Acca Dacca", "AC/DC");
        assertThat(operator.post(RUN + "/conflicts/1/decide", "{\"decision\":\"FAIL\"}")
                        .status())
                .isEqualTo(422);
        for (String wrong : List.of("{\"decision\":\"FAIL\"}", "{\"decision\":\"BOTH\"}", "{}", "{\"decision\":7}")) {
            assertThat(operator.post(RUN + "/conflicts/1/decide", wrong).body())
                    .as(wrong)
                    .containsOnlyOnce("\"pointer\"")
                    .contains("must be one of SKIP, OVERWRITE, MERGE\"");
        }
        assertThat(operator.post(RUN + "/conflicts/1/decide", "{\"decision\":\"OVERWRITE\"}")
                        .body())
                .contains("\"open\":false", "decided: OVERWRITE");
        assertThat(operator.post(RUN + "/conflicts/decide", "{\"decision\":\"SKIP\"}")
                        .body())
                .contains("\"left\":0");
    }

    @Test
    void theRunsPageSaysWhatIsToBePutRightUntilItIs() {
        assertThat(operator.get("/migrations/m7").body()).contains("Decide 1 conflict …", "Put 1 reject right …");
        operator.post(RUN + "/conflicts/decide", "{\"decision\":\"SKIP\"}");
        assertThat(operator.get("/migrations/m7").body())
                .contains("Put 1 reject right …")
                .doesNotContain("Decide");
    }

    /** A browser turns U+0000 into another character, and shows neither it nor what turns the text round. */
    @Test
    void whatCannotBeSeenIsWrittenOutAndComesBackAsItWas() {
        console.runs().put("m8", Run.State.SUCCEEDED, 5);
        List<Document> given = ((SampleLeftovers) console.leftovers()).changes();
        String page = operator.get("/migrations/m8/rejects").body();
        String field = "lo\\u{0}ts \\u{202E}C:\\\\";
        assertThat(page)
                .contains(
                        "value=\"" + field + "\"",
                        "name=\"written\"",
                        "Characters that cannot be seen",
                        "Name=lo\\u{0}ts")
                .doesNotContain("\u0000", "\u202e", "\ufffd");

        operator.form("/migrations/m8/rejects", "number", "1", "written", "true", "was", field, "value", field);
        operator.form(
                "/migrations/m8/rejects", "number", "1", "written", "true", "was", field, "value", field + "\\u{9}x");
        operator.form("/migrations/m8/rejects", "number", "1", "was", "lots", "value", "C:\\u{0}");
        assertThat(given)
                .containsExactly(
                        Document.empty(),
                        Document.of(Map.of("value", Value.text("lo\u0000ts \u202eC:\\\tx"))),
                        Document.of(Map.of("value", Value.text("C:\\u{0}"))));
        assertThat(operator.form(
                                "/migrations/m8/rejects",
                                "number",
                                "1",
                                "written",
                                "true",
                                "was",
                                field,
                                "value",
                                "C:\\x")
                        .body())
                .contains("It was not done", "a backslash is written twice");
        assertThat(given).hasSize(3);
        assertThat(operator.get("/migrations/m8/conflicts").body())
                .contains("<ins>lo\\u{0}ts \\u{202E}C:\\</ins>")
                .doesNotContain("\u0000", "\u202e", "\ufffd");
    }

    @Test
    void thePagesShowBothSidesAndOfferThemOnlyToWhoMayDecide() {
        assertThat(operator.get("/migrations/m7/conflicts").body())
                .contains("<del>Acca Dacca</del>", "<ins>AC/DC</ins>", "Take the source");
        assertThat(operator.get("/migrations/m7/rejects").body()).contains("Total", "Write it again");
        assertThat(console.client()
                        .as(Role.VIEWER)
                        .get("/migrations/m7/conflicts")
                        .body())
                .contains("Acca Dacca")
                .doesNotContain("Take the source");
    }
}
