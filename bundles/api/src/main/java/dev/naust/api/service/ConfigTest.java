package dev.naust.api.service;

import dev.naust.api.store.Category;
import dev.naust.api.store.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How far the trial of a configuration came.
 *
 * @param stages in the order of their steps; those behind a failed one are skipped
 * @param failure whose fault the failed stage is; empty when none failed
 * @param took how long all of it took
 */
public record ConfigTest(List<Stage> stages, Optional<Category> failure, Duration took) {
    public ConfigTest {
        stages = List.copyOf(stages);
    }

    /** Whether the store answered. */
    public boolean isOk() {
        return failure.isEmpty();
    }

    /** The stage that failed. */
    public Optional<Stage> failed() {
        return stages.stream()
                .filter(stage -> stage.outcome() == Stage.Outcome.FAILED)
                .findFirst();
    }
}
