package dev.naust.health.check;

import dev.naust.api.service.Health;
import dev.naust.api.service.Health.Report;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.ResultLog.Entry;

/** How one store is, as its monitor saw it last: whoever asks waits for no store. Thread-safe. */
final class StoreCheck implements HealthCheck {
    private final String store;
    private final Health health;

    StoreCheck(String store, Health health) {
        this.store = store;
        this.health = health;
    }

    @Override
    public Result execute() {
        return health.find(store)
                .map(monitor -> result(monitor.status()))
                .orElseGet(() ->
                        new Result(Result.Status.HEALTH_CHECK_ERROR, "There is no store " + store + " any more."));
    }

    private static Result result(Report report) {
        Result.Status status = Result.Status.valueOf(report.result().name());
        ResultLog log = new ResultLog();
        log.add(new Entry(
                status, "Store " + report.store() + " is " + report.status() + " since " + report.since() + "."));
        report.lastError().ifPresent(error -> log.add(new Entry(status, error)));
        report.failover().ifPresent(note -> log.add(new Entry(Result.Status.OK, note)));
        report.latency()
                .ifPresent(took ->
                        log.add(new Entry("The last check that passed took " + took.toMillis() + " ms.", true)));
        report.checkedAt().ifPresent(at -> log.add(new Entry("It was last checked at " + at + ".", true)));
        report.activeEndpoint().ifPresent(name -> log.add(new Entry("It is at " + name + ".", true)));
        return new Result(log);
    }
}
