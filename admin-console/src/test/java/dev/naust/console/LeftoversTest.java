package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Run;
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
