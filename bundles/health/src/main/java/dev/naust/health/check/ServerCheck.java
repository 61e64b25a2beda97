package dev.naust.health.check;

import dev.naust.api.service.Health;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.ResultLog.Entry;

/** Whether the server itself can serve, with the reasons of {@code /readyz}. Thread-safe. */
final class ServerCheck implements HealthCheck {
    private final Health health;

    ServerCheck(Health health) {
        this.health = health;
    }

    @Override
    public Result execute() {
        List<String> reasons = health.unready();
        if (reasons.isEmpty()) {
            return new Result(Result.Status.OK, "The server's own state answers.");
        }
        ResultLog log = new ResultLog();
        reasons.forEach(why -> log.add(new Entry(Result.Status.TEMPORARILY_UNAVAILABLE, why)));
        return new Result(log);
    }
}
