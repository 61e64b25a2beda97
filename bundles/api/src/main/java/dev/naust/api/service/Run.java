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
        List<String> warnings) {

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

    public Run {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }
}
