package dev.naust.health.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Health;
import dev.naust.api.service.Health.Monitor;
import dev.naust.api.service.Health.Report;
import dev.naust.api.service.Health.Status;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store's health in the words of Felix Health Checks. */
final class StoreCheckTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @EnumSource(Health.Result.class)
    void the_status_is_the_monitors_and_the_log_says_why(Health.Result result) {
        Result answer = check(Optional.of(report(result))).execute();

        assertThat(answer.getStatus().name()).isEqualTo(result.name());
        assertThat(answer)
                .extracting(ResultLog.Entry::getMessage)
                .contains("Store shop is DEGRADED since 2026-11-22T12:00:00Z.", "It did not answer.")
                .contains("It is at b instead of a.", "The last check that passed took 7 ms.");
    }

    @Test
    void a_store_that_is_gone_is_an_error_of_the_check() {
        Result answer = check(Optional.empty()).execute();

        assertThat(answer.getStatus()).isEqualTo(Result.Status.HEALTH_CHECK_ERROR);
        assertThat(answer.toString()).contains("no store shop");
    }

    private static Report report(Health.Result result) {
        return new Report(
                "shop",
                Status.DEGRADED,
                result,
                NOON,
                Optional.of(NOON),
                Optional.of(Duration.ofMillis(7)),
                1,
                Optional.of("It did not answer."),
                List.of(),
                Optional.of("It is at b instead of a."),
                0);
    }

    private static StoreCheck check(Optional<Report> report) {
        Health health = proxy(Health.class, report.map(known -> proxy(Monitor.class, known)));
        return new StoreCheck("shop", health);
    }

    /** One who answers the same, whatever is asked. */
    private static <T> T proxy(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> answer));
    }
}
