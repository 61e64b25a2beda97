package dev.naust.console.rest;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.RunEvent;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often one reader of events wants to hear of a run's progress ({@code ?intervalMs=}); all other events come at once. Safe for
 * use by several threads.
 */
final class UpdateInterval {
    private static final String NAME = "intervalMs";
    private static final long LONGEST = 60_000;

    private final long nanos;
    private final Map<String, Long> lastTold = new ConcurrentHashMap<>();

    private UpdateInterval(Duration interval) {
        this.nanos = interval.toNanos();
    }

    static UpdateInterval of(Context request) {
        Optional<String> asked = Optional.ofNullable(request.queryParam(NAME));
        if (asked.isEmpty()) {
            return new UpdateInterval(Duration.ZERO);
        }
        if (!asked.get().matches("[0-9]{1,5}") || Long.parseLong(asked.get()) > LONGEST) {
            throw new ProblemException(Problem.invalid(
                    "request.invalid",
                    "The interval is not understood.",
                    List.of(new ConfigProblem("/" + NAME, "must be milliseconds from 0 to " + LONGEST))));
        }
        return new UpdateInterval(Duration.ofMillis(Long.parseLong(asked.get())));
    }

    boolean lets(RunEvent event) {
        if (nanos == 0 || !event.type().equals("progressUpdate")) {
            return true;
        }
        long now = System.nanoTime();
        Long last = lastTold.get(event.run().id());
        if (last != null && now - last < nanos) {
            return false;
        }
        lastTold.put(event.run().id(), now);
        return true;
    }
}
