package dev.naust.control.run;

import dev.naust.api.service.Run.State;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.Runs.Task;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the work of runs, and makes an end of each out of whatever becomes of its work. Safe for use by several threads. */
final class RunExecution {
    static final String STOPPED =
            "The server stopped while this ran. What it had done until then may be in the target: look there, then start it again";

    private static final Logger LOG = LoggerFactory.getLogger(RunExecution.class);

    private final Duration recordLimit;
    private volatile boolean stopping;

    /** @param recordLimit how long a run waits to be on record before it begins */
    RunExecution(Duration recordLimit) {
        this.recordLimit = recordLimit;
    }

    /** From now on interrupted work is not over but parked for the next start, where it can go on then. */
    void stop() {
        stopping = true;
    }

    /** Ends a run that the server's stop cut off, or parks it. */
    static void stopped(LiveRun run) {
        if (run.resumable()) {
            run.park();
        } else {
            run.end(State.FAILED, Optional.of(STOPPED), Optional.empty());
        }
    }

    /** Does a run's work once the run is on record, and ends or parks the run. */
    void work(LiveRun run, Task task) {
        try {
            awaitRecord(run);
            if (run.begin()) {
                run.end(State.SUCCEEDED, Optional.empty(), Optional.of(task.run(run)));
            }
        } catch (InterruptedException e) {
            if (stopping) {
                stopped(run);
            } else {
                run.end(State.CANCELLED, Optional.empty(), Optional.empty());
            }
        } catch (RunFailedException e) {
            if (!isParked(run, e)) {
                run.end(State.FAILED, Optional.of(e.getMessage()), Optional.of(e.report()));
            }
        } catch (StoreException e) {
            if (!isParked(run, e)) {
                LOG.info("Run {} failed: {}", run.id(), e.getMessage(), e);
                run.end(State.FAILED, Optional.of(e.getMessage()), Optional.empty());
            }
        } catch (Throwable e) {
            // Whatever it is, it must not leave a run that seems to go on for ever.
            if (!isParked(run, e)) {
                LOG.error("Run {} failed unexpectedly", run.id(), e);
                run.end(State.FAILED, Optional.of(unexpected(run)), Optional.empty());
            }
        }
    }

    /** What goes wrong while the server stops may come of that alone; what does not goes wrong again when the run goes on. */
    private boolean isParked(LiveRun run, Throwable failure) {
        if (!stopping || !run.resumable()) {
            return false;
        }
        LOG.info("Run {} was stopped with the server: {}", run.id(), failure.getMessage(), failure);
        run.park();
        return true;
    }

    /** A run that may change something is on record before it begins, so that nothing happens that nobody can look up. */
    private void awaitRecord(LiveRun run) throws InterruptedException {
        try {
            run.onRecord().get(recordLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The run was not begun, because the server could not put it on record; the log says why. Start it"
                            + " again when that is repaired",
                    e);
        }
    }

    private static String unexpected(LiveRun run) {
        return "Something went wrong that Naust did not expect. The log has the details under the number " + run.id()
                + "; please report them";
    }
}
