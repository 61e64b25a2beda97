package dev.naust.registry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.registry.lifecycle.Limited.Done;
import dev.naust.registry.lifecycle.Limited.Outcome;
import dev.naust.registry.lifecycle.Limited.Threw;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitedTest {
    private static final Duration LIMIT = Duration.ofMillis(400);

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, 1})
    void a_step_that_hangs_is_interrupted_at_its_limit(double crowd) throws Exception {
        assertThat(outcome(crowd, () -> new CountDownLatch(1).await(1, TimeUnit.MINUTES)))
                .isInstanceOfSatisfying(
                        Threw.class, threw -> assertThat(threw.late()).isTrue());
    }

    @Test
    void a_step_gets_more_time_where_others_want_the_processors_too() throws Exception {
        assertThat(outcome(100, () -> new CountDownLatch(1).await(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS)))
                .isInstanceOf(Done.class);
    }

    @Test
    void also_on_a_busy_machine_nothing_is_waited_for_for_ever() throws Exception {
        assertThat(outcome(Double.MAX_VALUE, () -> new CountDownLatch(1).await(1, TimeUnit.MINUTES)))
                .isInstanceOf(Threw.class);
    }

    private static Outcome outcome(double crowd, Limited.Step step) throws InterruptedException {
        return new Limited(LIMIT, () -> crowd).run(new ThreadGroup("plugin"), "step", step);
    }
}
