package dev.naust.health.monitor;

import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.service.StoreEndpoints;
import dev.naust.api.service.StoreRegistry;
import dev.naust.testkit.SettableClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A clock that is set while a store is watched: the store goes on being checked at its pace. */
final class JumpingClockTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T12:00:00Z"));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final AtomicInteger checks = new AtomicInteger();

    @AfterEach
    void stop() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    @Test
    void a_store_is_checked_on_when_the_clock_is_set_back_or_far_ahead() {
        StoreMonitor monitor = new StoreMonitor(
                "shop",
                new Surroundings(nothing(StoreRegistry.class), answering(), clock, timer, workers, new Nobody()),
                () -> true);
        monitor.configure(HealthSettings.of(Document.of(Map.of("interval", Text.of("100ms")))));
        monitor.start();
        checkedOnAt(monitor);
        clock.move(Duration.ofHours(-1));
        checkedOnAt(monitor);
        clock.move(Duration.ofDays(40));
        checkedOnAt(monitor);
    }

    private void checkedOnAt(StoreMonitor monitor) {
        int before = checks.get();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            monitor.tick();
            return checks.get() > before + 1;
        });
    }

    private StoreEndpoints answering() {
        return proxy(StoreEndpoints.class, name -> switch (name) {
            case "check" -> checks.incrementAndGet() > 0;
            default -> List.of();
        });
    }

    private static <T> T nothing(Class<T> type) {
        return proxy(type, name -> List.of());
    }

    private static <T> T proxy(Class<T> type, java.util.function.Function<String, Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(method.getName())));
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
