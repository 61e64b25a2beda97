package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Work that takes too long, also such that does not react to interrupts. */
final class DeadlinesTest {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Problem LATE = Problem.of(503, "late", "Too late.");

    @Test
    void work_that_ends_in_time_gives_its_result_or_its_failure() throws Exception {
        try (Deadlines deadlines = new Deadlines(SHORT)) {
            assertThat(deadlines.<String>within("It", LONG, LATE, () -> "done")).isEqualTo("done");
            assertThatThrownBy(() -> deadlines.within("It", LONG, LATE, () -> {
                        throw new IOException("broken");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("broken");
        }
    }

    /** Whoever comes while the server stops is told so, and not of a mistake. */
    @Test
    void a_request_that_comes_when_the_server_stops_can_be_sent_again() {
        Deadlines deadlines = new Deadlines(SHORT);
        deadlines.close();
        assertThatThrownBy(() -> deadlines.within(LONG, LATE, () -> "unreached"))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().status()).isEqualTo(503);
                    assertThat(refused.problem().code()).isEqualTo("server.stopping");
                });
        assertThatThrownBy(() -> deadlines.within("It", LONG, LATE, () -> "unreached"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is stopping");
    }

    @Test
    void a_provider_that_hangs_holds_no_request_and_only_its_own_store_is_refused() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Deadlines deadlines = new Deadlines(SHORT)) {
            for (int i = 0; i < 8; i++) {
                assertThatThrownBy(() -> deadlines.within("The store \"a\"", SHORT, LATE, () -> hang(end)))
                        .hasMessage("Too late.");
            }
            assertThatThrownBy(() -> deadlines.within("The store \"a\"", LONG, LATE, () -> "unreached"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("The store \"a\" has 8 calls");
            assertThat(deadlines.<String>within("The store \"b\"", LONG, LATE, () -> "done"))
                    .isEqualTo("done");
            end.countDown();
            await().untilAsserted(
                            () -> assertThat(deadlines.<String>within("The store \"a\"", LONG, LATE, () -> "again"))
                                    .isEqualTo("again"));
        }
    }

    @Test
    void a_crowd_at_one_subject_is_refused_in_time_and_disturbs_no_other() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService crowd = Executors.newCachedThreadPool();
        try (Deadlines deadlines = new Deadlines(SHORT)) {
            CountDownLatch inside = new CountDownLatch(48);
            List<Future<String>> first = new ArrayList<>();
            for (int i = 0; i < 48; i++) {
                first.add(crowd.submit(() -> deadlines.within("The store \"a\"", "GET /x by ola", LONG, LATE, () -> {
                    inside.countDown();
                    end.await();
                    return "done";
                })));
            }
            inside.await();

            assertThatThrownBy(() -> deadlines.within("The store \"a\"", LONG, LATE, () -> "unreached"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("has 48 requests to do already")
                    .hasMessageMatching(
                            ".* Longest at it: (GET /x by ola for [0-9]+ s(; |[.] )){3}Try again in a moment[.]");
            assertThat(deadlines.<String>within("The store \"b\"", LONG, LATE, () -> "done"))
                    .isEqualTo("done");

            end.countDown();
            for (Future<String> each : first) {
                assertThat(each.get()).isEqualTo("done");
            }
            assertThat(deadlines.<String>within("The store \"a\"", LONG, LATE, () -> "again"))
                    .isEqualTo("again");
        } finally {
            end.countDown();
            crowd.shutdownNow();
        }
    }

    @Test
    void work_that_ends_well_although_it_was_late_is_answered_with_its_result() throws Exception {
        try (Deadlines deadlines = new Deadlines(LONG)) {
            CountDownLatch never = new CountDownLatch(1);
            assertThat(deadlines.<String>within("It", SHORT, LATE, () -> {
                        try {
                            never.await();
                            return "unreached";
                        } catch (InterruptedException e) {
                            return "committed";
                        }
                    }))
                    .isEqualTo("committed");
            assertThatThrownBy(() -> deadlines.within("It", SHORT, LATE, () -> {
                        never.await();
                        return "unreached";
                    }))
                    .hasMessage("Too late.");
        }
    }

    /** Goes on when it is interrupted, as some drivers do. */
    private static String hang(CountDownLatch end) {
        while (true) {
            try {
                end.await();
                return "late";
            } catch (InterruptedException e) {
                // This is what is tested: nobody listens.
            }
        }
    }
}
