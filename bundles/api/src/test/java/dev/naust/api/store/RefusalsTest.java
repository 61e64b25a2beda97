package dev.naust.api.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final Refusals<IOException> refusals = new Refusals<>(clock::get);
    private final IOException refusal = new IOException("no");

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void nothingStandsBeforeTheFirst() {
        assertThat(refusals.standing()).isEmpty();
    }

    @Test
    void aRefusalStandsForItsTimeAndThenOneAloneTriesAnew() {
        refusals.note(refusal);

        assertThat(refusals.standing()).containsSame(refusal);
        pass(Refusals.PAUSE.minusMillis(1));
        assertThat(refusals.standing()).containsSame(refusal);
        pass(Duration.ofMillis(1));
        assertThat(refusals.standing()).as("who asks first tries").isEmpty();
        assertThat(refusals.standing()).as("who asks meanwhile does not").containsSame(refusal);
    }

    @Test
    void aMinuteHearsFiveAtMost() {
        int heard = 0;
        for (int second = 0; second < 60; second++) {
            if (refusals.standing().isEmpty()) {
                refusals.note(refusal);
                heard++;
            }
            pass(Duration.ofSeconds(1));
        }
        assertThat(heard).isBetween(2, 5);
    }

    @Test
    void whoIsLetInEndsIt() {
        refusals.note(refusal);
        refusals.clear();
        assertThat(refusals.standing()).isEmpty();
    }
}
