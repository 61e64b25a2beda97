package dev.naust.health.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.OperationListener.Operation;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Prometheus gets to see. */
final class PrometheusMetricsTest {
    private final PrometheusMetrics metrics = new PrometheusMetrics();

    @AfterEach
    void stop() {
        metrics.stop();
    }

    @Test
    void operations_are_counted_and_timed_by_store_name_and_outcome() {
        metrics.ended(new Operation("shop", "records.find", "ok", Duration.ofMillis(3)));
        metrics.ended(new Operation("shop", "records.find", "ok", Duration.ofMillis(30)));
        metrics.ended(new Operation("shop", "records.create", "conflict", Duration.ofMillis(1)));

        assertThat(metrics.text())
                .contains(
                        "naust_store_operation_seconds_count{operation=\"records.find\",outcome=\"ok\",store=\"shop\"} 2")
                .contains("operation=\"records.find\",outcome=\"ok\",store=\"shop\",le=\"0.005\"} 1")
                .contains("operation=\"records.create\",outcome=\"conflict\",store=\"shop\"} 1");
    }

    @Test
    void the_process_itself_is_measured() {
        assertThat(metrics.text())
                .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_files_open_files");
    }
}
