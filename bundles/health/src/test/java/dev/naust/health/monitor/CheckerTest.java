package dev.naust.health.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that hang hold up nobody, and do not pile up. */
@Timeout(20)
final class CheckerTest {
    private static final Duration LIMIT = Duration.ofMillis(50);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(0, 100, 10, TimeUnit.SECONDS, new SynchronousQueue<>());
    private final Checker checker = new Checker("shop", timer, workers, Clock.systemUTC());
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void stop() {
        answer.countDown();
        timer.shutdownNow();
        workers.shutdownNow();
    }

    /** A driver that does not react to interrupts. */
    private CompletableFuture<Boolean> hang() {
        return checker.call(LIMIT, () -> {
            while (answer.getCount() > 0) {
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    // This is what makes it hang.
                    Thread.onSpinWait();
                }
            }
            return true;
        });
    }

    @Test
    void a_call_that_hangs_is_answered_in_time_and_not_repeated_before_it_ends() {
        assertThat(codeOf(hang())).isEqualTo(ServiceError.STORE_TIMEOUT.code());
        for (int i = 0; i < 50; i++) {
            assertThat(codeOf(hang())).isEqualTo(ServiceError.STORE_HANGS.code());
        }
        assertThat(workers.getLargestPoolSize()).isEqualTo(1);

        answer.countDown();
        await().until(() -> !checker.isBusy());
        assertThat(checker.call(LIMIT, () -> "back").join()).isEqualTo("back");
    }

    @Test
    void a_call_that_is_given_up_makes_room_for_others() {
        assertThat(codeOf(hang())).isEqualTo(ServiceError.STORE_TIMEOUT.code());
        assertThat(checker.abandon()).isTrue();
        assertThat(checker.call(LIMIT, () -> "new").join()).isEqualTo("new");
        assertThat(checker.abandon()).isFalse();
    }

    @Test
    void an_interruption_never_reaches_the_next_call() {
        assertThat(codeOf(checker.call(LIMIT, () -> {
                    new CountDownLatch(1).await();
                    return true;
                })))
                .isEqualTo(ServiceError.STORE_TIMEOUT.code());
        await().until(() -> !checker.isBusy());
        assertThat(checker.call(
                                Duration.ofSeconds(5),
                                () -> Thread.currentThread().isInterrupted())
                        .join())
                .isFalse();
    }

    @Test
    void an_error_of_a_driver_fails_its_call_alone() {
        assertThatThrownBy(() -> checker.call(LIMIT, () -> {
                            throw new NoClassDefFoundError("gone");
                        })
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(checker.call(LIMIT, () -> "next").join()).isEqualTo("next");
    }

    private static String codeOf(CompletableFuture<?> failing) {
        try {
            failing.join();
            return "none";
        } catch (CompletionException e) {
            return ((StoreException) e.getCause()).code().code();
        }
    }
}
