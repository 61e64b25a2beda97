package dev.naust.health.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.api.service.Health.Report;
import dev.naust.api.service.Health.Status;
import dev.naust.api.service.StoreEndpoints;
import dev.naust.api.service.StoreRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody asks how a store is while the monitor looks whether it happens to be open. */
@Timeout(20)
final class CheckWhenAskedTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final CountDownLatch looked = new CountDownLatch(1);
    private final Queue<Boolean> opening = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    @Test
    void a_store_that_nobody_has_opened_yet_is_opened_for_them() throws Exception {
        StoreMonitor monitor = new StoreMonitor(
                "spare",
                new Surroundings(
                        proxy(StoreRegistry.class, arguments -> List.of()),
                        proxy(StoreEndpoints.class, this::answer),
                        Clock.systemUTC(),
                        timer,
                        workers,
                        new Nobody()),
                () -> false);
        monitor.start();
        monitor.tick();
        await().atMost(Duration.ofSeconds(10)).until(() -> opening.contains(false));

        CompletableFuture<Thread> asker = new CompletableFuture<>();
        Future<Report> asked = workers.submit(() -> {
            asker.complete(Thread.currentThread());
            return monitor.checkNow();
        });
        Thread waiting = asker.get(10, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(10)).until(() -> waiting.getState() == Thread.State.WAITING);
        looked.countDown();

        assertThat(asked.get(10, TimeUnit.SECONDS).status()).isEqualTo(Status.HEALTHY);
        assertThat(opening).containsExactly(false, true);
    }

    /** A look that opens nothing lasts until {@link #looked}, and finds the store closed. */
    private Object answer(Object[] arguments) {
        if (arguments.length < 3) {
            return List.of();
        }
        boolean opens = (Boolean) arguments[2];
        opening.add(opens);
        try {
            return opens || !looked.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T proxy(Class<T> type, Function<Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(arguments == null ? new Object[0] : arguments)));
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
