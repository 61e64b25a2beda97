package dev.naust.console.view;

import java.util.List;

/**
 * How far the trial of a configuration came.
 *
 * @param sentence what came of it
 * @param works whether the store answered
 * @param took how long it took
 */
public record TrialView(String sentence, boolean works, String took, List<StageRow> stages) {

    /**
     * One step.
     *
     * @param style {@code ok}, {@code failed} or {@code skipped}
     * @param outcome the same in a word
     * @param here whether the trial came as far as this
     */
    public record StageRow(String name, String style, String outcome, String message, String took, boolean here) {}
}
