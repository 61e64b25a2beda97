package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of run that can go on where it was left. Registered as a service by whoever starts runs of that kind: such runs are
 * taken up again by themselves when the server died or was stopped meanwhile, and by {@link Runs#resume} when they failed or
 * were cancelled. The service has the property {@link #KIND}, so that {@link Runs} knows of it without fetching it: who resumes
 * runs stands on {@code Runs}, and is fetched when there is something to resume. Safe for use by several threads.
 */
@ConsumerType
public interface RunResumer {

    /** The service property that says what {@link #kind()} says. */
    String KIND = "naust.run.kind";

    /** The kind of run, as in {@link Run#kind()}. */
    String kind();

    /**
     * The work that is left of a run: what it did before is found out from what its kind recorded, not from the run. Called on
     * the run's own thread.
     *
     * @param run as it was left; {@link Run#rollingBack()} tells which way it was going
     * @throws StoreException when it cannot go on; the run fails with the message
     */
    Runs.Task resume(Run run);
}
