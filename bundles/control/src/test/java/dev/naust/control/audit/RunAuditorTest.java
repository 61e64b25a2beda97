package dev.naust.control.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.service.Audit;
import dev.naust.api.service.Runs;
import dev.naust.api.store.Store;
import dev.naust.control.run.RunsService;
import dev.naust.control.state.TestStates;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunAuditorTest {

    @Test
    void theEndOfARunIsNotedOnceThoughItIsToldUnderTwoNames() throws Exception {
        try (Store store = TestStates.memory()) {
            Audit audit = new AuditService(TestStates.over(store), Optional.empty(), Clock.systemUTC());
            RunsService runs = new RunsService(TestStates.over(store));
            RunAuditor auditor = new RunAuditor(audit, runs);
            String first = start(runs);
            String second = start(runs);

            await().atMost(Duration.ofSeconds(30)).until(() -> noted(audit).containsAll(List.of(first, second)));
            String later = start(runs);
            await().atMost(Duration.ofSeconds(30)).until(() -> noted(audit).contains(later));
            auditor.stop();
            runs.stop();

            assertThat(noted(audit)).containsExactlyInAnyOrder(first, second, later);
        }
    }

    private static String start(Runs runs) {
        return "run/"
                + runs.start("drill", "Title", Document.empty(), progress -> Document.empty())
                        .id();
    }

    private static List<String> noted(Audit audit) {
        return audit.list(Optional.empty(), 100).stream()
                .map(entry -> entry.event().target())
                .toList();
    }
}
