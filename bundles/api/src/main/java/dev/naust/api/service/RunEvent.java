package dev.naust.api.service;

/**
 * A change of a run.
 *
 * @param sequence grows with every event of the run
 * @param type one of {@code runQueued}, {@code runStarted}, {@code stageChanged}, {@code progressUpdate},
 *     {@code warningAdded}, {@code errorAdded}, and at the end {@code runCompleted}, {@code runFailed} or {@code runCancelled}.
 *     Right before the start and the end comes the same under the kind's own name, such as {@code migrationStarted},
 *     {@code migrationCompleted} and {@code migrationFailed}, or {@code rollbackStarted}, {@code rollbackCompleted} and
 *     {@code rollbackFailed} when the run is rolled back
 * @param run how it stands after the change
 */
public record RunEvent(long sequence, String type, Run run) {
    /** True for exactly one event of a run: after it there comes no other. */
    public boolean isLast() {
        return run.state().isFinal() && type.startsWith("run");
    }
}
