package dev.naust.health.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Health.Result;
import dev.naust.api.service.Health.Status;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What checks make of a store's status. */
final class ConditionTest {
    private static final Instant THEN = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final StoreException REFUSED =
            new StoreException(ServiceError.STORE_UNAVAILABLE, "Nothing answers at db:5432.");

    private final Condition fresh = Condition.unknown(THEN);

    @Test
    void a_store_that_answers_is_healthy_since_it_first_did() {
        Condition first = fresh.passed(THEN.plusSeconds(1), Duration.ofMillis(3), TIMEOUT);
        Condition second = first.passed(THEN.plusSeconds(31), Duration.ofMillis(4), TIMEOUT);
        assertThat(second.status()).isEqualTo(Status.HEALTHY);
        assertThat(second.since()).isEqualTo(THEN.plusSeconds(1));
        assertThat(second.checkedAt()).contains(THEN.plusSeconds(31));
        assertThat(second.latency()).contains(Duration.ofMillis(4));
    }

    @Test
    void a_slow_answer_is_a_warning() {
        Condition slow = fresh.passed(THEN, Duration.ofSeconds(4), TIMEOUT);
        assertThat(slow.status()).isEqualTo(Status.DEGRADED);
        assertThat(slow.result()).isEqualTo(Result.WARN);
        assertThat(slow.error()).get().asString().contains("4000 ms");
    }

    @Test
    void a_refusal_is_tried_again_before_the_store_counts_as_down() {
        Condition once = fresh.failed(THEN, REFUSED, false);
        assertThat(once.status()).isEqualTo(Status.DEGRADED);
        Condition last = once.failed(THEN.plusSeconds(9), REFUSED, true);
        assertThat(last.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(last.result()).isEqualTo(Result.TEMPORARILY_UNAVAILABLE);
        assertThat(last.failures()).isEqualTo(2);
        assertThat(last.error()).contains("Nothing answers at db:5432.");
    }

    @Test
    void silence_for_the_whole_time_is_enough_to_count_as_down() {
        StoreException silent = new StoreException(ServiceError.STORE_TIMEOUT, "It did not answer.");
        assertThat(fresh.failed(THEN, silent, false).status()).isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void what_somebody_has_to_change_is_critical_and_what_hangs_is_an_error_of_the_check() {
        StoreException wrong = new StoreException(CommonError.UNSUPPORTED, "The password is wrong.");
        StoreException hangs = new StoreException(ServiceError.STORE_HANGS, "It hangs.");
        assertThat(fresh.failed(THEN, wrong, true).result()).isEqualTo(Result.CRITICAL);
        assertThat(fresh.failed(THEN, hangs, true).result()).isEqualTo(Result.HEALTH_CHECK_ERROR);
        assertThat(fresh.failed(THEN, new IllegalStateException("s3cret"), true).error())
                .get()
                .asString()
                .doesNotContain("s3cret");
    }

    @Test
    void the_settings_are_those_of_the_file_and_the_usual_ones_for_the_rest() {
        HealthSettings settings = HealthSettings.of(Document.of(
                Map.of("interval", Value.text("10s"), "maxRetries", Value.int64(0), "failback", Value.text("auto"))));
        assertThat(settings)
                .isEqualTo(new HealthSettings(
                        Duration.ofSeconds(10), TIMEOUT, 0, Duration.ofSeconds(5), Duration.ofSeconds(60), true));
        assertThat(HealthSettings.of(Document.empty())).isEqualTo(HealthSettings.STANDARD);
    }
}
