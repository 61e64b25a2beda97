package dev.naust.api.store;

import java.time.Duration;

/**
 * How one step of a trial went.
 *
 * @param took how long; zero for a step that was skipped or that nobody measured by itself
 * @param message what was found, or what failed, why, and what to do next; for people, never a secret
 */
public record Stage(Step step, Outcome outcome, Duration took, String message) {

    /** How a step ended. */
    public enum Outcome {
        OK,
        FAILED,
        SKIPPED
    }
}
