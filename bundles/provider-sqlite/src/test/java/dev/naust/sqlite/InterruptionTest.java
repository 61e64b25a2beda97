package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Long work ends when its thread is interrupted or its store is closed. */
@Timeout(60)
class InterruptionTest {
    private final ScheduledExecutorService other = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeAnEndlessView() throws Exception {
        file = folder.resolve("endless.db");
        Stores.run(
                file,
                "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                        + " SELECT i FROM n WHERE i < 0");
    }

    @AfterEach
    void end() {
        other.shutdownNow();
    }

    @Test
    void reading_ends_soon_after_an_interrupt() {
        try (Store store = Stores.open(file);
                RecordReader reader = store.read(ReadRequest.of(DatasetId.of("endless")))) {
            Thread waiting = Thread.currentThread();
            other.schedule(waiting::interrupt, 300, TimeUnit.MILLISECONDS);
            long began = System.nanoTime();

            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> reader.next(10, 1000));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void profiling_ends_soon_after_an_interrupt() {
        try (Store store = Stores.open(file)) {
            Thread waiting = Thread.currentThread();
            other.schedule(waiting::interrupt, 300, TimeUnit.MILLISECONDS);

            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> store.profiling().orElseThrow().profile(DatasetId.of("endless")));
        }
    }

    @Test
    void a_closed_store_refuses_all_work() {
        Store store = Stores.open(file);
        RecordReader reader = store.read(ReadRequest.of(DatasetId.of("endless")));

        store.close();

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> reader.next(1, 1));
        assertThatExceptionOfType(StoreException.class).isThrownBy(store::datasets);
        store.close();
        reader.close();
    }
}
