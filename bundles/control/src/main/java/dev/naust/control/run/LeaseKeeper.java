package dev.naust.control.run;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of the runs that this server has, where several servers share a state: each write of a run's record renews its
 * lease, and a run whose lease may have ended must not work on. Thread-safe, but for {@link #keep}.
 */
final class LeaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final Node node;
    private final Map<String, LiveRun> live;
    private final RunWorkers workers;
    private final Map<String, LiveRun> leaving = new ConcurrentHashMap<>();
    private long lastBeat = System.nanoTime();

    /** @param live the runs of this server by their ids; a lost one is taken out */
    LeaseKeeper(Node node, Map<String, LiveRun> live, RunWorkers workers) {
        this.node = node;
        this.live = live;
        this.workers = workers;
    }

    /** Gives up what was not confirmed in time, and has the others recorded when it is time. For one thread. */
    void keep(long now, Consumer<LiveRun> record) {
        for (LiveRun run : live.values()) {
            if (!run.isLetGo() && run.unconfirmedFor(now) > node.lease().toNanos()) {
                lost(
                        run,
                        "Run " + run.id() + " could not be confirmed on record for "
                                + node.lease().toSeconds() + " seconds, so that another server may have it by now");
            }
        }
        if (now - lastBeat >= node.beat().toNanos()) {
            lastBeat = now;
            live.values().forEach(record);
        }
    }

    /** Stops the work of a run that another server may have. */
    void lost(LiveRun run, String why) {
        if (!live.remove(run.id(), run)) {
            return;
        }
        LOG.warn("{}. Its work here is stopped", why);
        leaving.put(run.id(), run);
        run.lose();
        workers.forget(run);
        if (!run.isWorking()) {
            leaving.remove(run.id(), run);
        }
        run.onRecord().completeExceptionally(new StoreException(ServiceError.RUN_LOST, why));
        run.over().complete(null);
    }

    /** Whether the work of a lost run has not ended yet; nobody here takes the run up before it has. */
    boolean isLeaving(String id) {
        return leaving.containsKey(id);
    }

    /** The work of a run has ended. */
    void left(LiveRun run) {
        leaving.remove(run.id(), run);
    }
}
