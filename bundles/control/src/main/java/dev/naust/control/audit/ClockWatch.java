package dev.naust.control.audit;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Audit.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Sees when the clock jumps, by a second one that only counts. For one thread at a time. */
final class ClockWatch {
    private static final Duration MOST = Duration.ofMinutes(1);

    private final Clock clock;
    private final LongSupplier ticks;
    private Instant wall;
    private long tick;

    /** @param ticks nanoseconds from any beginning, which never jump */
    ClockWatch(Clock clock, LongSupplier ticks) {
        this.clock = clock;
        this.ticks = ticks;
        this.wall = clock.instant();
        this.tick = ticks.getAsLong();
    }

    /** The clock had reached this before the server started; how long ago, nobody knows. */
    void behind(Instant before) {
        wall = before.isAfter(wall) ? before : wall;
    }

    /** What to note when the clock has jumped since the last note. */
    Optional<Event> jump() {
        Duration moved = Duration.between(wall, clock.instant()).minusNanos(ticks.getAsLong() - tick);
        return moved.abs().compareTo(MOST) > 0
                ? Optional.of(new Event(
                        "system",
                        "clock.jump",
                        "server",
                        "ok",
                        Document.empty().with("seconds", Value.int64(moved.toSeconds()))))
                : Optional.empty();
    }

    /** It was noted, if there was something to note. */
    void noted() {
        wall = clock.instant();
        tick = ticks.getAsLong();
    }
}
