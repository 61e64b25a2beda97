package dev.naust.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Run.Progress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(250);

    private final ProgressMeter meter = new ProgressMeter();

    @Test
    void speedAndTimeLeftFollowTheLastSecondsAndNotTheWholeRun() {
        meter.total(1_000_000);
        meter.start(0);
        long now = run(0, 400, 1_000);
        assertThat(meter.now(now).perSecond()).isEqualTo(4_000);

        now = run(now, 40, 10);
        Progress progress = meter.now(now);

        assertThat(progress.processed()).isEqualTo(400_400);
        assertThat(progress.perSecond()).isBetween(39.0, 41.0);
        assertThat(progress.etaSeconds()).isBetween(14_000L, 16_000L);
    }

    @Test
    void withoutATotalOrASpeedThereIsNoTimeLeft() {
        meter.start(0);
        assertThat(meter.now(TICK)).isEqualTo(new Progress(0, -1, 0, -1));
        meter.advance(5);
        assertThat(meter.now(TICK).etaSeconds()).isNegative();
        meter.total(10);
        assertThat(meter.now(TICK).etaSeconds()).isEqualTo(1);
    }

    private long run(long from, int ticks, int records) {
        long now = from;
        for (int i = 0; i < ticks; i++) {
            meter.advance(records);
            now += TICK;
            meter.sample(now);
        }
        return now;
    }
}
