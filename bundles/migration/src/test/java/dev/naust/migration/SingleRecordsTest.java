package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Single records, of which somebody else has one in hand for longer than one waits. */
@Timeout(60)
class SingleRecordsTest {
    private final SingleRecords singly = new SingleRecords(Duration.ofMillis(20));
    private final CountDownLatch done = new CountDownLatch(1);
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private Future<String> first;

    @BeforeEach
    void takeOneInHand() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        first = other.submit(() -> singly.write("run-1", 7, () -> {
            begun.countDown();
            done.await();
            return "done";
        }));
        begun.await();
    }

    @AfterEach
    void letGo() {
        done.countDown();
        other.shutdownNow();
    }

    @Test
    void theSameRecordIsRefusedByName() throws Exception {
        assertThatThrownBy(() -> singly.write("run-1", 7, () -> "twice"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.MIGRATION_IN_PROGRESS))
                .hasMessageContaining("Record 7 that run run-1 left over")
                .hasMessageContaining("again when that is done");
        done.countDown();
        assertThat(first.get()).isEqualTo("done");
        assertThat(singly.<String>write("run-1", 7, () -> "again")).isEqualTo("again");
    }

    @Test
    void anotherRecordIsWritten() throws Exception {
        assertThat(singly.<String>write("run-1", 8, () -> "other")).isEqualTo("other");
    }

    @Test
    void theRunIsNotTakenBackMeanwhile() {
        assertThatThrownBy(() -> singly.takeBack("run-1"))
                .hasMessageContaining("run run-1 is not taken back yet: resume the rollback");
        assertThatThrownBy(() -> singly.write("run-1", 8, () -> "other")).hasMessageContaining("is taken back");
    }
}
