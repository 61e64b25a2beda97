package dev.naust.console;

import dev.naust.api.service.Health;
import dev.naust.api.service.StoreEndpoints.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Health that a test sets, of stores that it names. */
final class TestHealth implements Health {
    private static final Instant THEN = Instant.parse("2026-03-01T08:00:00Z");

    private final Map<String, TestMonitor> monitors = new ConcurrentSkipListMap<>();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private volatile List<String> unready = List.of();

    /** From now on a store is like this, and whoever listens hears of it. */
    void set(String store, Status status, String error) {
        TestMonitor monitor = monitors.computeIfAbsent(store, TestMonitor::new);
        monitor.report = report(store, status, error);
        Event event = new Event(7, "healthChanged", monitor.report);
        listeners.forEach(listener -> listener.accept(event));
    }

    void notReady(String reason) {
        unready = List.of(reason);
    }

    int listeners() {
        return listeners.size();
    }

    private static Report report(String store, Status status, String error) {
        return new Report(
                store,
                status,
                status == Status.HEALTHY ? Result.OK : Result.TEMPORARILY_UNAVAILABLE,
                THEN,
                Optional.of(THEN),
                Optional.of(Duration.ofNanos(2_500_000)),
                status == Status.HEALTHY ? 0 : 4,
                error.isEmpty() ? Optional.empty() : Optional.of(error),
                List.of(
                        new Endpoint("db-1:5432", true, false, true, Optional.of("norway")),
                        new Endpoint("db-2:5432", false, true, false, Optional.of("norway"))),
                Optional.empty(),
                0);
    }

    @Override
    public Monitor monitor(String store) {
        return monitors.computeIfAbsent(store, TestMonitor::new);
    }

    @Override
    public Optional<Monitor> find(String store) {
        return Optional.ofNullable(monitors.get(store));
    }

    @Override
    public List<Report> statuses() {
        return monitors.values().stream().map(TestMonitor::status).toList();
    }

    @Override
    public boolean stopMonitoring(String store) {
        return monitors.containsKey(store);
    }

    @Override
    public void stopAll() {
        monitors.clear();
    }

    @Override
    public Subscription subscribe(Consumer<Event> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public List<String> unready() {
        return unready;
    }

    /** A monitor that answers with what the test said. */
    private static final class TestMonitor implements Monitor {
        private final String store;
        private volatile Report report;

        TestMonitor(String store) {
            this.store = store;
            this.report = report(store, Status.HEALTHY, "");
        }

        @Override
        public String store() {
            return store;
        }

        @Override
        public void start() {
            // It always runs.
        }

        @Override
        public void stop() {
            // It always runs.
        }

        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public Report status() {
            return report;
        }

        @Override
        public Report checkNow() {
            return report;
        }

        @Override
        public Report forceReconnect() {
            report = TestHealth.report(store, Status.HEALTHY, "");
            return report;
        }

        @Override
        public Report move(Optional<String> endpoint, boolean force) {
            return forceReconnect();
        }

        @Override
        public List<Sample> history() {
            return List.of(
                    new Sample(THEN.minusSeconds(60), Status.HEALTHY, Optional.of(Duration.ofMillis(2))),
                    new Sample(THEN, report.status(), Optional.empty()));
        }
    }
}
