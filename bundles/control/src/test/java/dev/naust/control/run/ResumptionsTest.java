package dev.naust.control.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Document;
import dev.naust.api.service.Run;
import dev.naust.api.service.Run.State;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs.Task;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who resumes runs comes late, comes twice, and cannot always be fetched at once. */
@Timeout(60)
class ResumptionsTest {
    private static final Task WORK = progress -> Document.empty();
    private static final Run LEFT = new Run(
            "r1",
            "privacy",
            "Request",
            Document.empty(),
            State.RUNNING,
            "",
            new Run.Progress(0, 0, 0, 0),
            Instant.EPOCH,
            Optional.empty(),
            List.of(),
            List.of());

    private final Resumptions resumptions = new Resumptions((run, task) -> {}, Duration.ofSeconds(40));

    @Test
    void anOfferIsFetchedWhenThereIsSomethingToResumeAndNotBefore() throws Exception {
        AtomicInteger fetched = new AtomicInteger();
        resumptions.offer("privacy", "first", () -> {
            fetched.incrementAndGet();
            return new Resumer();
        });
        assertThat(resumptions.offers("privacy")).isTrue();
        assertThat(fetched).hasValue(0);
        assertThat(resumptions.task(LEFT)).isSameAs(WORK);
    }

    @Test
    void anOfferThatCannotBeFetchedYetIsAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        resumptions.offer("privacy", "first", () -> asked.incrementAndGet() < 3 ? null : new Resumer());
        assertThat(resumptions.task(LEFT)).isSameAs(WORK);
        assertThat(asked).hasValue(3);
    }

    @Test
    void workWaitsForAnOfferThatGoesAndComesAgain() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        resumptions.offer("privacy", "first", () -> {
            resumptions.withdraw("privacy", "first");
            asked.countDown();
            return null;
        });
        CompletableFuture<Task> work = CompletableFuture.supplyAsync(() -> {
            try {
                return resumptions.task(LEFT);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        resumptions.offer("privacy", "second", Resumer::new);
        resumptions.withdraw("privacy", "first");
        assertThat(work.get(20, TimeUnit.SECONDS)).isSameAs(WORK);
        assertThat(resumptions.task(LEFT))
                .as("the end of the first takes nothing from the second")
                .isSameAs(WORK);
    }

    @Test
    void workThatNobodyEverCouldResumeFailsAtOnce() {
        resumptions.offer("backup", "other", Resumer::new);
        assertUnavailable(resumptions);
    }

    @Test
    void workFailsWithTheNextStepWhenWhoCouldResumeItStaysAway() {
        Resumptions impatient = new Resumptions((run, task) -> {}, Duration.ofMillis(1));
        impatient.offer("privacy", "first", Resumer::new);
        impatient.withdraw("privacy", "first");
        assertUnavailable(impatient);
    }

    private static void assertUnavailable(Resumptions asked) {
        assertThatThrownBy(() -> asked.task(LEFT))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.CONTROL_UNAVAILABLE))
                .hasMessageContaining("resume the run then");
    }

    private static final class Resumer implements RunResumer {
        @Override
        public String kind() {
            return "privacy";
        }

        @Override
        public Task resume(Run run) {
            return WORK;
        }
    }
}
