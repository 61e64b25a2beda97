package dev.naust.console.page;

import dev.naust.api.service.Comparisons;
import dev.naust.api.service.Run;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Moment;
import dev.naust.console.view.RunRow;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import java.time.Clock;
import java.time.Duration;

/** Shows runs at a glance. Safe for use by several threads. */
final class RunRows {
    /** What a migration's runs are called. */
    static final String MIGRATION = "migration";

    private final Clock clock;

    RunRows(Clock clock) {
        this.clock = clock;
    }

    RunRow of(Run run) {
        return new RunRow(
                run.id(),
                href(run),
                run.kind(),
                run.title(),
                badge(run),
                Show.number(run.progress().processed()),
                Moment.of(run.startedAt()),
                took(run));
    }

    /** How long a run took, or has taken so far. */
    String took(Run run) {
        Duration took = Duration.between(run.startedAt(), run.finishedAt().orElseGet(clock::instant));
        return run.state().isFinal()
                ? Show.seconds(Math.max(0, took.toMillis()) / 1_000.0)
                : Show.wholeSeconds(Math.max(0, took.toSeconds()));
    }

    /** A run's page. */
    static String href(Run run) {
        return switch (run.kind()) {
            case MIGRATION -> "/migrations/" + run.id();
            case Comparisons.COMPARISON, Comparisons.REPAIR -> "/compare/" + run.id();
            default -> "/runs/" + run.id();
        };
    }

    static Badge badge(Run run) {
        return run.paused() ? new Badge("Paused", Tone.WARN) : badge(run.state());
    }

    static Badge badge(Run.State state) {
        return switch (state) {
            case QUEUED -> new Badge("Waiting", Tone.QUIET);
            case RUNNING -> new Badge("Running", Tone.BUSY);
            case SUCCEEDED -> new Badge("Succeeded", Tone.GOOD);
            case FAILED -> new Badge("Failed", Tone.BAD);
            case CANCELLED -> new Badge("Cancelled", Tone.WARN);
            case ROLLED_BACK -> new Badge("Rolled back", Tone.WARN);
        };
    }
}
