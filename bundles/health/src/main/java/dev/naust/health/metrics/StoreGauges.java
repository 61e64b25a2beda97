package dev.naust.health.metrics;

import dev.naust.api.service.Health.Report;
import dev.naust.api.service.Health.Status;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/** The gauges of each store's health: their number grows with the stores, and never with their endpoints or errors. Thread-safe. */
final class StoreGauges implements HealthMeter {
    private final MeterRegistry registry;
    private final Map<String, Measured> stores = new ConcurrentHashMap<>();

    StoreGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Measured(AtomicReference<Report> last, List<Gauge> gauges) {}

    @Override
    public void checked(Report report) {
        stores.computeIfAbsent(report.store(), store -> measure(report)).last().set(report);
    }

    @Override
    public void gone(String store) {
        Measured measured = stores.remove(store);
        if (measured != null) {
            measured.gauges().forEach(registry::remove);
        }
    }

    private Measured measure(Report first) {
        AtomicReference<Report> last = new AtomicReference<>(first);
        return new Measured(
                last,
                List.of(
                        gauge(
                                "naust.store.up",
                                "Whether a store's last check passed: 1 or 0",
                                last,
                                report -> report.status() == Status.HEALTHY
                                                || report.lastError().isEmpty()
                                        ? 1
                                        : 0),
                        gauge(
                                "naust.store.health",
                                "How a store is: 0 healthy, 1 degraded, 2 unhealthy, 3 unknown",
                                last,
                                report -> report.status().ordinal()),
                        gauge(
                                "naust.store.check.seconds",
                                "How long a store's last check that passed took",
                                last,
                                report -> report.latency().orElse(Duration.ZERO).toNanos() / 1e9),
                        gauge(
                                "naust.store.consecutive.failures",
                                "Checks of a store in a row that did not pass",
                                last,
                                Report::consecutiveFailures),
                        gauge(
                                "naust.store.away",
                                "Whether a store is at another endpoint than its own connection: 1 or 0",
                                last,
                                report -> report.endpoints().stream()
                                                .anyMatch(each -> each.isActive() && !each.isPrimary())
                                        ? 1
                                        : 0)));
    }

    private Gauge gauge(String name, String description, AtomicReference<Report> last, ToDoubleFunction<Report> value) {
        return Gauge.builder(name, last, reference -> value.applyAsDouble(reference.get()))
                .description(description)
                .tag("store", last.get().store())
                .register(registry);
    }
}
