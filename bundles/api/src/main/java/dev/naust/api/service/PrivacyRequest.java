package dev.naust.api.service;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a person asked for about their data, as it stands now. It names the person by a keyed pseudonym alone.
 *
 * @param subject the pseudonym
 * @param due the last day for the answer, in Europe/Oslo
 * @param createdBy who entered it
 * @param approvedBy who approved it
 * @param reason why it was rejected, or why it was extended
 * @param scope what was found; empty before that
 * @param outcomes what became of each record
 * @param remarks what people must know, such as remains in a store's own files
 * @param problem what keeps it from going on
 * @param runId the run that executes it
 * @param packageUntil until when the package can be fetched
 */
public record PrivacyRequest(
        String id,
        Type type,
        State state,
        String subject,
        Instant receivedAt,
        LocalDate due,
        boolean extended,
        String createdBy,
        Optional<String> approvedBy,
        Optional<String> reason,
        List<Step> history,
        Optional<Scope> scope,
        List<Outcome> outcomes,
        List<String> remarks,
        Optional<String> problem,
        Optional<String> runId,
        Optional<Instant> packageUntil) {

    public PrivacyRequest {
        history = List.copyOf(history);
        outcomes = List.copyOf(outcomes);
        remarks = List.copyOf(remarks);
    }

    /** What a person may ask for, with the article of the GDPR. */
    public enum Type {
        /** 15: what is held about them. */
        ACCESS,
        /** 16: what is wrong put right. */
        RECTIFICATION,
        /** 17: what is held erased. */
        ERASURE,
        /** 18: what is held kept, but not used. */
        RESTRICTION,
        /** 20: what they gave, in a form for machines. */
        PORTABILITY,
        /** 21: no more use for a purpose. */
        OBJECTION
    }

    /** How a request stands; each leads to the next, and none is skipped. */
    public enum State {
        RECEIVED,
        VERIFIED,
        SCOPED,
        APPROVED,
        EXECUTED,
        CHECKED,
        ANSWERED,
        REJECTED;

        /** Whether nothing will change any more. */
        public boolean isFinal() {
            return this == ANSWERED || this == REJECTED;
        }
    }

    /**
     * A change of state: who made it, when, and why.
     *
     * @param behind the user who answers for it, where a token of theirs made it; empty otherwise
     */
    public record Step(State state, Instant at, String actor, String note, String behind) {
        /** One that no token made. */
        public Step(State state, Instant at, String actor, String note) {
            this(state, at, actor, note, "");
        }
    }

    /**
     * What a dry run over all mapped stores found.
     *
     * @param errors what must be put right first, such as a store that does not answer
     */
    public record Scope(List<Found> found, List<String> errors) {
        public Scope {
            found = List.copyOf(found);
            errors = List.copyOf(errors);
        }

        /** How many records were found. */
        public long records() {
            return found.stream().mapToLong(Found::records).sum();
        }
    }

    /**
     * What a collection holds about the person, and what will happen to it.
     *
     * @param action what will become of each record
     * @param reason why, where it is kept
     */
    public record Found(String store, String collection, long records, Result action, String reason) {}

    /** What becomes of a record. */
    public enum Result {
        /** It is gone. */
        ERASED,
        /** It is there, and nobody can tell any more whom it is about. */
        ANONYMISED,
        /** Names are replaced by keyed codes; still personal data. */
        PSEUDONYMISED,
        /** It is there and marked, not to be used. */
        RESTRICTED,
        /** It is there, because the law demands it. */
        RETAINED,
        /** It is in the package. */
        EXPORTED,
        /** It was put right. */
        RECTIFIED,
        /** Nothing is done to it. */
        UNCHANGED,
        /** It could not be done; the reason says why. */
        FAILED
    }

    /**
     * What became of one record.
     *
     * @param record a keyed hash of its key
     */
    public record Outcome(String store, String collection, String record, Result result, String reason) {}
}
