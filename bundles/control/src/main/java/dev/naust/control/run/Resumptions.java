package dev.naust.control.run;

import dev.naust.api.service.Run;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs.Task;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who can go on with which kind of run, and lets runs wait for one who can: after a start of the server its bundles come
 * one after the other, and some come twice. Who resumes stands on the runs, and is therefore fetched by the thread that does a
 * run's work and never while the runs themselves come up. Safe for use by several threads.
 */
final class Resumptions {
    private static final Logger LOG = LoggerFactory.getLogger(Resumptions.class);

    /** How long after an offer that was there it may take until it can be fetched again. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Map<String, Offer> offers = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final BiConsumer<LiveRun, Task> goOn;
    private final Duration patience;

    private record Offer(Object by, Supplier<@Nullable RunResumer> source) {}

    private record Waiting(LiveRun run, Run before) {}

    /**
     * Nobody yet.
     *
     * @param goOn puts a run to work
     */
    Resumptions(BiConsumer<LiveRun, Task> goOn) {
        this(goOn, PATIENCE);
    }

    Resumptions(BiConsumer<LiveRun, Task> goOn, Duration patience) {
        this.goOn = goOn;
        this.patience = patience;
    }

    /**
     * Somebody can go on with a kind of run from now on; the last one who says so does.
     *
     * @param by tells the offer from others
     * @param source fetches who does it; null while that cannot be had
     */
    void offer(String kind, Object by, Supplier<@Nullable RunResumer> source) {
        List<Waiting> taken;
        synchronized (this) {
            offers.put(kind, new Offer(by, source));
            known.add(kind);
            taken = take(kind);
            notifyAll();
        }
        taken.forEach(this::goOn);
    }

    synchronized void withdraw(String kind, Object by) {
        Offer present = offers.get(kind);
        if (present != null && present.by().equals(by)) {
            offers.remove(kind);
        }
    }

    /** Whether runs of a kind can be resumed: also when who does it has just gone, as when the server stops. */
    synchronized boolean offers(String kind) {
        return known.contains(kind);
    }

    /** Lets a run go on as soon as there is who can. */
    void await(LiveRun run, Run before) {
        Waiting wanted = new Waiting(run, before);
        synchronized (this) {
            if (!offers.containsKey(run.kind())) {
                waiting.add(wanted);
                return;
            }
        }
        goOn(wanted);
    }

    private void goOn(Waiting each) {
        LOG.info("Run {} goes on where it was left", each.run().id());
        goOn.accept(each.run(), progress -> task(each.before()).run(progress));
    }

    private List<Waiting> take(String kind) {
        List<Waiting> taken = new ArrayList<>();
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting each = all.next();
            if (each.run().kind().equals(kind)) {
                all.remove();
                taken.add(each);
            }
        }
        return taken;
    }

    /**
     * What is left of a run's work. Waits a while for one who knows, where there ever was one: a bundle that is started anew is
     * back soon.
     *
     * @throws StoreException with {@code control.unavailable} when there is nobody who knows
     */
    Task task(Run before) throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            Optional<RunResumer> found = fetch(before.kind());
            if (found.isPresent()) {
                return found.get().resume(before);
            }
            if (!offers(before.kind()) || System.nanoTime() - began > patience.toNanos()) {
                throw new StoreException(
                        ServiceError.CONTROL_UNAVAILABLE,
                        "Nothing here can go on with a " + before.kind()
                                + " at the moment: its bundle is not started. Start it, and resume the run then");
            }
            synchronized (this) {
                wait(LOOK_AGAIN.toMillis());
            }
        }
    }

    /** Not under the lock: fetching may start what asks for the runs itself. */
    private Optional<RunResumer> fetch(String kind) {
        Offer present;
        synchronized (this) {
            present = offers.get(kind);
        }
        return present == null
                ? Optional.empty()
                : Optional.ofNullable(present.source().get());
    }
}
