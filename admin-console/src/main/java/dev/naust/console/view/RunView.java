package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * A run's page while it goes on and afterwards.
 *
 * @param history errors and warnings as they came
 * @param announcement what a screen reader is told; changes seldom
 * @param live where the live part is fetched from again; empty once nothing changes any more
 * @param hold what a button says that pauses it or ends a pause, and where its form goes; empty when it cannot be paused
 * @param cancel where a form asks it to stop; empty when it cannot be stopped
 * @param resume where a form asks it to go on; empty when it cannot
 * @param rollback where one looks at what rolling back would do; empty when there is nothing to roll back
 * @param noRollback why it has nothing to roll back, where somebody may look for that
 * @param leftovers what people have to put right, and where they do; empty while it goes on
 * @param following how it follows its source; empty when it does not
 * @param paused whether it waits until somebody lets it go on
 * @param undone whose content is as it was before; empty unless the run was rolled back
 * @param report what a finished migration did
 * @param sha256 of the report as it is kept
 */
public record RunView(
        String id,
        String kind,
        String title,
        Badge state,
        String stage,
        Optional<Progress> progress,
        Moment startedAt,
        Optional<Moment> finishedAt,
        String took,
        List<String> errors,
        List<String> warnings,
        List<Incident> history,
        String announcement,
        Optional<String> live,
        Optional<Fact> hold,
        Optional<String> cancel,
        Optional<String> resume,
        Optional<String> rollback,
        Optional<String> noRollback,
        List<Fact> leftovers,
        Optional<Following> following,
        boolean paused,
        List<Part> parts,
        Optional<String> undone,
        Optional<ReportView> report,
        Optional<Automation> automation,
        String json,
        Optional<String> sha256) {

    /** An error or a warning, when it was and in which stage. */
    public record Incident(Moment when, boolean error, String where, String message) {}

    /**
     * How it follows its source.
     *
     * @param sentence who serves the collections now
     * @param lag how far behind it is
     * @param title how many records could not be carried over
     * @param open some of them, each with its reason
     * @param rejects where they are put right; empty when there are none that can be
     * @param cutOver where one looks at a cutover; empty when it cannot be asked for now
     * @param back where one looks at the way back; empty when it cannot be asked for now
     * @param isSwitched whether the target is in the source's place, so that ending the run finishes it
     * @param ends what ending the run means; empty where a page of its own says it
     */
    public record Following(
            String sentence,
            String lag,
            String title,
            List<String> open,
            Optional<String> rejects,
            Optional<String> cutOver,
            Optional<String> back,
            boolean isSwitched,
            String ends) {}

    /** How far a part of it has come, such as a collection. */
    public record Part(String name, String stage, String done) {}

    /**
     * How far it has come.
     *
     * @param percentage from 0 to 100; negative when the total is not known
     */
    public record Progress(int percentage, String done, String rate, String left) {
        /** Whether a bar can show it. */
        public boolean isMeasured() {
            return percentage >= 0;
        }
    }
}
