package dev.naust.console.page;

import dev.naust.api.service.Health.Monitor;
import dev.naust.api.service.Health.Report;
import dev.naust.api.service.Health.Sample;
import dev.naust.api.service.Health.Status;
import dev.naust.api.service.StoreEndpoints.Endpoint;
import dev.naust.console.view.Badge;
import dev.naust.console.view.HealthView;
import dev.naust.console.view.HealthView.Bar;
import dev.naust.console.view.HealthView.Checks;
import dev.naust.console.view.HealthView.EndpointRow;
import dev.naust.console.view.Moment;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows how a store is, and draws its last checks. */
final class HealthPart {
    private static final int SHOWN = 120;
    private static final int STEP = 6;
    private static final int BAR_HEIGHT = 40;
    private static final int LOWEST_BAR = 6;

    private final Services services;

    HealthPart(Services services) {
        this.services = services;
    }

    /** The part of a store's page; empty where nobody watches stores at the moment. */
    Optional<HealthView> of(String store) {
        return monitor(store).map(HealthPart::view);
    }

    /** How a store is; empty where nobody watches it. */
    Optional<Report> report(String store) {
        return monitor(store).map(Monitor::status);
    }

    private Optional<Monitor> monitor(String store) {
        try {
            return services.health().find(store);
        } catch (ProblemException absent) {
            return Optional.empty();
        }
    }

    private static HealthView view(Monitor monitor) {
        Report report = monitor.status();
        boolean hasPlaces = report.endpoints().size() > 1;
        return new HealthView(
                badge(report.status()),
                sentence(report, monitor.isRunning()),
                monitor.isRunning() ? since(report) : Optional.empty(),
                report.lastError(),
                report.checkedAt().map(Moment::of),
                monitor.isRunning(),
                checks(monitor.history()),
                hasPlaces
                        ? report.endpoints().stream()
                                .map(each -> row(each, report.status()))
                                .toList()
                        : List.of(),
                report.failover(),
                report.endpoints().stream().anyMatch(each -> each.isActive() && !each.isPrimary()));
    }

    static Badge badge(Status status) {
        return switch (status) {
            case HEALTHY -> new Badge("Healthy", Tone.GOOD);
            case DEGRADED -> new Badge("Degraded", Tone.WARN);
            case UNHEALTHY -> new Badge("Unhealthy", Tone.BAD);
            case UNKNOWN -> new Badge("Not checked", Tone.QUIET);
        };
    }

    private static String sentence(Report report, boolean isWatched) {
        if (!isWatched) {
            return "Nobody watches it. Check it now, or start the watching over the API.";
        }
        return switch (report.status()) {
            case HEALTHY ->
                "It answers"
                        + report.latency()
                                .map(took -> "; the last check took " + milliseconds(took))
                                .orElse("") + ".";
            case DEGRADED ->
                report.consecutiveFailures() == 0
                        ? "It answers slowly."
                        : "The last check failed; it is being tried again.";
            case UNHEALTHY ->
                "It does not answer; " + Show.count(report.consecutiveFailures(), "check", "checks")
                        + " in a row failed.";
            case UNKNOWN -> "It has not been opened yet. It is watched once it is used, or checked now.";
        };
    }

    private static Optional<Moment> since(Report report) {
        return switch (report.status()) {
            case HEALTHY, UNHEALTHY -> Optional.of(Moment.of(report.since()));
            case DEGRADED ->
                Optional.of(report.since())
                        .filter(since -> report.consecutiveFailures() == 0)
                        .map(Moment::of);
            case UNKNOWN -> Optional.empty();
        };
    }

    private static String milliseconds(Duration took) {
        return String.format(Locale.ROOT, "%.1f ms", took.toNanos() / 1e6);
    }

    /** The endpoint that is in use is as well as the store is: green beside a store that does not answer would mislead. */
    private static EndpointRow row(Endpoint endpoint, Status status) {
        Badge state = endpoint.isActive()
                ? new Badge("In use", badge(status).tone())
                : endpoint.isFenced() ? new Badge("Fenced", Tone.WARN) : new Badge("Stands by", Tone.QUIET);
        String name = endpoint.isPrimary() ? endpoint.name() + " (own connection)" : endpoint.name();
        return new EndpointRow(name, state, endpoint.residency().orElse("not said"));
    }

    private static Optional<Checks> checks(List<Sample> history) {
        if (history.size() < 2) {
            return Optional.empty();
        }
        List<Sample> shown = history.subList(Math.max(0, history.size() - SHOWN), history.size());
        double slowest = shown.stream()
                .flatMap(sample -> sample.latency().stream())
                .mapToLong(Duration::toNanos)
                .max()
                .orElse(1);
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            bars.add(bar(shown.get(i), (SHOWN - shown.size() + i) * STEP, slowest));
        }
        return Optional.of(new Checks(
                bars,
                SHOWN * STEP,
                BAR_HEIGHT,
                words(shown, slowest),
                Moment.of(shown.get(0).at()),
                Moment.of(shown.get(shown.size() - 1).at())));
    }

    /** A check that failed is a whole bar: what matters most is seen most. */
    private static Bar bar(Sample sample, int x, double slowest) {
        // By the logarithm: one slow check must not flatten all others.
        int height = sample.latency()
                .map(took -> (int) Math.round(LOWEST_BAR
                        + (BAR_HEIGHT * 0.7 - LOWEST_BAR)
                                * Math.log1p(took.toNanos() / 1e5)
                                / Math.log1p(Math.max(1, slowest) / 1e5)))
                .orElse(BAR_HEIGHT);
        return new Bar(
                x, BAR_HEIGHT - height, height, badge(sample.status()).tone().style());
    }

    private static String words(List<Sample> shown, double slowest) {
        long failed =
                shown.stream().filter(sample -> sample.latency().isEmpty()).count();
        return Show.count(shown.size(), "check", "checks") + ": "
                + (failed == 0 ? "none failed" : Show.number(failed) + " failed")
                + (failed == shown.size() ? "" : ", the slowest took " + milliseconds(Duration.ofNanos((long) slowest)))
                + ".";
    }
}
