package dev.naust.migration;

import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.migration.Notices.Tempo;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sets the pace of a run that another server is at, through the state that the servers share: what is asked for is done when that
 * server has put it on record. Safe for use by several threads.
 */
final class DistantPace {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Notices notices;
    private final Runs runs;
    private final Duration patience;

    DistantPace(Notices notices, Runs runs) {
        this(notices, runs, PATIENCE);
    }

    /** @param patience how long an answer is waited for */
    DistantPace(Notices notices, Runs runs, Duration patience) {
        this.notices = notices;
        this.runs = runs;
        this.patience = patience;
    }

    /** Whether another server may be at this run. */
    boolean isPossible(Run run) {
        return notices.areRead() && !run.state().isFinal();
    }

    /**
     * Asks, and waits until it is done.
     *
     * @throws StoreException with {@code control.unavailable} when that server does not answer: nothing is changed then
     */
    Run set(String id, Tempo tempo) throws InterruptedException {
        notices.ask(id, tempo);
        long end = System.nanoTime() + patience.toNanos();
        Run now = runs.find(id).orElseThrow();
        while (!isDone(now, tempo)) {
            if (now.state().isFinal()) {
                notices.takeTempo(id);
                throw new StoreException(
                        ServiceError.RUN_NOT_RESUMABLE,
                        "Migration " + id + " has ended meanwhile: it is " + now.state());
            }
            // Whoever has taken it is about to do it.
            if (System.nanoTime() > end && notices.takeTempo(id).isPresent()) {
                throw unanswered(id);
            }
            if (System.nanoTime() > end + patience.toNanos()) {
                throw unanswered(id);
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            now = runs.find(id).orElseThrow();
        }
        return now;
    }

    private static boolean isDone(Run now, Tempo tempo) {
        boolean paused = tempo.paused().map(wanted -> wanted == now.paused()).orElse(true);
        Optional<Long> pace = tempo.recordsPerSecond();
        return paused
                && pace.map(wanted -> wanted
                                == MigrationRequestForm.read(now.parameters())
                                        .options()
                                        .limits()
                                        .recordsPerSecond())
                        .orElse(true);
    }

    private StoreException unanswered(String id) {
        return new StoreException(
                ServiceError.CONTROL_UNAVAILABLE,
                "The server that is at migration " + id + " did not answer within " + patience.toSeconds()
                        + " seconds: look at how the run stands, and try again");
    }
}
