package dev.naust.health.metrics;

import dev.naust.api.service.Health;
import dev.naust.api.service.Metrics;
import dev.naust.api.service.OperationListener;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Keeps what is measured for Prometheus to fetch. Safe for use by several threads. */
@Component(service = {Metrics.class, OperationListener.class, HealthMeter.class})
public final class PrometheusMetrics implements Metrics, OperationListener, HealthMeter {
    private static final Duration[] STEPS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StoreGauges stores = new StoreGauges(registry);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    @Activate
    public PrometheusMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    @Override
    public void ended(Operation operation) {
        Timer.builder("naust.store.operation")
                .description("Operations of the ports on stores")
                .tag("store", operation.store())
                .tag("operation", operation.name())
                .tag("outcome", operation.outcome())
                .serviceLevelObjectives(STEPS)
                .register(registry)
                .record(operation.time());
    }

    @Override
    public void checked(Health.Report report) {
        stores.checked(report);
    }

    @Override
    public void gone(String store) {
        stores.gone(store);
    }

    @Override
    public String text() {
        return registry.scrape();
    }

    @Deactivate
    void stop() {
        collections.close();
        registry.close();
    }
}
