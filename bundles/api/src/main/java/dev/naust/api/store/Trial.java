package dev.naust.api.store;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The trial of a configuration, to which a provider tells how far it comes. For the thread that {@link StoreProvider#diagnose}
 * was called on; it is interrupted when the time is over.
 */
@ProviderType
public interface Trial {

    /** One step of a trial. */
    @FunctionalInterface
    interface Work {
        /**
         * Takes the step.
         *
         * @return what was found, in a few words for people, without secrets
         * @throws StoreException when the step fails; its code's {@link ErrorCode#step()} counts for more than the step that
         *     was begun, because many drivers do several in one call
         */
        String run() throws InterruptedException;
    }

    /**
     * Takes a step, and notes how it went and how long it took.
     *
     * @throws StoreException when it fails, which ends the trial
     */
    void run(Step step, Work work) throws InterruptedException;

    /** Notes that a step does not apply, and why. */
    void skip(Step step, String why);

    /** How much time is left; never negative. */
    Duration left();
}
