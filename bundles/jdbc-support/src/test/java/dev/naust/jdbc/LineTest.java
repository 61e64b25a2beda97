package dev.naust.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LineTest {
    private static boolean isReached(Line.Place place) throws Exception {
        return place.await(Duration.ZERO);
    }

    @Test
    void soManyAreInAtATimeAndTheNextInTheOrderInWhichTheyCame() throws Exception {
        Line line = new Line(2);
        List<Line.Place> places =
                IntStream.range(0, 5).mapToObj(i -> line.join()).toList();
        assertThat(isReached(places.get(0)) && isReached(places.get(1))).isTrue();
        assertThat(isReached(places.get(2))).isFalse();

        places.get(1).close();

        assertThat(isReached(places.get(2))).isTrue();
        assertThat(isReached(places.get(3))).isFalse();
        assertThat(line.length()).isEqualTo(2);
    }

    @Test
    void whoLooksUpWhileHeWaitsKeepsHisPlaceAndNobodyPassesHim() throws Exception {
        Line line = new Line(1);
        Line.Place inside = line.join();
        int waiters = 40;
        CountDownLatch lookedUp = new CountDownLatch(10 * waiters);
        Queue<Integer> served = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(waiters);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < waiters; i++) {
                int number = i;
                Line.Place place = line.join();
                all.add(threads.submit(() -> {
                    while (!place.await(Duration.ofMillis(1))) {
                        lookedUp.countDown();
                    }
                    served.add(number);
                    place.close();
                    return true;
                }));
            }
            assertThat(lookedUp.await(30, TimeUnit.SECONDS)).isTrue();
            inside.close();
            for (Future<?> each : all) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(served)
                .containsExactlyElementsOf(IntStream.range(0, waiters).boxed().toList());
    }

    @Test
    void whoLeavesWhileHeWaitsHoldsUpNobody() throws Exception {
        Line line = new Line(1);
        Line.Place inside = line.join();
        Line.Place leaving = line.join();
        Line.Place next = line.join();

        leaving.close();
        inside.close();

        assertThat(isReached(next)).isTrue();
        assertThat(isReached(leaving)).isFalse();
    }

    @Test
    void whoLeavesAfterHisTurnCameUnseenLetsInTheNext() throws Exception {
        Line line = new Line(1);
        Line.Place inside = line.join();
        Line.Place unseeing = line.join();
        Line.Place next = line.join();
        inside.close();

        unseeing.close();

        assertThat(isReached(next)).isTrue();
    }

    @Test
    void leavingTwiceMakesRoomForOne() throws Exception {
        Line line = new Line(1);
        Line.Place inside = line.join();
        inside.close();
        inside.close();

        assertThat(isReached(line.join())).isTrue();
        assertThat(isReached(line.join())).isFalse();
    }

    @Test
    void thoseSentAwayHearWhyAndThoseInsideAndThoseWhoComeLaterDoNot() throws Exception {
        Line line = new Line(1);
        Line.Place inside = line.join();
        Line.Place waiting = line.join();
        IllegalStateException reason = new IllegalStateException("nobody is let in");

        line.dismiss(reason);
        Line.Place later = line.join();

        assertThatThrownBy(() -> isReached(waiting))
                .isInstanceOf(ExecutionException.class)
                .hasCause(reason);
        assertThat(isReached(inside)).isTrue();
        waiting.close();
        assertThat(isReached(later)).isFalse();
        inside.close();
        assertThat(isReached(later)).isTrue();
    }

    @Test
    void aClosedLineSendsAwayAlsoThoseWhoComeLater() throws Exception {
        Line line = new Line(1);
        Line.Place inside = line.join();
        Line.Place waiting = line.join();
        IllegalStateException reason = new IllegalStateException("closed");

        line.close(reason);
        inside.close();

        assertThatThrownBy(() -> isReached(waiting)).hasCause(reason);
        assertThatThrownBy(() -> isReached(line.join())).hasCause(reason);
    }
}
