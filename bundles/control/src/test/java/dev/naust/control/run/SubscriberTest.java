package dev.naust.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.service.Run;
import dev.naust.api.service.Run.Progress;
import dev.naust.api.service.Run.State;
import dev.naust.api.service.RunEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubscriberTest {
    private final List<RunEvent> heard = new ArrayList<>();
    private final List<Runnable> pending = new ArrayList<>();
    private final Subscriber slow = new Subscriber(Optional.empty(), heard::add, pending::add, gone -> {});

    @Test
    void ofPiledUpProgressOnlyTheLatestIsHeard() {
        slow.offer(event(1, "a", "progressUpdate", State.RUNNING));
        slow.offer(event(2, "a", "progressUpdate", State.RUNNING));
        slow.offer(event(3, "a", "stageChanged", State.RUNNING));
        catchUp();
        assertThat(heard.stream().map(RunEvent::sequence)).containsExactly(2L, 3L);
    }

    @Test
    void aVerySlowListenerMissesChangesButNoEnd() {
        for (int run = 0; run < 500; run++) {
            slow.offer(event(1, "run" + run, "stageChanged", State.RUNNING));
            slow.offer(event(2, "run" + run, "runCompleted", State.SUCCEEDED));
        }
        catchUp();
        assertThat(heard.stream().filter(event -> event.run().state().isFinal()))
                .hasSize(500);
        assertThat(heard).hasSizeLessThan(600);
    }

    @Test
    void nothingIsHeardAfterTheEnd() {
        slow.offer(event(1, "a", "runStarted", State.RUNNING));
        slow.close();
        slow.offer(event(2, "a", "runCompleted", State.SUCCEEDED));
        catchUp();
        assertThat(heard).isEmpty();
    }

    private void catchUp() {
        pending.forEach(Runnable::run);
    }

    private static RunEvent event(long sequence, String id, String type, State state) {
        Run run = new Run(
                id,
                "test",
                "Test",
                Document.empty(),
                state,
                "",
                new Progress(0, -1, 0, -1),
                Instant.EPOCH,
                Optional.empty(),
                List.of(),
                List.of());
        return new RunEvent(sequence, type, run);
    }
}
