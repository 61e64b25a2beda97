package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What migrations left for people to put right: records that did not fit, and pairs of records of which nobody has decided yet.
 * Kept in the server's state. Safe for use by several threads.
 */
@ProviderType
public interface Leftovers {

    /**
     * A page of a run's leftovers, in the order in which they came up.
     *
     * @param after only those with a higher number; 0 starts at the beginning
     * @param limit at most so many, 1 to 1,000
     */
    List<Leftover> list(String runId, Kind kind, long after, int limit);

    /** How many of a run's leftovers of a kind nobody has put right yet. */
    long open(String runId, Kind kind);

    /**
     * Writes a rejected record again, changed. One that does not fit now either stays, with the new reason. While its run follows
     * the source, what that holds by now is carried over instead where it fits, and changed where it does not.
     *
     * @param change {@code value} for the field that was to blame, {@code values} by fields, {@code fields} as a request has
     *     them; empty tries the record as it is
     * @throws StoreException with {@code record.not_found} when the run has no such reject, with {@code collection.not_found}
     *     when the run's collection is not in the target, with {@code option.unsupported} when the change cannot be understood,
     *     with {@code migration.in_progress} when the run that follows does not come to it
     */
    Leftover replay(String runId, long number, Document change) throws InterruptedException;

    /** The same for every reject of the run that is open. */
    Tried replayAll(String runId, Document change) throws InterruptedException;

    /**
     * Decides about a pair of records, and does it.
     *
     * @param decision SKIP keeps the target's record, OVERWRITE takes the source's, MERGE takes the source's fields that are
     *     not null
     * @throws StoreException with {@code record.not_found} when the run has no such conflict, with {@code record.changed} when
     *     the target's record is another one by now; the conflict shows that one then
     */
    Leftover decide(String runId, long number, Conflict decision) throws InterruptedException;

    /** The same for every conflict of the run that is open. */
    Tried decideAll(String runId, Conflict decision) throws InterruptedException;

    /** What kind of thing is left. */
    enum Kind {
        REJECT,
        CONFLICT
    }

    /**
     * A record that is left.
     *
     * @param number unique within its run and kind, from 1
     * @param collection the target's
     * @param field to blame for a reject; empty where it is the whole record
     * @param value of that field, cut to a readable length
     * @param reason why it does not fit, or what was decided
     * @param incoming the source's record with the target's names; empty where it was too large to keep
     * @param there the target's record, of a conflict
     */
    record Leftover(
            long number,
            Kind kind,
            String collection,
            String key,
            String field,
            String value,
            String reason,
            boolean open,
            Optional<Document> incoming,
            Optional<Document> there) {

        /** The same after somebody has looked at it again. */
        public Leftover after(boolean isOpen, String why, Optional<Document> isThere) {
            return new Leftover(number, kind, collection, key, field, value, why, isOpen, incoming, isThere);
        }

        /** The same with the source's record as it is by now. */
        public Leftover with(Document now) {
            return new Leftover(number, kind, collection, key, field, value, reason, open, Optional.of(now), there);
        }
    }

    /**
     * What became of all.
     *
     * @param done how many are not open any more
     * @param left how many still are
     */
    record Tried(long done, long left) {}
}
