package dev.naust.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Document;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Queue;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.api.store.StoreException;
import dev.naust.testkit.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A clock that jumps: it may delay jobs, but loses none, gives none to two, and mixes up no tokens and ids. */
class ClockTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(new Contents(clock, 1 << 20), false);
    private final Queue queue = store.queue().orElseThrow();

    @Test
    void idsGoOnAscendingWhenTheClockJumpsBack() throws InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(queue.enqueue("mail", NewJob.of(Document.empty())));
            clock.move(Duration.ofHours(-1));
        }

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aLeasedJobIsNotGivenToASecondWorkerAndItsWorkerCanFinish() throws InterruptedException {
        queue.enqueue("mail", NewJob.of(Document.empty()));
        LeasedJob job = queue.dequeue("mail", 1, LEASE).get(0);

        clock.move(Duration.ofHours(-1));

        assertThat(queue.dequeue("mail", 1, LEASE)).isEmpty();
        assertThat(queue.heartbeat("mail", job.id(), job.token(), LEASE))
                .isEqualTo(clock.instant().plus(LEASE));
        queue.acknowledge("mail", job.id(), job.token());
        assertThat(queue.counts("mail")).isEqualTo(new Queue.Counts(0, 0, 0, 0));
    }

    @Test
    void aJobThatWaitsIsDelayedAndNotLost() throws InterruptedException {
        String early = queue.enqueue("mail", NewJob.of(Document.empty()));
        clock.move(Duration.ofHours(-1));
        String late = queue.enqueue("mail", NewJob.of(Document.empty()));

        assertThat(queue.dequeue("mail", 5, LEASE)).extracting(LeasedJob::id).containsExactly(late);
        assertThat(queue.counts("mail").ready()).isEqualTo(1);
        clock.move(Duration.ofHours(1));
        assertThat(queue.dequeue("mail", 5, LEASE)).extracting(LeasedJob::id).contains(early);
    }

    @Test
    void aJumpForwardEndsLeasesAndFencesTheirWorkersOff() throws InterruptedException {
        queue.enqueue("mail", NewJob.of(Document.empty()));
        LeasedJob first = queue.dequeue("mail", 1, LEASE).get(0);
        clock.move(Duration.ofHours(2));
        LeasedJob second = queue.dequeue("mail", 1, LEASE).get(0);
        clock.move(Duration.ofHours(-2));

        assertThat(second.token()).isGreaterThan(first.token());
        assertThatThrownBy(() -> queue.acknowledge("mail", first.id(), first.token()))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(CommonError.LEASE_LOST));
        queue.acknowledge("mail", second.id(), second.token());
    }
}
