package dev.naust.api.service;

import dev.naust.api.model.Document;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One execution of something long, as it stands now.
 *
 * @param parameters what was asked for
 * @param stage what it is doing, in a few words
 * @param parts how far its parts have come, such as collections; at most some hundred of them
 * @param resumable whether it can go on where it was left, should it end before its work is done
 * @param rollingBack whether what it did is being undone, or was
 * @param paused whether it waits until somebody lets it go on; a server that starts again leaves it so
 * @param history the first errors and warnings with their times, in order, also those from before it was taken up again
 */
public record Run(
        String id,
        String kind,
        String title,
        Document parameters,
        State state,
        String stage,
        Progress progress,
        Instant startedAt,
        Optional<Instant> finishedAt,
        List<String> errors,
        List<String> warnings,
        List<Part> parts,
        boolean resumable,
        boolean rollingBack,
        boolean paused,
        List<Incident> history) {

    /** A run that is not paused, and to which nothing has happened. */
    public Run(
            String id,
            String kind,
            String title,
            Document parameters,
            State state,
            String stage,
            Progress progress,
            Instant startedAt,
            Optional<Instant> finishedAt,
            List<String> errors,
            List<String> warnings,
            List<Part> parts,
            boolean resumable,
            boolean rollingBack) {
        this(
                id,
                kind,
                title,
                parameters,
                state,
                stage,
                progress,
                startedAt,
                finishedAt,
                errors,
                warnings,
                parts,
                resumable,
                rollingBack,
                false,
                List.of());
    }

    /** A run without parts, which cannot go on where it was left. */
    public Run(
            String id,
            String kind,
            String title,
            Document parameters,
            State state,
            String stage,
            Progress progress,
            Instant startedAt,
            Optional<Instant> finishedAt,
            List<String> errors,
            List<String> warnings) {
        this(
                id,
                kind,
                title,
                parameters,
                state,
                stage,
                progress,
                startedAt,
                finishedAt,
                errors,
                warnings,
                List.of(),
                false,
                false);
    }

    /** How a run stands. */
    public enum State {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        ROLLED_BACK;

        /** Whether nothing will change any more. */
        public boolean isFinal() {
            return this != QUEUED && this != RUNNING;
        }
    }

    /**
     * How far a run has come.
     *
     * @param processed records done
     * @param total records in all; negative when not known
     * @param perSecond records a second, lately
     * @param etaSeconds seconds left at that rate; negative when not known
     */
    public record Progress(long processed, long total, double perSecond, long etaSeconds) {
        /** From 0 to 100; negative when the total is not known. */
        public int percentage() {
            if (total < 0) {
                return -1;
            }
            return total == 0 ? 100 : (int) Math.min(100, processed * 100 / total);
        }
    }

    /**
     * How far a part has come.
     *
     * @param stage what is done with it, in a word or two
     * @param processed records done, rejected ones included
     * @param total records in all; negative when not known
     * @param rejected records that were left out
     */
    public record Part(String name, String stage, long processed, long total, long rejected) {}

    /**
     * Something that went wrong with a run, or that people should know of it.
     *
     * @param error whether it failed by it; else a warning
     * @param where the stage that the run was in
     */
    public record Incident(Instant at, boolean error, String where, String message) {}

    public Run {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
        parts = List.copyOf(parts);
        history = List.copyOf(history);
    }

    /** Whether {@link Runs#resume} would take it up again, as it stands now. */
    public boolean canResume() {
        return resumable && (state == State.FAILED || state == State.CANCELLED);
    }
}
