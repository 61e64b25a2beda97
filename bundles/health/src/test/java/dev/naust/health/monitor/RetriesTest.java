package dev.naust.health.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Health.Status;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreEndpoints;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.StoreException;
import io.github.resilience4j.core.functions.Either;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pauses between a check that failed and its retries: what they are made of, and what a monitor really waits. */
@Timeout(20)
final class RetriesTest {
    private static final int DRAWS = 500;
    private static final Duration TIMEOUT = Duration.ofMillis(7001);
    private static final HealthSettings SETTINGS = HealthSettings.of(Document.of(Map.of(
            "interval", Text.of("30s"),
            "timeout", Text.of(TIMEOUT.toMillis() + "ms"),
            "maxRetries", Value.int64(3),
            "retryDelay", Text.of("1s"))));

    private final Timer timer = new Timer();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private volatile boolean isDown;

    @AfterEach
    void stop() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    @Test
    void each_pause_is_twice_the_one_before_and_a_quarter_more_or_less_by_chance() {
        for (int attempt = 1; attempt <= 4; attempt++) {
            long base = 1_000L << (attempt - 1);
            List<Long> drawn = drawn(attempt);
            assertThat(drawn)
                    .as("before retry " + attempt)
                    .allMatch(pause -> pause >= base * 3 / 4 && pause <= base * 5 / 4);
            assertThat(drawn)
                    .as("on both sides")
                    .anyMatch(pause -> pause < base * 9 / 10)
                    .anyMatch(pause -> pause > base * 11 / 10);
            assertThat(drawn.stream().distinct().count()).as("different ones").isGreaterThan(DRAWS / 4);
        }
    }

    @Test
    void no_pause_is_longer_than_the_interval_however_often_a_check_has_failed() {
        for (int attempt : List.of(6, 10, 40, 100)) {
            assertThat(drawn(attempt))
                    .as("before retry " + attempt)
                    .allMatch(pause -> pause > 0 && pause <= 30_000)
                    .anyMatch(pause -> pause > 20_000);
        }
    }

    private static List<Long> drawn(int attempt) {
        var pauses = Retries.of("shop", SETTINGS, 3).getRetryConfig().<Object>getIntervalBiFunction();
        return IntStream.range(0, DRAWS)
                .mapToObj(i -> pauses.apply(attempt, Either.left(new IllegalStateException())))
                .toList();
    }

    @Test
    void a_monitor_waits_these_pauses_and_begins_with_the_first_again_when_the_store_has_answered() throws Exception {
        StoreMonitor monitor = new StoreMonitor(
                "shop",
                new Surroundings(
                        proxy(StoreRegistry.class, name -> List.of()),
                        proxy(StoreEndpoints.class, this::answer),
                        Clock.systemUTC(),
                        timer,
                        workers,
                        new Nobody()),
                () -> true);
        monitor.configure(SETTINGS);
        isDown = true;
        assertThat(monitor.checkNow().consecutiveFailures()).isEqualTo(4);
        assertThat(monitor.status().status()).isEqualTo(Status.UNHEALTHY);
        assertGrown(timer.pauses);

        timer.pauses.clear();
        monitor.checkNow();
        assertThat(timer.pauses).as("what is known to be down is asked once").isEmpty();

        isDown = false;
        assertThat(monitor.checkNow().status()).isEqualTo(Status.HEALTHY);
        assertThat(monitor.status().consecutiveFailures()).isZero();
        isDown = true;
        monitor.checkNow();
        assertGrown(timer.pauses);
    }

    private static void assertGrown(List<Long> pauses) {
        assertThat(pauses).hasSize(3);
        assertThat(pauses.get(0)).isBetween(750L, 1_250L);
        assertThat(pauses.get(1)).isBetween(1_500L, 2_500L);
        assertThat(pauses.get(2)).isBetween(3_000L, 5_000L);
    }

    private Object answer(String method) {
        if (!method.equals("check")) {
            return List.of();
        }
        if (isDown) {
            throw new StoreException(ServiceError.STORE_UNAVAILABLE, "Store shop is away");
        }
        return true;
    }

    private static <T> T proxy(Class<T> type, Function<String, Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(method.getName())));
    }

    /** Notes the pauses and waits none of them; the limit of a check is none. */
    private static final class Timer extends ScheduledThreadPoolExecutor {
        private final List<Long> pauses = new CopyOnWriteArrayList<>();

        Timer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            if (unit.toMillis(delay) == TIMEOUT.toMillis()) {
                return super.schedule(command, delay, unit);
            }
            pauses.add(unit.toMillis(delay));
            return super.schedule(command, 0, unit);
        }
    }

    private static final class Nobody implements Surroundings.Listener {
        @Override
        public void checked(StoreMonitor monitor) {
            // Nobody listens.
        }

        @Override
        public void happened(String type, StoreMonitor monitor) {
            // Nobody listens.
        }
    }
}
