package dev.naust.control.run;

import dev.naust.api.service.Run;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs.Task;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who can go on with which kind of run, and lets runs wait for one who can: after a start of the server its bundles come
 * one after the other. Safe for use by several threads.
 */
final class Resumptions {
    private static final Logger LOG = LoggerFactory.getLogger(Resumptions.class);

    private final Map<String, RunResumer> resumers = new ConcurrentHashMap<>();
    private final Set<String> offered = ConcurrentHashMap.newKeySet();
    private final List<Waiting> waiting = new ArrayList<>();
    private final BiConsumer<LiveRun, Task> goOn;

    private record Waiting(LiveRun run, Run before) {}

    /**
     * Nobody yet.
     *
     * @param goOn puts a run to work
     */
    Resumptions(BiConsumer<LiveRun, Task> goOn) {
        this.goOn = goOn;
    }

    void add(RunResumer resumer) {
        resumers.put(resumer.kind(), resumer);
        offered.add(resumer.kind());
        for (Waiting each : take(resumer.kind())) {
            LOG.info("Run {} goes on where it was left", each.run().id());
            goOn.accept(each.run(), progress -> task(each.before()).run(progress));
        }
    }

    void remove(RunResumer resumer) {
        resumers.remove(resumer.kind(), resumer);
    }

    /** Whether runs of a kind can be resumed: also when who does it has just gone, as when the server stops. */
    boolean offers(String kind) {
        return offered.contains(kind);
    }

    /** Lets a run go on as soon as there is who can. */
    void await(LiveRun run, Run before) {
        synchronized (waiting) {
            waiting.add(new Waiting(run, before));
        }
        RunResumer present = resumers.get(run.kind());
        if (present != null) {
            add(present);
        }
    }

    private List<Waiting> take(String kind) {
        List<Waiting> taken = new ArrayList<>();
        synchronized (waiting) {
            for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
                Waiting each = all.next();
                if (each.run().kind().equals(kind)) {
                    all.remove();
                    taken.add(each);
                }
            }
        }
        return taken;
    }

    /** What is left of a run's work. */
    Task task(Run before) {
        RunResumer resumer = resumers.get(before.kind());
        if (resumer == null) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "Nothing here can go on with a " + before.kind()
                            + " at the moment: its bundle is not started. Start" + " it, and resume the run then");
        }
        return resumer.resume(before);
    }
}
